import { FIN, RST } from '../wire/control-bits.ts';
import type { Connection } from './connection.ts';
import type { Endpoint } from './endpoint.ts';
import { isAfter } from './sequence.ts';

/** Notes who ends the connection and how, on a segment that carries FIN or RST; the sender's fields are up to date. */
export function noteClosing(c: Connection, from: Endpoint, to: Endpoint, controlBits: number): void {
  if (controlBits & RST) noteReset(c, from);
  else if (controlBits & FIN) noteFin(c, from, to);
}

/** The same SYN once more, behind an RST or FIN: the client tries again, and nothing is closed any more. */
export function reopen(c: Connection): void {
  c.closedHow = null;
  c.closer = null;
  for (const end of [c.first, c.second]) {
    end.state = 'UNKNOWN';
    end.finSequence = null;
    end.rstSent = false;
  }
}

/** An RST behind a FIN is how hosts tidy up, not an abort: the FIN stays the end. */
function noteReset(c: Connection, from: Endpoint): void {
  if (c.closedHow !== null) return;
  const answersSyn = c.basis === 'syn' && from === c.server && from.packets === 1;
  c.closedHow = answersSyn ? 'refused' : 'RST';
  c.closer = from;
}

/**
 * The first FIN is told by sequence numbers, not by arrival alone: a FIN that was sent before the other one was taken in,
 * and the other one likewise, crossed on the way, and then both closed (RFC 9293, section 3.6, case 3).
 */
function noteFin(c: Connection, from: Endpoint, to: Endpoint): void {
  if (c.closedHow === null) {
    c.closedHow = 'FIN';
    c.closer = from;
    return;
  }
  if (c.closedHow !== 'FIN' || c.closer !== to) return;
  const fromSawIt = hadTakenIn(from, to);
  const toSawThis = hadTakenIn(to, from);
  if (toSawThis && !fromSawIt) {
    c.closer = from;
  } else if (!fromSawIt) {
    c.closer = null;
  }
}

/** Whether an end had acknowledged the other's FIN when it sent its own. */
function hadTakenIn({ finAcknowledged }: Endpoint, { finSequence }: Endpoint): boolean {
  return finAcknowledged !== null && finSequence !== null && isAfter(finAcknowledged, finSequence);
}
