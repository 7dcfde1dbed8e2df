import type { Evidence } from './rule.ts';
import type { RemarkValues, SentAgain } from './values.ts';

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

/** Segments with `mark`, of both sides; null where there is none. */
export function sentAgain({ story }: Evidence, mark: number): Found | null {
  const found: [Tally, Tally] = [none(), none()];
  const lastOf = [0, 0];
  for (let i = 0; i < story.length; i++) {
    const side = story.side(i);
    if (story.marks(i) & mark) {
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
