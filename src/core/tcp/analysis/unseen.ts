import type { Endpoint } from '../endpoint.ts';
import { isAfter, sequenceAdd, sequenceDistance } from '../sequence.ts';
import { Troubles } from './analysed-end.ts';
import { UnseenOctets } from './unseen-octets.ts';

/** Notes which sequence numbers an end has sent, from `first` up to `end`; before its `nextSequence` is brought up to date. */
export function noteSentOctets(from: Endpoint, first: number, end: number): void {
  const { troubles } = from;
  if (troubles !== null && troubles.unseen !== null) troubles.unseen.seen(first, end);
  else if (from.nextSequence !== null && isAfter(first, from.nextSequence) && !isBehindKeepAlive(from, first))
    unseenOf(from, from.nextSequence).seen(first, end);
}

/** Notes that the other end has acknowledged all that an end has sent before `number`. */
export function noteAcknowledgedOctets(to: Endpoint, number: number): void {
  const { troubles } = to;
  if (troubles !== null && troubles.unseen !== null) {
    troubles.unseen.acknowledged(number);
    return;
  }
  // Of an end that was never seen, the first acknowledgment tells where it was then.
  const known = to.nextSequence ?? sequenceAdd(to.initialSequence as number, 1);
  if (sequenceDistance(known, number) > 1) unseenOf(to, known).acknowledged(number);
}

/** Whether one end, acknowledging all before `number`, tells of octets that were not seen; before that is noted. */
export function acknowledgesUnseen(from: Endpoint, to: Endpoint, number: number): boolean {
  const { nextSequence, troubles } = to;
  if (nextSequence === null) return true;
  // It may confirm a SYN+ACK that was passed over.
  if (troubles?.otherInitialSequence === sequenceAdd(number, -1)) return false;
  if (isAfter(number, nextSequence)) return !isBehindKeepAlive(to, number);
  if (troubles === null || troubles.unseen === null) return false;
  return troubles.unseen.lacks(from.acknowledged ?? sequenceAdd(to.initialSequence as number, 1), number);
}

/**
 * Whether all that was seen of an end by now is keep-alives, one before what it sends next (RFC 9293, section 3.8.4): the
 * octet that seems to be missing there came before the capture began.
 */
export function isBehindKeepAlive(
  { offered, initialSequence, nextSequence }: Endpoint,
  number: number,
): boolean {
  if (offered !== null || initialSequence === null || nextSequence === null) return false;
  return (
    sequenceDistance(nextSequence, number) === 1 && !isAfter(nextSequence, sequenceAdd(initialSequence, 1))
  );
}

/** Whether an end has sent all from `first` up to `end` before, as was seen; before its new segment is noted. */
export function wasSeen(
  { initialSequence, nextSequence, troubles }: Endpoint,
  first: number,
  end: number,
): boolean {
  if (nextSequence === null || isAfter(end, nextSequence)) return false;
  // Where its SYN was not seen, what came before the first number that was may not have been either.
  if (initialSequence === null || !isAfter(first, initialSequence)) return false;
  return troubles === null || troubles.unseen === null || !troubles.unseen.lacks(first, end);
}

function unseenOf(end: Endpoint, known: number): UnseenOctets {
  end.troubles ??= new Troubles();
  end.troubles.unseen = new UnseenOctets(known);
  return end.troubles.unseen;
}
