import { NANOSECONDS_PER_MILLISECOND } from '../../time.ts';
import { type RemarkRule, sideNow } from './rule.ts';
import { NOWHERE } from './story.ts';

/** Clients wait for 350 ms and more. */
const WAITED_NANOSECONDS = 200 * NANOSECONDS_PER_MILLISECOND;

export const expectUnanswered: RemarkRule<'expect-unanswered'> = {
  code: 'expect-unanswered',
  what: 'The client waited in vain for 100 Continue.',
  evidence:
    'HTTP/1.1: a request with Expect: 100-continue, whose head the server acknowledged, no response, and at least 0.2 s from the head to the first segment of the body.',
  whole: true,
  applies: ({ cues }) => cues !== null && cues.unansweredExpect !== null,
  find({ connection: c, cues, story }) {
    if (!cues?.unansweredExpect) return null;
    const { from, headOrdinal, bodyOrdinal } = cues.unansweredExpect;
    const head = story.placeOf(headOrdinal);
    const body = story.placeOf(bodyOrdinal);
    if (head === NOWHERE || body === NOWHERE || sideNow(c, from) !== 0) return null;
    const nanoseconds = story.time(body) - story.time(head);
    const arrived = story.firstAcknowledgment(head, body);
    if (nanoseconds < WAITED_NANOSECONDS || arrived === NOWHERE) return null;
    return { place: body, values: { nanoseconds } };
  },
};
