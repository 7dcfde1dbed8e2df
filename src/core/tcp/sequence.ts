import { FIN, SYN } from '../wire/control-bits.ts';

/**
 * Sequence numbers count modulo 2^32 (RFC 9293, section 3.4). Here they are signed 32-bit integers, so that the sign of a
 * wrapped difference tells which one is earlier, as long as they lie less than 2^31 apart.
 */
export function sequenceDistance(from: number, to: number): number {
  return (to - from) | 0;
}

export function sequenceAdd(sequenceNumber: number, octets: number): number {
  return (sequenceNumber + octets) | 0;
}

/** How many numbers a segment's SYN and FIN take, beside those of its payload. */
export function controlLength(controlBits: number): number {
  return (controlBits & SYN ? 1 : 0) + (controlBits & FIN ? 1 : 0);
}

export function isAfter(a: number, b: number): boolean {
  return ((a - b) | 0) > 0;
}

export function isAtOrAfter(a: number, b: number): boolean {
  return ((a - b) | 0) >= 0;
}
