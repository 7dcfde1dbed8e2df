import { otherThan, type Side } from '../../side.ts';
import { MARK_RETRANSMISSION, MARK_WINDOW_FULL } from '../../tcp/marks.ts';
import { sequenceDistance } from '../../tcp/sequence.ts';
import { NANOSECONDS_PER_MILLISECOND, NANOSECONDS_PER_SECOND } from '../../time.ts';
import { leastOf } from './round-trips.ts';
import { type Evidence, endOf, type Finding, lastedOf, type RemarkRule } from './rule.ts';
import { NOWHERE, type Story } from './story.ts';

/** While a receiver finds out how much it needs, its window may be full now and then. */
const FEWEST_TIMES = 10;
const LONG_NANOSECONDS = NANOSECONDS_PER_SECOND;
/** The sender must have waited for so much of the time between the first and the last of them. */
const LEAST_SHARE = 0.5;
/** Seen near the sender, the next segment leaves as soon as the ACK is in; seen near the receiver, a round trip later. */
const AT_ONCE_NANOSECONDS = NANOSECONDS_PER_MILLISECOND;
/** A window that grows by more is on its way to be large enough. */
const MOST_GROWTH = 1.25;

/** The sender had filled the window, of so many octets, at the first place, and went on at the second. */
interface Wait {
  readonly from: number;
  readonly to: number;
  readonly window: number;
}

export const windowLimited: RemarkRule<'window-limited'> = {
  code: 'window-limited',
  what: "A transfer was held up by the receiver's window.",
  evidence: `At least ${FEWEST_TIMES} times, one side had sent as much as the window of the other takes, and went on within 1 ms after the next ACK, as is seen near the sender; it waited so for at least 1 s in all, and for half of the time from the first to the last of them; the window was never 0, and did not grow by more than a quarter in the second half.`,
  applies: ({ connection: c }) =>
    (c.client.counts.windowFull >= FEWEST_TIMES || c.server.counts.windowFull >= FEWEST_TIMES) &&
    lastedOf(c) >= LONG_NANOSECONDS,
  find: (e) => limitedBy(e, 0) ?? limitedBy(e, 1),
};

/** Whether the window of `who` kept the other side from sending. */
function limitedBy({ connection: c, story }: Evidence, who: Side): Finding<'window-limited'> | null {
  const roundTrip = leastOf(c, otherThan(who));
  const { windowFull } = endOf(c, otherThan(who)).counts;
  if (windowFull < FEWEST_TIMES || roundTrip === null || endOf(c, who).zeroWindows > 0) return null;
  const waits = waitsFor(story, who);
  const first = waits[0];
  const last = waits.at(-1);
  if (first === undefined || last === undefined || waits.length < FEWEST_TIMES) return null;
  const nanoseconds = waits.reduce((sum, { from, to }) => sum + story.time(to) - story.time(from), 0);
  const share = nanoseconds / (story.time(last.to) - story.time(first.from));
  if (nanoseconds < LONG_NANOSECONDS || share < LEAST_SHARE) return null;
  const half = waits.length >> 1;
  const early = greatestWindow(waits.slice(0, half));
  const window = greatestWindow(waits.slice(half));
  if (window > MOST_GROWTH * early) return null;
  return { place: first.from, values: { who, times: waits.length, nanoseconds, window, roundTrip } };
}

function waitsFor(story: Story, who: Side): Wait[] {
  const waits: Wait[] = [];
  let from = NOWHERE;
  let window = 0;
  let acknowledged = 0;
  for (let i = 1; i < story.length; i++) {
    if (story.side(i) === who) acknowledged = story.acknowledgment(i);
    else if (story.payload(i) > 0 && !(story.marks(i) & MARK_RETRANSMISSION)) {
      const goesOn = story.side(i - 1) === who && story.time(i) - story.time(i - 1) <= AT_ONCE_NANOSECONDS;
      if (from !== NOWHERE && goesOn && story.isWhole(from, i)) waits.push({ from, to: i, window });
      from = story.marks(i) & MARK_WINDOW_FULL ? i : NOWHERE;
      window = sequenceDistance(acknowledged, story.end(i));
    }
  }
  return waits;
}

const greatestWindow = (waits: readonly Wait[]): number => Math.max(...waits.map(({ window }) => window));
