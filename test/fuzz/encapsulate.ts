import type { Frame } from './material.ts';
import type { Random } from './random.ts';

const IPV4_OCTETS = 20;
const IPV6_OCTETS = 40;
const ETHERNET_OCTETS = 14;

/** Octets between an outer IP header and what it carries, by the outer header's protocol. */
type Between = readonly [protocol: number, octets: number[]];

const isSix = (frame: Frame): boolean => frame.octets[frame.network] >> 4 === 6;

/** The IP header of a frame once more, for another protocol and length. */
function outerHeader(frame: Frame, protocol: number, length: number): Uint8Array {
  const { octets, network } = frame;
  const six = isSix(frame);
  const header = octets.slice(network, network + (six ? IPV6_OCTETS : IPV4_OCTETS));
  const view = new DataView(header.buffer);
  if (six) {
    view.setUint16(4, length & 0xffff);
    header[6] = protocol;
  } else {
    header[0] = 0x45;
    view.setUint16(2, (length + IPV4_OCTETS) & 0xffff);
    view.setUint16(6, 0);
    header[9] = protocol;
  }
  return header;
}

/** Puts octets in front of a frame's IP header; what it held is still known by its place. */
function insert(frame: Frame, at: number, octets: readonly Uint8Array[]): Frame {
  const all = Buffer.concat([frame.octets.subarray(0, at), ...octets, frame.octets.subarray(at)]);
  const by = all.length - frame.octets.length;
  return {
    ...frame,
    octets: new Uint8Array(all),
    original: all.length,
    network: frame.network + by,
    transport: frame.transport < 0 ? -1 : frame.transport + by,
    payload: frame.payload < 0 ? -1 : frame.payload + by,
  };
}

/** In IP, GRE, an ICMP error, UDP with the protocols that have a port for that, or another header. */
function inIp(frame: Frame, random: Random): Frame {
  const type = isSix(frame) ? [0x86, 0xdd] : [8, 0];
  const udp = (port: number, octets: number[]): Between => [
    17,
    [0x40, 0, port >> 8, port & 0xff, 0, random.below(256), 0, 0, ...octets],
  ];
  const betweens: readonly Between[] = [
    [isSix(frame) ? 41 : 4, []],
    [47, [0, 0, ...type]],
    [47, [0xb0, 0, ...type, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2]],
    [isSix(frame) ? 58 : 1, [isSix(frame) ? 1 : 3, 1, 0, 0, 0, 0, 0, 0]],
    udp(2152, [0x30, 0xff, 0, 40, 0, 0, 0, 1]),
    udp(6081, [0, 0, ...type, 0, 0, 0, 0]),
    udp(4789, [8, 0, 0, 0, 0, 0, 1, 0, ...random.octets(12), ...type]),
    [random.edge(8), Array.from(random.octets(random.few(24)))],
  ];
  const [protocol, between] = random.pick(betweens);
  const { octets, network } = frame;
  const header = outerHeader(frame, protocol, between.length + octets.length - network);
  return insert(frame, network, [header, Uint8Array.from(between)]);
}

/** Behind a VLAN tag, a label of MPLS, or the header of PPPoE; of Ethernet only. */
function behindTag(frame: Frame, random: Random): Frame {
  const { octets, network } = frame;
  if (network !== ETHERNET_OCTETS) return frame;
  const type = Array.from(octets.subarray(12, 14));
  const tags = [
    [0x81, 0x00, 0x00, random.below(256), ...type],
    [0x88, 0xa8, 0x00, 1, 0x81, 0x00, 0x00, 2, ...type],
    [0x88, 0x47, 0x00, 0x01, 0x01, 0x40],
    [0x88, 0x47, 0x00, 0x01, 0x00, 0x40, 0x00, 0x02, 0x01, 0x40],
    [0x88, 0x64, 0x11, 0x00, 0x00, 0x01, 0x05, 0x00, 0x00, isSix(frame) ? 0x57 : 0x21],
  ];
  const bare = {
    ...frame,
    octets: Buffer.concat([octets.subarray(0, 12), octets.subarray(network)]),
    network: 12,
  };
  const by = { transport: frame.transport - 2, payload: frame.payload - 2 };
  return insert({ ...bare, ...by }, 12, [Uint8Array.from(random.pick(tags))]);
}

/** Carries a frame's IP packet inside something else. */
export function encapsulate(frame: Frame, random: Random): Frame {
  if (frame.network < 0 || frame.octets.length < frame.network + IPV6_OCTETS) return frame;
  return random.oneIn(3) ? behindTag(frame, random) : inIp(frame, random);
}

/** The fragments of an IPv4 packet (RFC 791 section 3.2), now and then with one of them twice or longer than it should be. */
export function fragment(frame: Frame, random: Random): Frame[] {
  const { octets, network } = frame;
  if (network < 0 || octets.length < network + IPV4_OCTETS + 8 || octets[network] !== 0x45) return [frame];
  const start = network + IPV4_OCTETS;
  const length = 8 * (1 + random.few(30));
  const fragments: Frame[] = [];
  for (let at = start; at < octets.length; at += length) {
    const end = Math.min(octets.length, at + length + (random.oneIn(20) ? 8 : 0));
    const piece = new Uint8Array(Buffer.concat([octets.subarray(0, start), octets.subarray(at, end)]));
    const view = new DataView(piece.buffer);
    const more = end < octets.length ? 0x2000 : 0;
    view.setUint16(network + 2, piece.length - network);
    view.setUint16(network + 6, more | ((at - start) >> 3));
    fragments.push({ ...frame, octets: piece, original: piece.length, transport: -1, payload: -1 });
    if (random.oneIn(20)) fragments.push(random.pick(fragments));
  }
  return random.oneIn(3) ? fragments.reverse() : fragments;
}
