import { afterServiceProtocol } from './followers.ts';
import { ipByVersion, looksLikeEthernet } from './guess.ts';
import { type Cursor, ETHERNET, IP, IPV6, type Next } from './layers.ts';
import { TUNNEL, TUNNEL_HEADER_CUT } from './outcome.ts';

const LABEL_OCTETS = 4;
const BOTTOM_OF_STACK = 0x0100;
const CONTROL_WORD_OCTETS = 4;

const GENERIC_ALERT_LABEL = 13;
/** Types of a pseudowire's associated channel. RFC 4385, section 5.1 */
const CHANNELS = new Map<number, Next>([
  [0x0021, IP],
  [0x0057, IPV6],
]);

/**
 * A stack of MPLS labels (RFC 3032). Nothing says what follows but its first four bits: 4 and 6 are IP; 0 begins a
 * control word (RFC 4385) or an Ethernet frame; 1 is a channel between the ends of a pseudowire.
 */
export function stepMpls(cursor: Cursor): Next {
  const { view, capturedEnd } = cursor;
  let { at } = cursor;
  let label = 0;
  do {
    if (at + LABEL_OCTETS > capturedEnd) return TUNNEL_HEADER_CUT;
    label = view.getInt32(at);
    at += LABEL_OCTETS;
  } while (!(label & BOTTOM_OF_STACK));
  cursor.at = at;
  if (label >>> 12 === GENERIC_ALERT_LABEL) return TUNNEL;
  const ip = ipByVersion(cursor, TUNNEL);
  return ip === TUNNEL ? stepPseudowire(cursor) : ip;
}

function stepPseudowire(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + CONTROL_WORD_OCTETS > cursor.capturedEnd) return TUNNEL;
  const behind = at + CONTROL_WORD_OCTETS;
  const kind = view.getUint8(at) >> 4;
  if (kind === 1) {
    cursor.at = behind;
    return CHANNELS.get(view.getUint16(at + 2)) ?? TUNNEL;
  }
  if (kind !== 0) return TUNNEL;
  if (looksLikeEthernet(cursor, behind)) cursor.at = behind;
  else if (!looksLikeEthernet(cursor, at)) return TUNNEL;
  return ETHERNET;
}

const SERVICE_OCTETS = 8;
const SERVICE_LENGTH = 0x3f;
const SERVICE_PROTOCOL = 3;

/** A network service header: its length counts units of four octets. RFC 8300, section 2 */
export function stepServiceHeader(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + SERVICE_OCTETS > cursor.capturedEnd) return TUNNEL_HEADER_CUT;
  cursor.at = at + Math.max((view.getUint16(at) & SERVICE_LENGTH) << 2, SERVICE_OCTETS);
  return afterServiceProtocol(view.getUint8(at + SERVICE_PROTOCOL));
}
