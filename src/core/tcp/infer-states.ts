import { ACK, FIN, RST, SYN } from '../wire/control-bits.ts';
import type { Connection } from './connection.ts';
import type { Endpoint } from './endpoint.ts';
import { isAfter } from './sequence.ts';
import { type ConnectionState, STATE_TRANSITIONS, type StateEvent, type TcpState } from './state.ts';

type Transitions = Readonly<Partial<Record<TcpState, TcpState>>>;

/** What sending a FIN does to its sender (RFC 9293, figure 5, CLOSE). */
const ON_FIN_SENT: Transitions = {
  UNKNOWN: 'FIN-WAIT-1',
  'SYN-RECEIVED': 'FIN-WAIT-1',
  ESTABLISHED: 'FIN-WAIT-1',
  'CLOSE-WAIT': 'LAST-ACK',
};

/** What it does to the sender of a FIN that the FIN is acknowledged. */
const ON_FIN_ACKNOWLEDGED: Transitions = {
  'FIN-WAIT-1': 'FIN-WAIT-2',
  CLOSING: 'TIME-WAIT',
  'LAST-ACK': 'CLOSED',
};

/** What taking in the other's FIN does to an end: seen when it acknowledges that FIN. */
const ON_FIN_TAKEN: Transitions = {
  UNKNOWN: 'CLOSE-WAIT',
  'SYN-RECEIVED': 'CLOSE-WAIT',
  ESTABLISHED: 'CLOSE-WAIT',
  'FIN-WAIT-1': 'CLOSING',
  'FIN-WAIT-2': 'TIME-WAIT',
};

function step(end: Endpoint, transitions: Transitions, event: StateEvent): void {
  const next = transitions[end.state];
  if (next !== undefined) enter(end, next, event);
}

function enter(end: Endpoint, state: TcpState, event: StateEvent): void {
  if (end.state === state) return;
  end.transition = STATE_TRANSITIONS[event][end.state];
  end.state = state;
}

/** True when `to`'s FIN is covered by what `from` has acknowledged. */
export function finAcknowledgedBy(from: Endpoint, to: Endpoint): boolean {
  return to.finSequence !== null && from.acknowledged !== null && isAfter(from.acknowledged, to.finSequence);
}

/**
 * Infers both ends' RFC 9293 states from one segment, as an observer can: a state that an end enters by receiving
 * something is taken on when a segment of its own shows that it has received it.
 */
export function inferStates(
  from: Endpoint,
  to: Endpoint,
  controlBits: number,
  finNewlyAcknowledged: boolean,
): void {
  if (controlBits & RST) {
    enter(from, 'CLOSED', 'snd RST');
    enter(to, 'CLOSED', 'rcv RST');
    return;
  }
  if (controlBits & SYN) inferFromSyn(from, to, controlBits);
  else if (controlBits & ACK) inferFromAcknowledgment(from, to);
  if (finNewlyAcknowledged) {
    // In the order in which an end that is connected to itself goes through it.
    step(from, ON_FIN_TAKEN, 'rcv FIN, snd ACK');
    step(to, ON_FIN_ACKNOWLEDGED, 'rcv ACK of FIN');
  }
  if (controlBits & FIN) step(from, ON_FIN_SENT, 'CLOSE, snd FIN');
}

/** What of the handshake a segment with ACK and without SYN shows, be it that the capture lacks some of it. */
function inferFromAcknowledgment(from: Endpoint, to: Endpoint): void {
  if (from.state === 'SYN-SENT') {
    // It has taken in a SYN+ACK, seen or not.
    enter(from, 'ESTABLISHED', 'rcv SYN,ACK, snd ACK');
    if (to.state === 'LISTEN') enter(to, 'SYN-RECEIVED', 'rcv SYN, snd SYN,ACK');
  } else if (from.state === 'LISTEN' && acknowledgesSyn(from, to)) {
    enter(from, 'SYN-RECEIVED', 'rcv SYN, snd SYN,ACK');
  }
  if (from.state === 'SYN-RECEIVED' && to.state === 'SYN-SENT' && hasHeardUnseen(from, to))
    enter(to, 'ESTABLISHED', 'rcv SYN,ACK, snd ACK');
  // With Fast Open it may send before its SYN is acknowledged.
  if (from.state === 'SYN-RECEIVED' && to.state !== 'SYN-SENT') enter(from, 'ESTABLISHED', 'rcv ACK of SYN');
  if (from.state === 'ESTABLISHED' && to.state === 'SYN-RECEIVED') enter(to, 'ESTABLISHED', 'rcv ACK of SYN');
}

/** Whether what it acknowledges has been sent: who still holds an older connection answers a SYN with another number. */
function acknowledgesSyn({ acknowledged }: Endpoint, { initialSequence, nextSequence }: Endpoint): boolean {
  if (acknowledged === null || initialSequence === null || nextSequence === null) return false;
  return isAfter(acknowledged, initialSequence) && !isAfter(acknowledged, nextSequence);
}

/** Whether an end behind its SYN+ACK has taken in more of the other one than was seen. */
function hasHeardUnseen({ acknowledged }: Endpoint, { nextSequence }: Endpoint): boolean {
  return nextSequence === null || (acknowledged !== null && isAfter(acknowledged, nextSequence));
}

/** An end goes on from where it was before an RST that was ignored, with the FIN that it may have sent since. */
export function resume(end: Endpoint, { state, transition }: Pick<Endpoint, 'state' | 'transition'>): void {
  end.state = state;
  end.transition = transition;
  // It has acknowledged a SYN+ACK since.
  if (state === 'SYN-SENT' && end.acknowledged !== null) enter(end, 'ESTABLISHED', 'rcv SYN,ACK, snd ACK');
  if (end.finSent) step(end, ON_FIN_SENT, 'CLOSE, snd FIN');
}

function inferFromSyn(from: Endpoint, to: Endpoint, controlBits: number): void {
  if (controlBits & ACK) {
    enter(from, 'SYN-RECEIVED', 'rcv SYN, snd SYN,ACK');
    if (to.state === 'UNKNOWN') enter(to, 'SYN-SENT', 'snd SYN');
    return;
  }
  if (from.state === 'UNKNOWN' || from.state === 'LISTEN') enter(from, 'SYN-SENT', 'snd SYN');
  if (to.state === 'UNKNOWN') enter(to, 'LISTEN', 'passive OPEN');
}

/** How the connection as a whole stands, in one word. */
export function connectionState(c: Connection): ConnectionState {
  if (c.closedHow === 'refused' || c.closedHow === 'icmp') return 'refused';
  if (c.closedHow === 'RST') return 'reset';
  const { first } = c;
  const second = c.hearerOf(first);
  if (first.finSent && second.finSent) {
    const done =
      first.rstSent ||
      second.rstSent ||
      (finAcknowledgedBy(first, second) && finAcknowledgedBy(second, first));
    return done ? 'closed' : 'closing';
  }
  if (first.finSent || second.finSent) return first.rstSent || second.rstSent ? 'closed' : 'half-closed';
  const opening =
    first.state === 'SYN-SENT' ||
    second.state === 'SYN-SENT' ||
    first.state === 'SYN-RECEIVED' ||
    second.state === 'SYN-RECEIVED';
  return opening ? 'syn' : 'open';
}
