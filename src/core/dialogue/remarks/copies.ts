import { SHORTEST_TIMER_NANOSECONDS } from '../../tcp/analysis/retransmission-rules.ts';
import { COPIED_WITHIN_NANOSECONDS } from '../../tcp/captured-again.ts';
import type { Connection } from '../../tcp/connection.ts';
import { MARK_DUPLICATE_ACK, MARK_KEEP_ALIVE, MARK_RETRANSMISSION } from '../../tcp/marks.ts';
import { sequenceDistance } from '../../tcp/sequence.ts';
import { FIN, RST, SYN } from '../../wire/control-bits.ts';
import { leastBetweenEnds } from './round-trips.ts';
import { NOWHERE, type Story } from './story.ts';

/** So many segments may stand between a segment and its copy: a burst may have come in before it goes out. */
const FURTHEST_BACK = 64;
const FEWEST_COPIES = 3;
/** So many segments tell whether it is worth going on: most connections with duplicate ACKs have no copies. */
const FIRST_LOOK = 2 * FURTHEST_BACK;
/** Of each side's segments, these may be there once: those at the ends of the capture, and a few that it missed. */
const mostSingle = (segments: number): number => 1 + segments / 8;
/** The analysis takes copies for these. */
const LOOKS_LIKE = MARK_RETRANSMISSION | MARK_DUPLICATE_ACK | MARK_KEEP_ALIVE;

const NONE: readonly number[] = [];

export function mayHaveCopies({ marksSeen }: Connection): boolean {
  return (marksSeen & LOOKS_LIKE) !== 0;
}

/**
 * The places of segments that are one packet with an earlier one, captured again; none, unless nearly all segments of
 * both sides come so: single ones would be sent again, or doubled by the network.
 */
export function copiesIn(story: Story): readonly number[] {
  const copies: number[] = [];
  const single: [number, number] = [0, 0];
  const segments: [number, number] = [0, 0];
  const hasCopy = new Uint8Array(story.length);
  let paired = 0;
  for (let i = 0; i < story.length; i++) {
    if (i === FIRST_LOOK && paired < FIRST_LOOK / 2) return NONE;
    const side = story.side(i);
    segments[side]++;
    const originals = originalsOf(story, i);
    if (originals.length === 0) {
      single[side]++;
      continue;
    }
    copies.push(i);
    hasCopy[i] = 1;
    paired++;
    for (const original of originals) {
      if (hasCopy[original] !== 0) continue;
      hasCopy[original] = 1;
      single[side]--;
      paired++;
    }
  }
  // Duplicate ACKs of one side alone are the same in all that is kept, and no copies.
  if (!copies.some((at) => takesNumbers(story, at))) return NONE;
  const isWhole = ([0, 1] as const).every((side) => single[side] <= mostSingle(segments[side]));
  return copies.length >= FEWEST_COPIES && isWhole ? copies : NONE;
}

/** So many segments may stand between a segment and its double, which was delayed by less than a round trip. */
const FURTHEST_BACK_OF_DOUBLE = 1024;

/**
 * The places of segments that were doubled on their way: the same again in all that is kept, with the same timestamp, which
 * is another one where something is sent again, and before their sender can have missed anything of them: it hears nothing
 * of a segment before a round trip is over, and no timer runs out sooner. A SYN or SYN+ACK waits for nothing but its timer,
 * but where the other side asks once more, that is answered at once.
 */
export function doublesIn(c: Connection, story: Story): readonly number[] {
  if ((c.marksSeen & MARK_RETRANSMISSION) === 0) return NONE;
  const within = Math.min(leastBetweenEnds(c), SHORTEST_TIMER_NANOSECONDS);
  const doubles: number[] = [];
  for (let i = 0; i < story.length; i++) {
    if (!(story.marks(i) & MARK_RETRANSMISSION) || story.stamp(i) === 0 || !takesNumbers(story, i)) continue;
    const isSyn = (story.controlBits(i) & SYN) !== 0;
    if (isDouble(story, i, isSyn ? SHORTEST_TIMER_NANOSECONDS : within)) doubles.push(i);
  }
  return doubles;
}

function isDouble(story: Story, at: number, within: number): boolean {
  const first = Math.max(0, at - FURTHEST_BACK_OF_DOUBLE);
  for (let i = at - 1; i >= first; i--) {
    const since = story.time(at) - story.time(i);
    // A clock that goes back tells of no time.
    if (since < 0 || since >= within) return false;
    const isAskedAgain = story.controlBits(at) & SYN && story.controlBits(i) & (SYN | RST);
    if (isAskedAgain && story.side(i) !== story.side(at)) return false;
    if (story.stamp(i) === story.stamp(at) && isSame(story, i, at)) return true;
  }
  return false;
}

/** The places of what the segment at `copy` repeats: one segment, or those whose octets it holds, or that holds its own. */
function originalsOf(story: Story, copy: number): readonly number[] {
  const original = originalOf(story, copy);
  if (original !== NOWHERE) return [original];
  return story.payload(copy) > 0 ? piecesOf(story, copy) : NONE;
}

/**
 * A host puts segments together as they come in (GRO), and takes them apart as they go out (GSO): behind that, a packet is
 * captured in larger or smaller pieces. The places of those that make up the one at `copy`; none where they do not.
 */
function piecesOf(story: Story, copy: number): readonly number[] {
  const pieces: number[] = [];
  const begin = story.sequence(copy);
  const size = story.payload(copy);
  let missing = size;
  for (let i = copy - 1; i >= Math.max(0, copy - FURTHEST_BACK) && missing > 0; i--) {
    if (story.time(copy) - story.time(i) > COPIED_WITHIN_NANOSECONDS) break;
    if (story.side(i) !== story.side(copy) || story.payload(i) === 0) continue;
    const at = sequenceDistance(begin, story.sequence(i));
    const end = at + story.payload(i);
    // It is a piece of that one itself.
    if (at <= 0 && end >= size) return [i];
    if (at < 0 || end !== missing) continue;
    pieces.push(i);
    missing = at;
  }
  return missing === 0 ? pieces : NONE;
}

/** The place of a segment that the one at `copy` repeats in all that is kept of it. */
function originalOf(story: Story, copy: number): number {
  const first = Math.max(0, copy - FURTHEST_BACK);
  for (let i = copy - 1; i >= first; i--) {
    if (story.time(copy) - story.time(i) > COPIED_WITHIN_NANOSECONDS) return NOWHERE;
    if (isSame(story, i, copy)) return i;
    // It was refused in between: the client tries again.
    if (story.controlBits(copy) & SYN && story.controlBits(i) & RST && story.side(i) !== story.side(copy))
      return NOWHERE;
  }
  return NOWHERE;
}

function takesNumbers(story: Story, at: number): boolean {
  return story.payload(at) > 0 || (story.controlBits(at) & (SYN | FIN)) !== 0;
}

function isSame(story: Story, a: number, b: number): boolean {
  return (
    story.side(a) === story.side(b) &&
    story.sequence(a) === story.sequence(b) &&
    story.acknowledgment(a) === story.acknowledgment(b) &&
    story.controlBits(a) === story.controlBits(b) &&
    story.payload(a) === story.payload(b) &&
    story.window(a) === story.window(b)
  );
}
