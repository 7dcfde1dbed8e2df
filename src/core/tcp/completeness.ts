import { ACK, FIN, RST, SYN } from '../wire/control-bits.ts';
import type { Segment } from '../wire/segment.ts';
import type { Connection } from './connection.ts';

/** Wireshark's tcp.completeness: what of a connection's life was seen. */
const COMPLETENESS_SYN = 1;
const COMPLETENESS_SYN_ACK = 2;
const COMPLETENESS_ACK = 4;
const COMPLETENESS_DATA = 8;
const COMPLETENESS_FIN = 16;
const COMPLETENESS_RST = 32;

/** What one segment adds. An ACK counts as one only without data, data only with ACK, and so does FIN. */
function contribution(s: Segment): number {
  const { controlBits } = s;
  const acknowledges = (controlBits & ACK) !== 0;
  let seen = controlBits & RST ? COMPLETENESS_RST : 0;
  if (acknowledges && controlBits & SYN) seen |= COMPLETENESS_SYN_ACK;
  else if (acknowledges) seen |= s.payloadLength > 0 ? COMPLETENESS_DATA : COMPLETENESS_ACK;
  if (acknowledges && controlBits & FIN) seen |= COMPLETENESS_FIN;
  return seen;
}

/**
 * Brings the completeness up to date as Wireshark 4.0 ends up with it after two passes: the SYN counts only as a
 * connection's first segment, and what else that segment adds counts from the second one on, or at once where the
 * connection began by using a pair of endpoints again.
 */
export function noteCompleteness(c: Connection, s: Segment): void {
  const seen = contribution(s);
  if (c.packets > 1) {
    c.completeness |= seen | c.firstContribution;
    return;
  }
  c.firstContribution = seen;
  if ((s.controlBits & (SYN | ACK)) !== SYN) return;
  c.completeness = COMPLETENESS_SYN;
  if (c.reused) c.completeness |= seen;
  else if (s.payloadLength > 0) c.completeness |= COMPLETENESS_DATA;
}
