import { otherThan, type Side } from '../../side.ts';
import { MARK_DUPLICATE_ACK, MARK_TIMEOUT } from '../../tcp/marks.ts';
import { isAfter, isAtOrAfter, sequenceAdd } from '../../tcp/sequence.ts';
import { NANOSECONDS_PER_SECOND } from '../../time.ts';
import { ACK, RST } from '../../wire/control-bits.ts';
import { endOf, type Finding, isSentByTimer, isUnheard, type RemarkRule } from './rule.ts';
import { NOWHERE, type Story } from './story.ts';

const FEWEST_TIMES = 3;
/** What every path takes, in octets (RFC 791): less is not lost for its size. */
const LEAST_OCTETS = 576;
/** Who has no ACK for so long sends again. */
const SENT_AGAIN_WITHIN_NANOSECONDS = NANOSECONDS_PER_SECOND;

/** Octets that begin at `sequence` and were sent in segments of the same size again and again. */
interface Stuck {
  readonly sequence: number;
  /** The first of those segments that was sent by the timer. */
  readonly again: number;
  readonly octets: number;
  readonly times: number;
  readonly place: number;
}

export const largePacketsLost: RemarkRule<'large-packets-lost'> = {
  code: 'large-packets-lost',
  what: 'Large packets were lost, and smaller ones arrived.',
  evidence: `The first segment of one side that is not acknowledged was sent again at least ${FEWEST_TIMES} times by its timer, with ${LEAST_OCTETS} octets or more, and none as large was ever acknowledged by then; but the same octets were acknowledged as soon as they were sent in a smaller segment, or the other side acknowledged smaller segments after that one, or an ACK of what it sent in that time arrived, for it did not send that again within 1 s. Not where an ICMP error told of it.`,
  applies: ({ connection: c }) => c.icmp === null && isSentByTimer(c, FEWEST_TIMES),
  find({ connection: c, story }) {
    for (const who of [0, 1] as const) {
      if (isUnheard(c, otherThan(who)) || endOf(c, who).retransmissions < FEWEST_TIMES) continue;
      const found = lostOf(story, who);
      if (found !== null) return found;
    }
    return null;
  },
};

function lostOf(story: Story, who: Side): Finding<'large-packets-lost'> | null {
  const stuck = stuckOf(story, who);
  if (stuck === null || isPassedBefore(story, who, stuck)) return null;
  const { octets, times, place } = stuck;
  const passed = passedWith(story, who, stuck);
  const isForSize =
    passed === null
      ? passesBehind(story, who, stuck) || passesAcknowledgment(story, who, stuck)
      : passed < octets && !isSentAsLarge(story, who, stuck);
  return isForSize ? { place, values: { who, octets, times, passed } } : null;
}

/** The first that was sent again by the timer as often as that. */
function stuckOf(story: Story, who: Side): Stuck | null {
  let again = story.firstMarked(MARK_TIMEOUT, who);
  let times = 1;
  for (let last = again; last !== NOWHERE; ) {
    const next = story.firstMarked(MARK_TIMEOUT, who, last + 1);
    if (next !== NOWHERE && isSame(story, again, next)) times++;
    else {
      const octets = story.payload(again);
      if (times >= FEWEST_TIMES && octets >= LEAST_OCTETS && story.isWhole(again, last))
        return { sequence: story.sequence(again), again, octets, times, place: last };
      again = next;
      times = 1;
    }
    last = next;
  }
  return null;
}

function isSame(story: Story, one: number, another: number): boolean {
  return story.sequence(one) === story.sequence(another) && story.payload(one) === story.payload(another);
}

/** Whether as many octets in one segment were acknowledged before: a sender may have handed over several as one. */
function isPassedBefore(story: Story, who: Side, { sequence, octets, again }: Stuck): boolean {
  for (let i = 0; i < again; i++) {
    if (story.side(i) !== who || story.payload(i) < octets) continue;
    if (!isAfter(sequenceAdd(story.sequence(i), octets), sequence)) return true;
  }
  return false;
}

/** Whether the sender went back to segments as large: then it was not for their size. */
function isSentAsLarge(story: Story, who: Side, { octets, place }: Stuck): boolean {
  for (let i = place + 1; i < story.length; i++)
    if (story.side(i) === who && story.payload(i) >= octets) return true;
  return false;
}

/** How large the segment was that brought those octets in the end; null where they were not acknowledged. */
function passedWith(story: Story, who: Side, { sequence, again }: Stuck): number | null {
  let newest = 0;
  for (let i = again; i < story.length; i++) {
    if (story.side(i) === who) {
      if (story.sequence(i) === sequence && story.payload(i) > 0) newest = story.payload(i);
    } else if (acknowledges(story, i, sequenceAdd(sequence, 1))) return newest;
  }
  return null;
}

/** Whether the other side, with duplicate ACKs, tells of no more segments than the smaller ones that were sent behind. */
function passesBehind(story: Story, who: Side, { sequence, octets, place }: Stuck): boolean {
  let smaller = 0;
  let told = 0;
  for (let i = 0; i <= place; i++) {
    if (story.side(i) === who) {
      const isSmaller = story.payload(i) > 0 && story.payload(i) < octets;
      if (isSmaller && isAfter(story.sequence(i), sequence)) smaller++;
    } else if (story.marks(i) & MARK_DUPLICATE_ACK && story.acknowledgment(i) === sequence) told++;
  }
  return told > 0 && told <= smaller;
}

/** Whether the other side, in that time, sent something whose ACK, a small packet, has reached it: it does not send it again. */
function passesAcknowledgment(story: Story, who: Side, { again }: Stuck): boolean {
  const end = story.time(story.length - 1);
  for (let i = again; i < story.length; i++) {
    if (story.side(i) === who || story.end(i) === story.sequence(i)) continue;
    const ack = acknowledgedAt(story, who, i);
    if (ack === NOWHERE || end - story.time(ack) < SENT_AGAIN_WITHIN_NANOSECONDS) return false;
    if (!isSentAgain(story, i)) return true;
  }
  return false;
}

/** With which segment without payload `who` acknowledges what the other side sent at this place. */
function acknowledgedAt(story: Story, who: Side, place: number): number {
  for (let i = place + 1; i < story.length; i++)
    if (story.side(i) === who && story.payload(i) === 0 && acknowledges(story, i, story.end(place))) return i;
  return NOWHERE;
}

function isSentAgain(story: Story, place: number): boolean {
  for (let i = place + 1; i < story.length; i++)
    if (
      story.side(i) === story.side(place) &&
      story.end(i) !== story.sequence(i) &&
      story.sequence(i) === story.sequence(place)
    )
      return true;
  return false;
}

function acknowledges(story: Story, place: number, end: number): boolean {
  return (story.controlBits(place) & (ACK | RST)) === ACK && isAtOrAfter(story.acknowledgment(place), end);
}
