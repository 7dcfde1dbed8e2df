import { otherThan, type Side } from '../../side.ts';
import { isAfter, sequenceAdd, sequenceDistance } from '../../tcp/sequence.ts';
import { NANOSECONDS_PER_MILLISECOND } from '../../time.ts';
import { ACK, FIN, RST } from '../../wire/control-bits.ts';
import { lastedOf, type RemarkRule } from './rule.ts';
import { NOWHERE, type Story } from './story.ts';

/** Programs that take in a FIN at once answer it sooner after their host has. */
const LONG_NANOSECONDS = 500 * NANOSECONDS_PER_MILLISECOND;

export const halfClosed: RemarkRule<'half-closed'> = {
  code: 'half-closed',
  what: 'One side had closed, and the other did not for a while.',
  evidence:
    'At least 0.5 s from when the other side acknowledges the FIN of one to its own FIN or RST, or to the last segment, and so much of that with no data of it unacknowledged; not where the capture lacks what came in that time.',
  passing: true,
  applies: ({ connection: c }) => (c.controlBitsSeen & FIN) !== 0 && lastedOf(c) >= LONG_NANOSECONDS,
  find({ story }) {
    const fin = story.firstWith(FIN);
    if (fin === NOWHERE) return null;
    const by = story.side(fin);
    const other = otherThan(by);
    const knew = story.firstAcknowledgment(fin);
    const answer = story.firstWith(FIN | RST, other, fin + 1);
    if (knew === NOWHERE || (answer !== NOWHERE && answer <= knew)) return null;
    const end = answer === NOWHERE ? story.length - 1 : answer;
    const lasted = story.time(end) - story.time(knew);
    if (lasted < LONG_NANOSECONDS || timeAtRest(story, other, knew, end) < LONG_NANOSECONDS) return null;
    const octets = sentBetween(story, other, knew, end);
    // It acknowledges more than a FIN: what that was is not in the capture.
    if (octets === 0 && acknowledgedBehind(story, fin, end) > 1) return null;
    const taken = acknowledgedBehind(story, fin, end) > 0 || story.firstWith(RST, by, fin + 1) === NOWHERE;
    return { place: end, values: { who: by, nanoseconds: lasted, octets, taken } };
  },
};

/** How long, from one place to another, all that `side` had sent was acknowledged: else it could not have closed in order. */
function timeAtRest(story: Story, side: Side, from: number, to: number): number {
  let sent: number | null = null;
  let acknowledged: number | null = null;
  let rest = 0;
  for (let i = 0; i < to; i++) {
    if (story.side(i) === side && story.payload(i) > 0) {
      if (sent === null || isAfter(story.end(i), sent)) sent = story.end(i);
    } else if (story.side(i) !== side && story.controlBits(i) & ACK) acknowledged = story.acknowledgment(i);
    const waits = sent !== null && acknowledged !== null && isAfter(sent, acknowledged);
    if (i >= from && !waits) rest += story.time(i + 1) - story.time(i);
  }
  return rest;
}

/** New octets of `side` from one place to another. */
function sentBetween(story: Story, side: Side, from: number, to: number): number {
  let octets = 0;
  for (let i = from; i <= to; i++) {
    if (story.side(i) !== side || story.payload(i) === 0) continue;
    const behind = sequenceAdd(story.sequence(i), story.payload(i));
    octets = Math.max(octets, sequenceDistance(story.sequence(from), behind));
  }
  return octets;
}

/** How much more the side whose FIN is at `fin` has acknowledged at `end` than it had there, a FIN being 1. */
function acknowledgedBehind(story: Story, fin: number, end: number): number {
  let acknowledged = 0;
  for (let i = fin + 1; i <= end; i++)
    if (story.side(i) === story.side(fin) && story.controlBits(i) & ACK)
      acknowledged = sequenceDistance(story.acknowledgment(fin), story.acknowledgment(i));
  return acknowledged;
}
