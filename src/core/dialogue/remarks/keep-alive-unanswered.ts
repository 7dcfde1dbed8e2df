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
  evidence: `At least ${FEWEST_PROBES} keep-alive probes of one side, 0.5 s and more apart, and no segment of the other after the first of them; not where the capture has none of the other at all.`,
  passing: true,
  applies: ({ connection: c }) => (c.marksSeen & MARK_KEEP_ALIVE) !== 0,
  find({ connection: c, story }) {
    const { length } = story;
    const side = story.side(length - 1);
    if (isUnheard(c, otherThan(side)) || endOf(c, side).counts.keepAlives < FEWEST_PROBES) return null;
    let probes = 0;
    let last = Number.POSITIVE_INFINITY;
    for (let i = length - 1; i >= 0 && story.side(i) === side; i--) {
      if (!(story.marks(i) & MARK_KEEP_ALIVE) || last - story.time(i) < SHORTEST_WAIT_NANOSECONDS) continue;
      probes++;
      last = story.time(i);
    }
    return probes < FEWEST_PROBES ? null : { place: length - 1, values: { who: side, times: probes } };
  },
};
