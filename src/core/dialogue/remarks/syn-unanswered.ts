import { SYN } from '../../wire/control-bits.ts';
import type { RemarkRule } from './rule.ts';

/** One SYN alone may have its answer after the capture; one that was sent again had none in time. */
const FEWEST_SYNS = 2;

export const synUnanswered: RemarkRule<'syn-unanswered'> = {
  code: 'syn-unanswered',
  what: 'The SYN was not answered.',
  evidence: `At least ${FEWEST_SYNS} SYNs, and no segment from the server nor any other from the client.`,
  passing: true,
  applies: ({ connection: c }) =>
    c.basis === 'syn' && c.server.packets === 0 && c.closedHow === null && c.client.packets >= FEWEST_SYNS,
  find({ connection: c, story }) {
    if (c.segmentsFirstOrdinal > 0 || c.segmentsOmitted > 0 || story.length < FEWEST_SYNS) return null;
    for (let i = 0; i < story.length; i++) if (!(story.controlBits(i) & SYN)) return null;
    const place = story.length - 1;
    return { place, values: { syns: story.length, nanoseconds: story.time(place) } };
  },
};
