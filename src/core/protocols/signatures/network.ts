import type { Identification } from '../dissector.ts';
import { frames, NO_FRAME, NOT_YET } from './frames.ts';
import { openvpnReset } from './openvpn.ts';
import {
  all,
  any,
  dialogue,
  from,
  hex,
  is,
  not,
  oneOf,
  type Rule,
  type Signature,
  u8,
  u16,
  u24,
  u32,
} from './rule.ts';

const LDP_MESSAGES = new Set([
  0x0001, 0x0100, 0x0200, 0x0201, 0x0300, 0x0301, 0x0400, 0x0401, 0x0402, 0x0403, 0x0404,
]);

/** Version 1, a length, the sender's identifier, and a message that fits into it (RFC 5036, section 3.1). */
const ldpUnit: Rule = ({ octets, view, start, end }) => {
  if (octets[start] !== 0 || (end - start > 1 && octets[start + 1] !== 1)) return 'reject';
  if (end - start < 14) return 'need-more';
  const length = view.getUint16(start + 2);
  const message = view.getUint16(start + 10);
  const isSound =
    length >= 14 && length <= 4096 && view.getUint16(start + 8) === 0 && LDP_MESSAGES.has(message);
  return isSound ? fitsUnit(view, start, length) : 'reject';
};

function fitsUnit(view: DataView, start: number, length: number): Identification {
  const messageOctets = view.getUint16(start + 12);
  return messageOctets >= 4 && messageOctets <= length - 10 ? 'match' : 'reject';
}

const OPENFLOW_HELLO = 0;
const OPENFLOW_HEAD_OCTETS = 8;
/**
 * What the sides say next to each other's hello, and the octets that it has at least and at most: an error, what a switch
 * can do, asked and answered, how it is set up, asked and told (OpenFlow 1.3, section 7.3; 1.0, section 5.3).
 */
const OPENFLOW_NEXT: ReadonlyMap<number, readonly [least: number, most: number]> = new Map([
  [1, [12, 1024]],
  [5, [8, 8]],
  [6, [24, 65535]],
  [7, [8, 8]],
  [8, [12, 12]],
  [9, [12, 12]],
]);

/** Version, type, length and transaction (OpenFlow 1.3, section 7.1): a hello, or what may follow one. */
function openflowMessage(octets: Uint8Array, view: DataView, start: number, end: number): number {
  const version = octets[start] as number;
  if (version < 1 || version > 6) return NO_FRAME;
  if (end - start < OPENFLOW_HEAD_OCTETS) return NOT_YET;
  const length = view.getUint16(start + 2);
  const type = octets[start + 1] as number;
  const [least, most] = OPENFLOW_NEXT.get(type) ?? [OPENFLOW_HEAD_OCTETS, 65535];
  return type <= 35 && length >= least && length <= most ? length : NO_FRAME;
}

/** A hello, empty up to version 1.2, later with a bitmap of versions; data of COTP in TPKT, which RDP has, is none. */
const openflowHello: Rule = all(
  u8(0, from(1, 6)),
  u8(1, is(OPENFLOW_HELLO)),
  any(hex(2, '00 08'), all(u16(2, from(16, 64)), hex(8, '00 01 00'), u8(11, oneOf(8, 12)))),
  not(hex(0, '03 00 .. .. 02 f0 80')),
);

const openflowHellos: Rule = all(openflowHello, frames(openflowMessage, 1));

/** An empty hello, and behind it what follows one. */
const openflowBeginning: Rule = all(
  openflowHello,
  hex(2, '00 08'),
  u8(OPENFLOW_HEAD_OCTETS + 1, oneOf(...OPENFLOW_NEXT.keys())),
  frames(openflowMessage, 2),
);

/** Two bits tell request, indication, success and error, and all methods up to now fit into four (RFC 8489, section 5). */
const isStunKind = Object.assign((kind: number) => (kind & ~0x011f) === 0 && (kind & 0x0f) !== 0, {
  most: 0x011f,
});

/** A kind, a length, and the magic cookie; attributes are filled up to four octets (RFC 8489, section 5). */
function stunMessage(at: number): Rule {
  return all(
    u16(at, isStunKind),
    u16(at + 2, (length) => length % 4 === 0 && length <= 2048),
    hex(at + 4, '21 12 a4 42'),
  );
}

/** Version, length, flags, command and application; behind them is a first attribute (RFC 6733, section 3). */
const diameterMessage: Rule = all(
  u8(0, is(1)),
  u24(1, (length) => length >= 28 && length < 65536 && length % 4 === 0),
  u8(4, (flags) => (flags & 0x0f) === 0),
  u24(5, (command) => (command >= 257 && command < 330) || (command >= 0x800000 && command < 0x801000)),
  u32(20, from(1, 999)),
  u8(24, (flags) => (flags & 0x1f) === 0),
  u24(25, from(8, 4096)),
);

/** What keeps a network together: routes, tunnels, who pays, and what stands between. */
export const NETWORK: readonly Signature[] = [
  {
    name: 'bgp',
    title: 'BGP',
    reference: 'RFC 4271',
    ports: [179],
    rule: all(hex(0, 'ff'.repeat(16)), u16(16, from(19, 4096)), u8(18, from(1, 5))),
  },
  { name: 'ldp', title: 'LDP', reference: 'RFC 5036', ports: [646], rule: ldpUnit },
  {
    name: 'openflow',
    title: 'OpenFlow',
    reference: 'OpenFlow 1.3',
    ports: [6633, 6653],
    rule: any(
      dialogue(openflowHellos, openflowHellos),
      openflowBeginning,
      // Whatever a switch goes on with, where it alone was captured.
      all(openflowHello, frames(openflowMessage, 4)),
      all(u8(0, from(4, 6)), openflowHello, u16(2, from(16, 64))),
    ),
  },
  {
    name: 'pptp',
    title: 'PPTP',
    reference: 'RFC 2637',
    ports: [1723],
    rule: all(u16(0, from(12, 220)), hex(2, '00 01 1a 2b 3c 4d 00')),
  },
  {
    name: 'openvpn',
    title: 'OpenVPN',
    reference: 'OpenVPN wire protocol',
    ports: [1194],
    rule: openvpnReset,
  },
  {
    name: 'stun',
    title: 'STUN',
    reference: 'RFC 8489',
    ports: [3478],
    // Alone, or framed by a length as on a connection of ICE (RFC 4571).
    rule: any(stunMessage(0), all(u16(0, from(20, 2068)), stunMessage(2))),
  },
  { name: 'diameter', title: 'Diameter', reference: 'RFC 6733', ports: [3868], rule: diameterMessage },
];
