import { describe, expect, it } from 'vitest';
import { LAYERS_AT_MOST } from '../../../src/core/wire/decode.ts';
import { OUTCOMES, SEGMENT } from '../../../src/core/wire/outcome.ts';
import { decode, ethernet, IP4, IP6, ipv4, ipv6, MACS, octets, outer, tcp, u16, udp } from './frames.ts';
import { SOUND } from './sound-frames.ts';

describe('a segment is found behind', () => {
  it.each(SOUND)('%s (%i)', (_name, linkType, frame, ipVersion) => {
    const { kind, segment } = decode(linkType, frame);
    expect(kind).toBe('segment');
    const payloadStart = frame.length - 3;
    const addresses =
      ipVersion === 4
        ? { source0: 0, source3: 0x0a000001, destination0: 0, destination3: 0xffffff02 | 0 }
        : { source0: 0xfe800000 | 0, source3: 1, destination0: 0x20010db8, destination3: 0xff };
    expect(segment).toMatchObject({
      ipVersion,
      hopLimit: 64,
      ...addresses,
      sourcePort: 1025,
      destinationPort: 80,
      sequenceNumber: 0x80000001 | 0,
      acknowledgmentNumber: 2,
      controlBits: 0x18,
      window: 0xffff,
      urgentPointer: 0,
      optionsStart: payloadStart,
      optionsEnd: payloadStart,
      payloadStart,
      payloadLength: 3,
      payloadCaptured: 3,
    });
  });

  const fragment = (field: string) => ipv6(44, octets('06 00', field, '00000001', tcp()));
  it.each<[string, Uint8Array]>([
    ['hop-by-hop options', ipv6(0, octets('06 00 000000000000', tcp()))],
    ['destination options of 16 octets', ipv6(60, octets('06 01', new Uint8Array(14), tcp()))],
    ['a routing header', ipv6(43, octets('06 00 000000000000', tcp()))],
    ['an authentication header', ipv6(51, octets('06 04', new Uint8Array(22), tcp()))],
    ['several extension headers', ipv6(0, octets('3c 00 000000000000', '06 00 000000000000', tcp()))],
    ['an atomic fragment', fragment('0000')],
    ['a jumbo payload', ipv6(0, octets('06 00 c204 00000000', tcp()), 0)],
    ['an IPv4 authentication header', ipv4(octets('06 04', new Uint8Array(22), tcp()), { 9: 51 })],
    ['IPv4 options', octets(ipv4(octets('01010101', tcp()), { 0: 0x46 }))],
  ])('%s', (_name, packet) => {
    const { kind, segment } = decode(101, packet);
    expect(kind).toBe('segment');
    expect(segment).toMatchObject({ sourcePort: 1025, payloadLength: 3, payloadCaptured: 3 });
  });
});

describe('what is not a segment says why', () => {
  const tags = '8100 0001'.repeat(LAYERS_AT_MOST);
  it.each<[string, string, number, Uint8Array]>([
    ['ignored', 'unknown-link-type', 147, IP4],
    ['ignored', 'unknown-link-type', -1, IP4],
    ['ignored', 'unknown-link-type', 1e9, IP4],
    ['ignored', 'arp', 1, ethernet('0806', new Uint8Array(28))],
    ['ignored', 'not-ip', 1, ethernet('88cc', new Uint8Array(46))],
    ['ignored', 'not-ip', 1, ethernet('05dd', new Uint8Array(46))],
    ['ignored', 'not-ip', 1, ethernet('0026', octets('424203', new Uint8Array(43)))],
    ['ignored', 'not-ip', 1, ethernet('0026', octets('aaaa03 00000c 2000', new Uint8Array(38)))],
    ['ignored', 'not-ip', 1, ethernet('0026', octets('060601', IP4))],
    ['ignored', 'not-ip', 0, octets('07000000', IP4)],
    ['ignored', 'not-ip', 0, octets('07000007', IP4)],
    ['ignored', 'not-ip', 1, ethernet('8864 1100 0001', octets(u16(6), 'c021 01010004'))],
    ['ignored', 'not-ip', 10, octets('41', MACS, 'aaaa03 000000 0800', IP4)],
    ['ignored', 'not-ip', 105, octets('8000', new Uint8Array(40))],
    ['ignored', 'not-ip', 105, octets('4801', new Uint8Array(40))],
    ['ignored', 'not-ip', 239, octets('11000000 08000300 00000000 2f000900', IP4)],
    ['ignored', 'ppp-compressed', 9, octets('ff03 00fd', IP4)],
    ['ignored', 'wlan-encrypted', 105, octets('0841', new Uint8Array(40))],
    ['ignored', 'wlan-fragment', 105, octets('0805', new Uint8Array(40))],
    [
      'ignored',
      'wlan-aggregate',
      105,
      octets('8801', new Uint8Array(22), '8000', MACS, '0020', new Uint8Array(99)),
    ],
    ['ignored', 'macsec-encrypted', 1, ethernet('88e5 2c00 00000001', IP4)],
    ['ignored', 'frame-preempted', 274, octets('55555555555555e6', ethernet('0800', IP4))],
    ['ignored', 'tunnel', 1, ethernet('8847 00064140 20', IP4)],
    ['ignored', 'tunnel', 1, ethernet('8847 0000d140', IP4)],
    ['ignored', 'tunnel', 101, ipv4(IP4, { 9: 115 })],
    ['ignored', 'tunnel', 1, outer(17, udp(1701, octets('0003 0000 00000001', IP4)))],
    ['ignored', 'udp', 1, outer(17, udp(1701, octets('c802', new Uint8Array(20))))],
    ['ignored', 'udp', 1, outer(17, udp(2152, octets('3201', new Uint8Array(20))))],
    ['ignored', 'udp', 1, outer(17, udp(3544, IP4))],
    ['malformed', 'tunnel-header-cut', 1, outer(17, udp(4789, octets('08000000')))],
    ['malformed', 'tunnel-header-cut', 1, outer(47, octets('b000 0800 00000000'))],
    ['malformed', 'tunnel-header-cut', 1, ethernet('8847 00064040', octets('0006'))],
    ['ignored', 'too-many-layers', 1, ethernet(`${tags}0800`, IP4)],
    ['ignored', 'ip-fragment', 101, ipv4(tcp(), { 7: 0x01 })],
    ['ignored', 'ip-fragment', 101, ipv6(44, octets('06 00 0008 00000001', tcp()))],
    ['ignored', 'udp', 101, ipv4(tcp(), { 9: 17 })],
    ['ignored', 'icmp', 101, ipv4(tcp(), { 9: 1 })],
    ['ignored', 'icmp', 101, ipv6(58, tcp())],
    ['ignored', 'igmp', 101, ipv4(tcp(), { 9: 2 })],
    ['ignored', 'sctp', 101, ipv4(tcp(), { 9: 132 })],
    ['ignored', 'ipsec-encrypted', 101, ipv6(50, tcp())],
    ['ignored', 'not-tcp', 101, ipv4(tcp(), { 9: 200 })],
    ['ignored', 'not-tcp', 101, ipv6(59, tcp())],
    ['malformed', 'link-header-cut', 1, octets('0200')],
    ['malformed', 'link-header-cut', 1, ethernet('8100', octets('0001'))],
    ['malformed', 'link-header-cut', 1, ethernet('0001', octets('aaaa03'))],
    ['malformed', 'link-header-cut', 1, ethernet('0007', octets('aaaa03 000000 08'))],
    ['malformed', 'link-header-cut', 113, octets('0000 0001 0006')],
    ['malformed', 'link-header-cut', 276, octets('0800 0000')],
    ['malformed', 'link-header-cut', 0, octets('0200')],
    ['malformed', 'ip-bad-version', 101, ipv4(tcp(), { 0: 0x55 })],
    ['malformed', 'ip-bad-version', 229, IP4],
    ['malformed', 'ip-header-cut', 101, octets()],
    ['malformed', 'ip-header-cut', 101, IP4.subarray(0, 19)],
    ['malformed', 'ip-header-cut', 101, ipv4(tcp().subarray(0, 20), { 0: 0x4f })],
    ['malformed', 'ip-bad-header-length', 101, ipv4(tcp(), { 0: 0x44 })],
    ['malformed', 'ip-bad-total-length', 101, ipv4(tcp(), { 3: 19 })],
    ['malformed', 'ipv6-header-cut', 101, IP6.subarray(0, 39)],
    ['malformed', 'ipv6-extension-cut', 101, ipv6(0, octets('06 00 0000'))],
    ['malformed', 'ipv6-extension-cut', 101, ipv6(43, octets('06 ff 000000000000', tcp()))],
    ['malformed', 'ipv6-extension-cut', 101, ipv6(44, octets('06 00 0000'))],
    ['malformed', 'tcp-header-cut', 101, ipv4(tcp().subarray(0, 15))],
    ['malformed', 'tcp-header-cut', 101, ipv4(tcp(), { 3: 35 })],
  ])('%s: %s (%i)', (kind, reason, linkType, frame) => {
    expect(decode(linkType, frame)).toMatchObject({ kind, reason });
  });

  it('has an entry of its own for each reason', () => {
    expect(OUTCOMES[SEGMENT]?.kind).toBe('segment');
    expect(new Set(OUTCOMES.map(({ reason }) => reason)).size).toBe(OUTCOMES.length);
    for (const { reason } of OUTCOMES) expect(reason).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });
});

describe('lengths', () => {
  it('do not count the padding of a short Ethernet frame', () => {
    const ack = ipv4(tcp(octets(), octets()));
    const { segment } = decode(1, octets(ethernet('0800', ack), new Uint8Array(6)));
    expect(segment).toMatchObject({ payloadLength: 0, payloadCaptured: 0 });
  });

  it('do not count what follows an IPv6 packet or an 802.3 frame', () => {
    expect(decode(101, octets(IP6, 'eeeeee')).segment).toMatchObject({
      payloadLength: 3,
      payloadCaptured: 3,
    });
    const offloaded = ipv4(tcp(), { 2: 0, 3: 0 });
    const frame = octets(MACS, 0, offloaded.length + 8, 'aaaa03 000000 0800', offloaded, 'eeeeee');
    expect(decode(1, frame).segment).toMatchObject({ payloadLength: 3, payloadCaptured: 3 });
  });

  it('come from the frame where segmentation offload left a total length of 0', () => {
    const { segment } = decode(101, ipv4(tcp(), { 2: 0, 3: 0 }), 20 + 20 + 70_000);
    expect(segment).toMatchObject({ payloadLength: 70_000, payloadCaptured: 3 });
  });

  it('of a total length beyond the frame end with the frame', () => {
    const long = ipv4(tcp(), { 2: 0xff, 3: 0xff });
    expect(decode(101, long).segment).toMatchObject({ payloadLength: 3, payloadCaptured: 3 });
    expect(decode(101, long, long.length + 5).segment).toMatchObject({
      payloadLength: 8,
      payloadCaptured: 3,
    });
  });

  it('hold although the snapshot length has cut the payload', () => {
    const { segment } = decode(101, IP4.subarray(0, 41), IP4.length);
    expect(segment).toMatchObject({ payloadStart: 40, payloadLength: 3, payloadCaptured: 1 });
  });

  it('hold although the snapshot length has cut the options or the fixed header', () => {
    const packet = ipv4(tcp(octets('020405b4 01010101'), octets('6162')));
    expect(decode(101, packet.subarray(0, 44), packet.length).segment).toMatchObject({
      optionsStart: 40,
      optionsEnd: 44,
      payloadStart: 44,
      payloadLength: 2,
      payloadCaptured: 0,
    });
    expect(decode(101, packet.subarray(0, 36), packet.length)).toMatchObject({
      kind: 'segment',
      segment: { window: 0xffff, optionsStart: 36, optionsEnd: 36, payloadLength: 2, payloadCaptured: 0 },
    });
  });

  it('of a data offset that cannot be leave no payload to read', () => {
    const short = tcp();
    short[12] = 0x40;
    expect(decode(101, ipv4(short))).toMatchObject({
      kind: 'segment',
      segment: { payloadLength: 7, payloadCaptured: 0 },
    });
    const long = tcp();
    long[12] = 0xf0;
    expect(decode(101, ipv4(long))).toMatchObject({
      kind: 'segment',
      segment: { optionsStart: 40, optionsEnd: 43, payloadStart: 43, payloadLength: 0, payloadCaptured: 0 },
    });
  });

  it('reads all nine control bits and the urgent pointer', () => {
    const header = tcp();
    header.set([0x51, 0xff], 12);
    header.set([0x12, 0x34], 18);
    expect(decode(101, ipv4(header)).segment).toMatchObject({ controlBits: 0x1ff, urgentPointer: 0x1234 });
  });
});
