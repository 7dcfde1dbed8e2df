import { describe, expect, it } from 'vitest';
import { decode, ethernet, IP4, IP6, ipv4, ipv6, octets, outer, tcp, udp } from './frames.ts';

const icmp4 = (typeAndCode: string, ...quoted: Uint8Array[]) =>
  outer(1, octets(typeAndCode, '0000 00000000', ...quoted));
const icmp6 = (typeAndCode: string, ...quoted: Uint8Array[]) =>
  ethernet('86dd', ipv6(58, octets(typeAndCode, '0000 00000000', ...quoted)));

/** 255.255.255.2 in place of the source. */
const FROM_DESTINATION = { 12: 255, 13: 255, 14: 255, 15: 2 };

describe('an ICMP error about a segment', () => {
  it.each<[string, Uint8Array, object]>([
    ['port unreachable', icmp4('0303', IP4), { icmpType: 3, icmpCode: 3, ipVersion: 4 }],
    ['of eight octets of the segment', icmp4('0b00', IP4.subarray(0, 28)), { icmpType: 11, ipVersion: 4 }],
    [
      'with options',
      icmp4('0304', ipv4(octets('01010101', tcp()), { 0: 0x46 })),
      { icmpType: 3, icmpCode: 4 },
    ],
    ['of a first fragment', icmp4('0b01', ipv4(tcp(), { 6: 0x20 })), { icmpType: 11, icmpCode: 1 }],
    ['of IPv6', icmp6('0104', IP6), { icmpType: 1, icmpCode: 4, ipVersion: 6 }],
    [
      'with the size that gets through',
      outer(1, octets('0304 0000 0000 0514', IP4)),
      { icmpType: 3, icmpCode: 4, icmpNextHopMtu: 1300 },
    ],
    [
      'with that of IPv6',
      ethernet('86dd', ipv6(58, octets('0200 0000 00000500', IP6))),
      { icmpType: 2, icmpNextHopMtu: 1280 },
    ],
    [
      'with something else in its place',
      outer(1, octets('0301 0000 0000 0514', IP4)),
      { icmpType: 3, icmpNextHopMtu: 0 },
    ],
    ['from another host than the segment was sent to', icmp4('0303', IP4), { icmpFromDestination: false }],
    [
      'from the host that the segment was sent to',
      ethernet('0800', ipv4(octets('0303', '0000 00000000', IP4), { 9: 1, ...FROM_DESTINATION })),
      { icmpFromDestination: true },
    ],
    ['behind extension headers', icmp6('0200', ipv6(0, octets('0600000000000000', tcp()))), { icmpType: 2 }],
  ])('%s: tells whose it is', (_name, frame, expected) => {
    const { reason, segment } = decode(1, frame);
    expect(reason).toBe('icmp-error');
    expect(segment).toMatchObject({ sourcePort: 1025, destinationPort: 80, sequenceNumber: 0x80000001 | 0 });
    expect(segment).toMatchObject(expected);
  });

  it.each<[string, Uint8Array]>([
    ['an echo request', icmp4('0800', IP4)],
    ['an error about another protocol', icmp4('0303', ipv4(udp(53, tcp()), { 9: 17 }))],
    ['an error about a later fragment', icmp4('0b01', ipv4(tcp(), { 7: 1 }))],
    ['an error that quotes too little', icmp4('0303', IP4.subarray(0, 27))],
    ['an error that quotes nothing', icmp4('0303')],
    ['less than a header', outer(1, octets('0303 0000'))],
    ['a neighbour solicitation', icmp6('8700', IP6)],
    ['an error about a tunnel', icmp4('0303', ipv4(IP4, { 9: 4 }))],
  ])('is not told by %s', (_name, frame) => {
    expect(decode(1, frame).reason).toBe('icmp');
  });
});
