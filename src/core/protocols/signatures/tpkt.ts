import type { Octets } from '../dissector.ts';
import { any, joinedLate, type Rule } from './rule.ts';

/** What carries it: TPKT (RFC 1006, section 6), and in it COTP (ITU-T X.224, section 13). */
const TPKT_VERSION = 3;
const TPKT_OCTETS = 4;
const CONNECTION_REQUEST = 0xe0;
const CONNECTION_CONFIRM = 0xd0;
const DATA = 0xf0;
const MOST_PACKETS = 4;

/** Does what COTP carries tell the protocol? `start`..`end` is the payload of data, or parameters of a connection. */
type Look = (octets: Uint8Array, start: number, end: number) => boolean;

/** One of the first packets of TPKT is a connection that `ofConnection` knows, or has data that `ofData` knows. */
function tpkt(ofConnection: Look | null, ofData: Look): Rule {
  return ({ octets, view, start, end }: Octets) => {
    let at = start;
    for (let n = 0; n < MOST_PACKETS; n += 1) {
      if (end - at >= 1 && octets[at] !== TPKT_VERSION) return 'reject';
      if (end - at >= 2 && octets[at + 1] !== 0) return 'reject';
      if (end - at < TPKT_OCTETS) return 'need-more';
      const length = view.getUint16(at + 2);
      if (length < 7) return 'reject';
      if (end - at < length) return 'need-more';
      const head = octets[at + 4] as number;
      const kind = (octets[at + 5] as number) & 0xf0;
      const payload = at + 5 + head;
      if (payload > at + length) return 'reject';
      if (kind === DATA) return ofData(octets, payload, at + length) ? 'match' : 'reject';
      if (kind !== CONNECTION_REQUEST && kind !== CONNECTION_CONFIRM) return 'reject';
      if (ofConnection?.(octets, at + 11, payload)) return 'match';
      at += length;
    }
    return 'reject';
  };
}

function has(octets: Uint8Array, start: number, end: number, wanted: readonly number[]): boolean {
  for (let at = start; at + wanted.length <= end; at += 1)
    if (wanted.every((octet, i) => octets[at + i] === octet)) return true;
  return false;
}

const COOKIE = [...'Cookie: mstshash='].map((letter) => letter.charCodeAt(0));
const ROUTING = [...'Cookie: msts='].map((letter) => letter.charCodeAt(0));

/** A negotiation of security, eight octets, is asked for, agreed to or refused, or a cookie is shown (MS-RDPBCGR, 2.2.1). */
const isRdpConnection: Look = (octets, start, end) => {
  if (
    has(octets, start, Math.min(end, start + 32), COOKIE) ||
    has(octets, start, Math.min(end, start + 32), ROUTING)
  )
    return true;
  const at = end - 8;
  const kind = octets[at] as number;
  return at >= start && kind >= 1 && kind <= 3 && octets[at + 2] === 8 && octets[at + 3] === 0;
};

/** A conference is made by T.125's Connect-Initial, and Connect-Response. */
const isRdpData: Look = (octets, start, end) =>
  end - start > 2 && octets[start] === 0x7f && (octets[start + 1] === 0x65 || octets[start + 1] === 0x66);

/** The channel of all input and output, which every RDP session has (MS-RDPBCGR, 2.2.1.4.3 and 3.3.5.3.9). */
const IO_CHANNEL = 0x03eb;
/**
 * By the first octet of what T.125 says, octets of the packet of TPKT, where they are fixed, and where the channel stands:
 * a domain that is erected, a user that is attached, a channel that is joined, and data.
 */
const T125: ReadonlyMap<number, readonly [packet: number, channel: number]> = new Map([
  [0x04, [12, 0]],
  [0x28, [8, 0]],
  [0x2e, [11, 0]],
  [0x38, [12, 3]],
  [0x3e, [15, 4]],
  [0x64, [0, 3]],
  [0x68, [0, 3]],
]);
const T125_AT = 7;
const LEAST_T125_DATA = 15;

/** Joined late: data of COTP in which T.125 sets up a conference, or carries what is said in it, on the channel that RDP has. */
const rdpLate: Rule = ({ octets, view, start, end }: Octets) => {
  let at = start;
  while (at < end) {
    const there = end - at;
    for (let n = 0; n < Math.min(there, T125_AT); n += 1)
      if (DATA_PACKET[n] !== undefined && octets[at + n] !== DATA_PACKET[n]) return 'reject';
    if (there <= T125_AT) return 'need-more';
    const length = view.getUint16(at + 2);
    const [packet, channel] = T125.get(octets[at + T125_AT] as number) ?? [-1, 0];
    if (packet === 0 ? length < LEAST_T125_DATA : length !== packet) return 'reject';
    const channelAt = at + T125_AT + channel;
    if (channel > 0 && channelAt + 2 > end) return 'need-more';
    if (channel > 0 && view.getUint16(channelAt) === IO_CHANNEL) return 'match';
    at += length;
  }
  return 'need-more';
};
/** The heads of TPKT and of COTP's data; any length between them. */
const DATA_PACKET = [TPKT_VERSION, 0, undefined, undefined, 2, DATA, 0x80];

export const rdp: Rule = any(tpkt(isRdpConnection, isRdpData), joinedLate(rdpLate));

/** The protocol's number, then of classic S7 a kind of message, of S7comm-plus a version. */
export const s7comm: Rule = tpkt(null, (octets, start, end) => {
  if (end - start < 4) return false;
  const kind = octets[start + 1] as number;
  if (octets[start] === 0x72) return (kind >= 1 && kind <= 3) || kind === 0xfe;
  return octets[start] === 0x32 && (kind === 1 || kind === 2 || kind === 3 || kind === 7);
});

/** What opens a session, and accepts it (ITU-T X.225, section 8.3). */
const CONNECT_SPDU = 0x0d;
const ACCEPT_SPDU = 0x0e;

/** 1.0.9506.2.1 and .3, the abstract syntaxes of MMS (ISO 9506-2), in the presentation of a session that is opened. */
const MMS_SYNTAX = [0x28, 0xca, 0x22, 0x02];

export const mms: Rule = tpkt(
  null,
  (octets, start, end) =>
    (octets[start] === CONNECT_SPDU || octets[start] === ACCEPT_SPDU) &&
    has(octets, start, Math.min(end, start + 512), MMS_SYNTAX),
);
