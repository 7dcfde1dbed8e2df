import { decodeFrame } from '../../../src/core/wire/decode.ts';
import type { FragmentTable } from '../../../src/core/wire/fragments.ts';
import { OUTCOMES, type OutcomeEntry } from '../../../src/core/wire/outcome.ts';
import { Segment } from '../../../src/core/wire/segment.ts';

/** Octets from numbers, texts of hexadecimal digits, and other octets. */
export function octets(...parts: (number | string | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === 'number') return [part];
      return typeof part === 'string' ? [...Buffer.from(part.replaceAll(' ', ''), 'hex')] : [...part];
    }),
  );
}

/** A TCP header from port 1025 to 80, PSH and ACK, with `options` (a multiple of four octets) and `payload`. */
export function tcp(options: Uint8Array = octets(), payload: Uint8Array = octets('616263')): Uint8Array {
  const offset = (5 + options.length / 4) << 4;
  return octets('0401 0050 80000001 00000002', offset, '18 ffff 0000 0000', options, payload);
}

export function ipv4(payload: Uint8Array, with_: Partial<Record<number, number>> = {}): Uint8Array {
  const total = 20 + payload.length;
  const header = octets('4500', total >> 8, total & 0xff, '0001 4000 40 06 0000 0a000001 ffffff02');
  for (const [at, value] of Object.entries(with_)) header[Number(at)] = value as number;
  return octets(header, payload);
}

export function ipv6(nextHeader: number, payload: Uint8Array, length = payload.length): Uint8Array {
  const addresses = 'fe80000000000000 0000000000000001 20010db800000000 00000000000000ff';
  return octets('60000000', length >> 8, length & 0xff, nextHeader, '40', addresses, payload);
}

export const MACS = '020000000001 020000000002';

export function ethernet(type: string, payload: Uint8Array): Uint8Array {
  return octets(MACS, type, payload);
}

/** Two octets in network order. */
export function u16(value: number): Uint8Array {
  return octets(value >> 8, value & 0xff);
}

export function udp(port: number, payload: Uint8Array): Uint8Array {
  return octets('c350', u16(port), u16(8 + payload.length), '0000', payload);
}

/** GRE with a field of four octets for each flag that has one. */
export function gre(flags: number, type: string, payload: Uint8Array): Uint8Array {
  const fields = [0xc000, 0x2000, 0x1000, 0x0080].filter((flag) => flags & flag).length;
  return octets(u16(flags), type, new Uint8Array(4 * fields), payload);
}

export interface Decoded {
  readonly reason: string;
  readonly kind: string;
  readonly segment: Segment;
}

/** Decodes a frame that stands somewhere inside a larger piece of memory, whose other octets are all 0xEE. */
export function decode(
  linkType: number,
  frame: Uint8Array,
  original = frame.length,
  fragments: FragmentTable | null = null,
): Decoded {
  const start = 7;
  const memory = new Uint8Array(frame.length + 2 * start).fill(0xee);
  memory.set(frame, start);
  const segment = new Segment();
  const view = new DataView(memory.buffer);
  const outcome = decodeFrame(linkType, view, start, frame.length, original, segment, fragments);
  if (segment.datagram === null)
    for (const field of ['optionsStart', 'optionsEnd', 'payloadStart'] as const) segment[field] -= start;
  const { reason, kind } = OUTCOMES[outcome] as OutcomeEntry;
  return { reason, kind, segment };
}

export const IP4 = ipv4(tcp());
export const IP6 = ipv6(6, tcp());

/** An IPv4 packet with another protocol than TCP, between other hosts. */
export function outer(protocol: number, payload: Uint8Array): Uint8Array {
  return ethernet('0800', ipv4(payload, { 9: protocol, 15: 7 }));
}
