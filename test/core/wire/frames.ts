import { decodeFrame } from '../../../src/core/wire/decode.ts';
import { OUTCOMES } from '../../../src/core/wire/outcome.ts';
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

export interface Decoded {
  readonly reason: string;
  readonly kind: string;
  readonly segment: Segment;
}

/** Decodes a frame that stands somewhere inside a larger piece of memory, whose other octets are all 0xEE. */
export function decode(linkType: number, frame: Uint8Array, original = frame.length): Decoded {
  const start = 7;
  const memory = new Uint8Array(frame.length + 2 * start).fill(0xee);
  memory.set(frame, start);
  const segment = new Segment();
  const outcome = decodeFrame(linkType, new DataView(memory.buffer), start, frame.length, original, segment);
  for (const field of ['optionsStart', 'optionsEnd', 'payloadStart'] as const) segment[field] -= start;
  return { ...OUTCOMES[outcome], segment };
}

export const IP4 = ipv4(tcp());
export const IP6 = ipv6(6, tcp());

/** One segment behind every kind of headers: what they are, link type, frame, IP version. */
export const SOUND: [string, number, Uint8Array, 4 | 6][] = [
  ['Ethernet, IPv4', 1, ethernet('0800', IP4), 4],
  ['Ethernet, IPv6', 1, ethernet('86dd', IP6), 6],
  ['Ethernet type of IPv4, IPv6 inside', 1, ethernet('0800', IP6), 6],
  ['802.1Q', 1, ethernet('8100 0005 0800', IP4), 4],
  ['802.1ad and 802.1Q', 1, ethernet('88a8 0005 8100 0006 86dd', IP6), 6],
  ['0x9100 and 802.1Q', 1, ethernet('9100 0005 8100 0006 0800', IP4), 4],
  ['802.1BR', 1, ethernet('893f 000000000000 0800', IP4), 4],
  ['802.1ah', 1, ethernet('88e7 00000001', octets(MACS, '8100 0001 0800', IP4)), 4],
  ['802.3 with SNAP', 1, octets(MACS, 0, IP4.length + 8, 'aaaa03 000000 0800', IP4), 4],
  ['802.3 with SNAP of 802.1H', 1, octets(MACS, 0, IP6.length + 8, 'aaaa03 0000f8 86dd', IP6), 6],
  ['802.3 with the SAP of IP', 1, octets(MACS, 0, IP4.length + 3, '060603', IP4), 4],
  [
    '802.1Q and 802.3 with SNAP',
    1,
    ethernet('8100 0005', octets(0, IP4.length + 8, 'aaaa03 000000 0800', IP4)),
    4,
  ],
  ['SLL', 113, octets('0000 0001 0006 0102030405060000 0800', IP4), 4],
  ['SLL, 802.1Q', 113, octets('0000 0001 0006 0102030405060000 8100 0005 86dd', IP6), 6],
  ['SLL, 802.2', 113, octets('0000 0001 0006 0102030405060000 0004 aaaa03 000000 0800', IP4), 4],
  ['SLL2', 276, octets('86dd 0000 00000001 0304 00 06 0000000000000000', IP6), 6],
  ['NULL, little endian', 0, octets('02000000', IP4), 4],
  ['NULL, big endian', 0, octets('00000002', IP4), 4],
  ['NULL, NetBSD and OpenBSD', 0, octets('18000000', IP6), 6],
  ['NULL, FreeBSD', 0, octets('1c000000', IP6), 6],
  ['NULL, macOS', 0, octets('1e000000', IP6), 6],
  ['NULL with an Ethernet type', 0, octets('00000800', IP4), 4],
  ['LOOP', 108, octets('00000018', IP6), 6],
  ['RAW', 101, IP4, 4],
  ['RAW', 101, IP6, 6],
  ['RAW by its old number', 12, IP4, 4],
  ['RAW by its old OpenBSD number', 14, IP6, 6],
  ['IPV4', 228, IP4, 4],
  ['IPV6', 229, IP6, 6],
];
