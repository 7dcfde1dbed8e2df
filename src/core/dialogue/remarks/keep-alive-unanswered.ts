import { otherThan } from '../../side.ts';
import { MARK_KEEP_ALIVE } from '../../tcp/marks.ts';
import { NANOSECONDS_PER_MILLISECOND } from '../../time.ts';
import { endOf, isUnheard, type RemarkRule } from './rule.ts';

/** One probe alone may be lost. */
const FEWEST_PROBES = 2;
/** Hosts wait for at least 1 s for the answer to a probe: what comes sooner is the same packet, captured twice. */
const SHORTEST_WAIT_NANOSECONDS = 500 * NANOSECONDS_PER_MILLISECOND;

export const keepAliveUnanswered: RemarkRule<'keep-alive-unanswered'> = {
  code: 'keep-alive-unanswered',
  what: 'TCP keep-alive probes were not answered.',
  evidence: `At least ${FEWEST_PROBES} keep-alive probes of one side, 0.5 s and more apart, and no segment of the other between them; not where the capture has none of the other at all.`,
  applies: ({ connection: c }) => (c.marksSeen & MARK_KEEP_ALIVE) !== 0,
  find({ connection: c, story }) {
    for (const side of [0, 1] as const) {
      if (isUnheard(c, otherThan(side)) || endOf(c, side).counts.keepAlives < FEWEST_PROBES) continue;
      let probes = 0;
      let last = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < story.length; i++) {
        if (story.side(i) !== side) probes = 0;
        else if (story.marks(i) & MARK_KEEP_ALIVE && story.time(i) - last >= SHORTEST_WAIT_NANOSECONDS) {
          probes++;
          last = story.time(i);
        }
        const goesOn = i + 1 < story.length && story.side(i + 1) === side;
        if (probes < FEWEST_PROBES || goesOn) continue;
        return { place: i, values: { who: side, times: probes } };
      }
    }
    return null;
  },
};
