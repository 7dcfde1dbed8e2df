import { ACK, RST, SYN } from '../wire/control-bits.ts';
import type { Segment } from '../wire/segment.ts';
import { noteFin } from './closing.ts';
import type { Connection } from './connection.ts';
import type { Endpoint } from './endpoint.ts';
import { resume } from './infer-states.ts';
import { isAfter } from './sequence.ts';
import type { StateTransition, TcpState } from './state.ts';

/** Where an end was when an RST came. */
export interface EndBeforeReset {
  readonly state: TcpState;
  readonly transition: StateTransition | null;
  /** The sequence number behind all that it had sent by then; null where nothing was seen. */
  sentUntil: number | null;
}

export interface BeforeReset {
  readonly first: EndBeforeReset;
  readonly second: EndBeforeReset;
}

/**
 * Whether an RST stands where its sender's octets end, by what it has sent or by what the other end has acknowledged. The
 * receiver ignores others, or asks whether they are meant (RFC 9293, section 3.10.7.4; RFC 5961, section 3.2).
 */
export function fitsReset(from: Endpoint, to: Endpoint, { sequenceNumber }: Segment): boolean {
  const { acknowledged } = to;
  return acknowledged === null || sequenceNumber === acknowledged || sequenceNumber === from.nextSequence;
}

/** Remembers where both ends are; before the states are inferred from the RST of `from`. */
export function noteBeforeReset(c: Connection, from: Endpoint, { sequenceNumber }: Segment): void {
  c.beforeReset ??= { first: endBeforeReset(c.first), second: endBeforeReset(c.second) };
  const { first, second } = c.beforeReset;
  first.sentUntil = c.first.nextSequence;
  second.sentUntil = c.second.nextSequence;
  // The RST may have overtaken what was sent before it.
  const sender = from === c.first ? first : second;
  if (sender.sentUntil === null || isAfter(sequenceNumber, sender.sentUntil))
    sender.sentUntil = sequenceNumber;
}

function endBeforeReset({ state, transition }: Endpoint): EndBeforeReset {
  return { state, transition, sentUntil: null };
}

/** Whether a segment shows that an RST was ignored: it acknowledges what the other end has sent behind that. */
export function showsIgnoredReset(c: Connection, to: Endpoint, s: Segment): boolean {
  if (c.beforeReset === null || (s.controlBits & (ACK | RST | SYN)) !== ACK) return false;
  const { sentUntil } = to === c.first ? c.beforeReset.first : c.beforeReset.second;
  if (sentUntil === null || to.nextSequence === null) return false;
  return isAfter(s.acknowledgmentNumber, sentUntil) && !isAfter(s.acknowledgmentNumber, to.nextSequence);
}

/** The connection goes on as if no RST had come; FINs that were sent since count. */
export function ignoreReset(c: Connection): void {
  const before = c.beforeReset as BeforeReset;
  const { first, second } = c;
  c.beforeReset = null;
  first.rstSent = false;
  second.rstSent = false;
  resume(first, before.first);
  resume(second, before.second);
  if (c.closedHow === 'FIN') return;
  c.closedHow = null;
  c.closer = null;
  if (first.finSent) noteFin(c, first, second);
  if (second.finSent) noteFin(c, second, first);
}
