import { MARK_RETRANSMISSION, MARK_SPURIOUS } from '../../tcp/marks.ts';
import { sequenceAdd } from '../../tcp/sequence.ts';
import { type Evidence, endOf } from './rule.ts';
import type { Story } from './story.ts';
import type { RemarkValues, SentAgain } from './values.ts';

const NONE: ReadonlySet<number> = new Set();

interface Tally {
  count: number;
  /** Where they begin: the same segment may come again and again. */
  readonly sequences: Set<number>;
  first: number;
  /** The longest that its sender had been silent before, in nanoseconds. */
  longest: number;
}

interface Found {
  readonly place: number;
  readonly values: RemarkValues['retransmission-timeout'];
}

/** Segments with `mark` that the other side had missed, as far as it tells, of both sides; null where there is none. */
export function sentAgain(e: Evidence, mark: number): Found | null {
  const needless = reportedTwice(e);
  return tallied(e.story, (at) => (e.story.marks(at) & mark) !== 0 && !needless.has(at));
}

/** Segments that the other side had, of both sides, and whether it says so of any only behind it; null where there is none. */
export function sentForNothing(e: Evidence): (Found & { readonly reported: boolean }) | null {
  const { story } = e;
  const needless = reportedTwice(e);
  const found = tallied(story, (at) => (story.marks(at) & MARK_SPURIOUS) !== 0 || needless.has(at));
  if (found === null) return null;
  return { ...found, reported: [...needless].some((at) => (story.marks(at) & MARK_SPURIOUS) === 0) };
}

/** The places of segments that were sent again and came twice, as the other side says (D-SACK). */
function reportedTwice({ connection: c, story }: Evidence): ReadonlySet<number> {
  if (c.client.troubles?.receivedTwice == null && c.server.troubles?.receivedTwice == null) return NONE;
  const places = new Set<number>();
  const later: [Map<number, number>, Map<number, number>] = [new Map(), new Map()];
  // Of what was sent several times, one may have been needed: the last ones were not.
  for (let at = story.length - 1; at >= 0; at--) {
    const side = story.side(at);
    const reports = endOf(c, side).troubles?.receivedTwice ?? null;
    if (reports === null || story.payload(at) === 0 || !(story.marks(at) & MARK_RETRANSMISSION)) continue;
    const first = story.sequence(at);
    const behind = later[side].get(first) ?? 0;
    later[side].set(first, behind + 1);
    if (behind < reports.times(first, sequenceAdd(first, story.payload(at)))) places.add(at);
  }
  return places;
}

function tallied(story: Story, counts: (at: number) => boolean): Found | null {
  const found: [Tally, Tally] = [none(), none()];
  const lastOf = [0, 0];
  for (let i = 0; i < story.length; i++) {
    const side = story.side(i);
    if (counts(i)) {
      const of = found[side];
      if (of.count++ === 0) of.first = i;
      of.sequences.add(story.sequence(i));
      of.longest = Math.max(of.longest, story.time(i) - (lastOf[side] as number));
    }
    lastOf[side] = story.time(i);
  }
  const told = ([0, 1] as const).filter((side) => found[side].count > 0);
  if (told.length === 0) return null;
  const sides = told.map((side): SentAgain => {
    const { count, sequences, longest } = found[side];
    return { who: side, segments: sequences.size, times: count, nanoseconds: longest };
  });
  return { place: Math.min(...told.map((side) => found[side].first)), values: { sides } };
}

function none(): Tally {
  return { count: 0, sequences: new Set(), first: 0, longest: 0 };
}
