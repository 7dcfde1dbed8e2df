import { startsWith } from '../ascii.ts';

/** Octets of a packet's head: 3 of its length, and a sequence number. */
export const HEAD_OCTETS = 4;
/** A packet of this length goes on in the next one: MySQL, "Sending More Than 16Mb". */
export const MOST_LENGTH = 0xffffff;
/** No number stands there: there are not octets enough, or NULL. */
export const NO_NUMBER = -1;

/** Octets behind such a head where packets are compressed: how many there are without that, or 0 where they are not. */
const UNCOMPRESSED_OCTETS = 3;
/** The first octet of what zlib makes, whose first two are a multiple of 31 (RFC 1950); Zstandard's first ones (RFC 8878). */
const ZLIB = 0x78;
const ZLIB_CHECK = 31;
const ZSTANDARD = '\x28\xb5\x2f\xfd';

/** Octets of payload of the packet at `at`. */
export function payloadLength(octets: Uint8Array, at: number): number {
  return littleEndian(octets, at, 3);
}

export function littleEndian(octets: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let n = length - 1; n >= 0; n -= 1) value = value * 256 + (octets[at + n] ?? 0);
  return value;
}

/** Octets that the length-encoded number at `at` takes: MySQL, "Protocol::LengthEncodedInteger". */
export function numberOctets(octets: Uint8Array, at: number): number {
  const first = octets[at] as number;
  return first === 0xfc ? 3 : first === 0xfd ? 4 : first === 0xfe ? 9 : 1;
}

/** A length-encoded number; exact up to 2^53. */
export function lengthEncoded(octets: Uint8Array, at: number, end: number): number {
  if (at >= end) return NO_NUMBER;
  const first = octets[at] as number;
  if (first < 0xfb) return first;
  const length = numberOctets(octets, at);
  if (length === 1 || at + length > end) return NO_NUMBER;
  return littleEndian(octets, at + 1, length - 1);
}

/** Does a compressed packet begin at `at` (MySQL, "Compressed Packet")? It has the number of the first packet in it. */
export function beginsCompressed(octets: Uint8Array, at: number, end: number): boolean {
  const inner = at + HEAD_OCTETS + UNCOMPRESSED_OCTETS;
  if (end - inner < HEAD_OCTETS) return false;
  if (littleEndian(octets, at + HEAD_OCTETS, UNCOMPRESSED_OCTETS) > 0) {
    const begins = octets[inner] as number;
    const isZlib = begins === ZLIB && (begins * 256 + (octets[inner + 1] as number)) % ZLIB_CHECK === 0;
    return isZlib || startsWith(octets, inner, end, ZSTANDARD);
  }
  const innerOctets = HEAD_OCTETS + payloadLength(octets, inner);
  return innerOctets <= payloadLength(octets, at) && octets[inner + 3] === octets[at + 3];
}

/** Whether whole packets, numbered from `sequence` on, and nothing else, stand from `start` to `end`. */
export function arePackets(octets: Uint8Array, start: number, end: number, sequence: number): boolean {
  let at = start;
  let number = sequence;
  while (end - at >= HEAD_OCTETS) {
    if (octets[at + 3] !== (number & 0xff)) return false;
    at += HEAD_OCTETS + payloadLength(octets, at);
    number += 1;
  }
  return at === end && end > start;
}
