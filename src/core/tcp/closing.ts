import { ACK, FIN, RST, SYN } from '../wire/control-bits.ts';
import type { Segment } from '../wire/segment.ts';
import type { Connection } from './connection.ts';
import type { Endpoint } from './endpoint.ts';
import { finAcknowledgedBy } from './infer-states.ts';
import { isAfter, sequenceAdd } from './sequence.ts';

/** Notes who ends the connection and how, on a segment that carries FIN or RST; the sender's fields are up to date. */
export function noteClosing(c: Connection, from: Endpoint, to: Endpoint, controlBits: number): void {
  if (controlBits & RST) noteReset(c, from, to);
  else if (controlBits & FIN) noteFin(c, from, to);
}

/** It goes on behind what had refused or reset it: nothing is closed any more. */
export function reopen(c: Connection): void {
  c.closedHow = null;
  c.closer = null;
  c.beforeReset = null;
  for (const end of [c.first, c.second]) {
    end.state = 'UNKNOWN';
    end.finSequence = null;
    end.finAcknowledged = null;
    end.rstSent = false;
  }
}

/**
 * The same SYN once more, behind an RST or FIN: the client tries again. What either end had sent and acknowledged was of
 * another try, or of another connection that the server still held (RFC 9293, section 3.5.1, figure 9).
 */
export function beginAnew(c: Connection, asking: Endpoint): void {
  reopen(c);
  for (const end of [c.first, c.second]) {
    end.nextSequence = null;
    end.acknowledged = null;
    if (end.troubles !== null) end.troubles.unseen = null;
    // That of the SYN which is sent again is the same as before.
    if (end !== asking) end.contiguousTo = 0;
  }
}

/** From so many octets on, numbers come around: which ones an end has used does not tell old from new. */
const HALF_OF_ALL_NUMBERS = 2 ** 31;

/**
 * Whether a segment is of a newer connection between the same ports, whose SYN was not seen, once the older one is closed
 * or reset: its number is none that its sender has used, and it acknowledges what the other end has not used. A SYN+ACK with
 * a number of its own is enough where both had closed.
 */
export function isOfNewer(c: Connection, from: Endpoint, to: Endpoint, s: Segment): boolean {
  const { controlBits, sequenceNumber, acknowledgmentNumber } = s;
  if ((controlBits & (ACK | RST)) !== ACK) return false;
  if (controlBits & SYN && sequenceNumber === from.initialSequence) return false;
  if (controlBits & SYN && finAcknowledgedBy(from, to) && finAcknowledgedBy(to, from)) return true;
  return isUnused(c, from, sequenceNumber) && isUnused(c, to, acknowledgmentNumber);
}

/** Whether a number is none of those that an end has used by now, nor the one behind them. */
function isUnused(c: Connection, end: Endpoint, number: number): boolean {
  const until = usedUntil(c, end);
  const { offered, initialSequence, payloadBytes } = end;
  if (until === null) return false;
  if (offered === null || initialSequence === null || payloadBytes >= HALF_OF_ALL_NUMBERS)
    return isAfter(number, until);
  return (end.relative(number) as number) > (end.relative(until) as number);
}

/** The number behind the FIN of an end, or, without one, behind all that it has sent, an RST included; null where that is not known. */
function usedUntil({ first, beforeReset }: Connection, end: Endpoint): number | null {
  const { finSequence, nextSequence } = end;
  if (finSequence !== null) return sequenceAdd(finSequence, 1);
  const sentUntil = beforeReset?.[end === first ? 'first' : 'second'].sentUntil ?? null;
  return sentUntil !== null && nextSequence !== null && isAfter(nextSequence, sentUntil)
    ? nextSequence
    : sentUntil;
}

/** A newer connection goes on with this segment of `from`: what came before it is not missing from this one. */
export function beginUnseen(c: Connection, from: Endpoint, to: Endpoint, s: Segment): void {
  c.renewed = true;
  if (s.controlBits & SYN) {
    beginAnew(c, to);
    from.initialSequence = null;
    to.initialSequence = null;
  } else {
    beginAnew(c, from);
    from.contiguousTo = 0;
  }
  from.timedUntil = null;
  to.timedUntil = null;
  to.nextSequence = s.acknowledgmentNumber;
}

/** An RST behind a FIN is how hosts tidy up, not an abort: the FIN stays the end. */
function noteReset(c: Connection, from: Endpoint, to: Endpoint): void {
  if (c.closedHow !== null) return;
  // Behind an ICMP refusal that was not the last word, the state of who asks is not known.
  const asks =
    to.state === 'SYN-SENT' || (to.state === 'UNKNOWN' && to.offered !== null && to.acknowledged === null);
  const answersSyn = asks && from.nextSequence === null;
  c.closedHow = answersSyn ? 'refused' : 'RST';
  c.closer = from;
}

/**
 * The first FIN is told by sequence numbers, not by arrival alone: a FIN that was sent before the other one was taken in,
 * and the other one likewise, crossed on the way, and then both closed (RFC 9293, section 3.6, case 3).
 */
export function noteFin(c: Connection, from: Endpoint, to: Endpoint): void {
  if (c.closedHow === null) {
    c.closedHow = 'FIN';
    c.closer = from;
    return;
  }
  if (c.closedHow !== 'FIN' || c.closer !== to || from === to) return;
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
