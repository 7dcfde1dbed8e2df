const LINKTYPE_RAW = 101;
const FILE_HEADER_OCTETS = 24;
const RECORD_HEADER_OCTETS = 16;
const FRAME_OCTETS = 40;
const PORTS = 60_000;
const FIRST_CLIENT = 0x0a_00_00_01;
const SERVER = 0xc0_00_02_01;
const SYN = 0x02;

/** A pcap file of so many connections, of each of which there is nothing but a SYN. */
export function synFlood(connections: number): Buffer {
  const each = RECORD_HEADER_OCTETS + FRAME_OCTETS;
  const file = Buffer.alloc(FILE_HEADER_OCTETS + connections * each);
  file.writeUInt32LE(0xa1b2c3d4, 0);
  file.writeUInt16LE(2, 4);
  file.writeUInt16LE(4, 6);
  file.writeUInt32LE(65_535, 16);
  file.writeUInt32LE(LINKTYPE_RAW, 20);
  for (let i = 0; i < connections; i++) {
    const record = FILE_HEADER_OCTETS + i * each;
    file.writeUInt32LE(1_700_000_000, record);
    file.writeUInt32LE(i, record + 4);
    file.writeUInt32LE(FRAME_OCTETS, record + 8);
    file.writeUInt32LE(FRAME_OCTETS, record + 12);
    const ip = record + RECORD_HEADER_OCTETS;
    file.writeUInt8(0x45, ip);
    file.writeUInt16BE(FRAME_OCTETS, ip + 2);
    file.writeUInt8(64, ip + 8);
    file.writeUInt8(6, ip + 9);
    file.writeUInt32BE(FIRST_CLIENT + Math.floor(i / PORTS), ip + 12);
    file.writeUInt32BE(SERVER, ip + 16);
    const tcp = ip + 20;
    file.writeUInt16BE(1024 + (i % PORTS), tcp);
    file.writeUInt16BE(80, tcp + 2);
    file.writeUInt32BE(i, tcp + 4);
    file.writeUInt8(0x50, tcp + 12);
    file.writeUInt8(SYN, tcp + 13);
    file.writeUInt16BE(1024, tcp + 14);
  }
  return file;
}
