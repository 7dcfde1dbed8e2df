import { otherThan } from '../../side.ts';
import { isAtOrAfter } from '../../tcp/sequence.ts';
import { NANOSECONDS_PER_MILLISECOND } from '../../time.ts';
import { ACK } from '../../wire/control-bits.ts';
import { type RemarkRule, sideNow } from './rule.ts';
import { NOWHERE, type Story } from './story.ts';

/** Clients wait for 350 ms and more. */
const WAITED_NANOSECONDS = 200 * NANOSECONDS_PER_MILLISECOND;

export const expectUnanswered: RemarkRule<'expect-unanswered'> = {
  code: 'expect-unanswered',
  what: 'The client waited in vain for 100 Continue.',
  evidence:
    'HTTP/1.1: a request with Expect: 100-continue, whose head the server acknowledged, no response, and at least 0.2 s from the head to the first segment of the body.',
  applies: ({ cues }) => cues !== null && cues.unansweredExpect !== null,
  find({ connection: c, cues, story }) {
    if (!cues?.unansweredExpect) return null;
    const { from, headOrdinal, bodyOrdinal } = cues.unansweredExpect;
    const head = story.placeOf(headOrdinal);
    const body = story.placeOf(bodyOrdinal);
    if (head === NOWHERE || body === NOWHERE || sideNow(c, from) !== 0) return null;
    const nanoseconds = story.time(body) - story.time(head);
    if (nanoseconds < WAITED_NANOSECONDS || !hasArrived(story, head, body)) return null;
    return { place: body, values: { nanoseconds } };
  },
};

/** Whether the other side has acknowledged all of the segment at `head` before that at `body`. */
function hasArrived(story: Story, head: number, body: number): boolean {
  const other = otherThan(story.side(head));
  for (let i = head + 1; i < body; i++) {
    if (story.side(i) !== other || !(story.controlBits(i) & ACK)) continue;
    if (isAtOrAfter(story.acknowledgment(i), story.end(head))) return true;
  }
  return false;
}
