/** The CRC of DNP3 over `start`..`end` (IEEE 1815, section 9.2): polynomial 0x3D65, turned round, and inverted. */
export function dnp3Crc(octets: Uint8Array, start: number, end: number): number {
  let crc = 0;
  for (let at = start; at < end; at += 1) {
    crc ^= octets[at] as number;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0xa6bc : crc >> 1;
  }
  return ~crc & 0xffff;
}

/** CRC-CCITT over `start`..`end`, from all ones (IEEE C37.118.2, section 6.2): polynomial 0x1021. */
export function crcCcitt(octets: Uint8Array, start: number, end: number): number {
  let crc = 0xffff;
  for (let at = start; at < end; at += 1) {
    crc ^= (octets[at] as number) << 8;
    for (let bit = 0; bit < 8; bit += 1)
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}
