import { otherThan, type Side } from '../../side.ts';
import { sequenceDistance } from '../../tcp/sequence.ts';
import { NANOSECONDS_PER_SECOND } from '../../time.ts';
import { ACK, RST } from '../../wire/control-bits.ts';
import { resetNotFromHost } from './reset-not-from-host.ts';
import { closerOf, type Evidence, endOf, type RemarkRule, sideNow } from './rule.ts';
import { NOWHERE, type Story } from './story.ts';

/** Between the last data and the reset: a program that waits for longer has had the time to read. */
const SOON_NANOSECONDS = NANOSECONDS_PER_SECOND;

export const resetWithDataUnread: RemarkRule<'reset-with-data-unread'> = {
  code: 'reset-with-data-unread',
  what: 'One side reset the connection right after data of the other.',
  evidence:
    'RST with ACK (what a host sends when a program closes with data unread) instead of a FIN, within 1 s after data from the other side that it acknowledges (a response, or something that was not answered), or after a response to a request whose body was still coming.',
  applies: ({ connection: c }) => c.closedHow === 'RST' && c.closer !== null,
  find(e) {
    const { connection: c, story } = e;
    const by = closerOf(c);
    // What a host does tells nothing of an RST that it has not sent.
    if (by === null || resetNotFromHost.find(e) !== null) return null;
    const reset = story.firstWith(RST, by);
    if (reset === NOWHERE || !(story.controlBits(reset) & ACK)) return null;
    const other = otherThan(by);
    const last = lastHadBy(e, reset, other);
    if (last === NOWHERE || !story.isWhole(last, reset)) return null;
    if (story.time(reset) - story.time(last) > SOON_NANOSECONDS) return null;
    const answered = story.side(last) === by;
    const octets = answered ? bodyOctets(e, last, other) : trailingOctets(e, last, other);
    if (octets === 0) return null;
    const behind = answered ? 'request-body' : isResponse(e, by) ? 'response' : 'data';
    return { place: reset, values: { who: by, octets, behind } };
  },
};

/** The last data before the reset, but for what was still on its way to the one who sent it. */
function lastHadBy({ connection: c, story }: Evidence, reset: number, other: Side): number {
  const furthest = endOf(c, other).nextSequence;
  let last = story.lastDataBefore(reset);
  while (last !== NOWHERE && story.side(last) === other && !covers(story, reset, last, furthest))
    last = story.lastDataBefore(last);
  return last;
}

/** Whether the reset acknowledges all of the segment at `data`, and no more than was sent: 0 stands for nothing. */
function covers(story: Story, reset: number, data: number, furthest: number | null): boolean {
  const behind = sequenceDistance(story.end(data), story.acknowledgment(reset));
  return behind >= 0 && furthest !== null && behind <= sequenceDistance(story.end(data), furthest);
}

/** Whether what the other side sent last is a response to what `by` had asked: in HTTP/1 it sends nothing else, and is owed no answer. */
function isResponse({ connection: c, conversation, exchanges }: Evidence, by: Side): boolean {
  if (exchanges === null || exchanges.done === 0 || exchanges.open > 0) return false;
  return conversation?.protocols.at(-1) === 'http' && sideNow(c, exchanges.requester) === by;
}

/** Octets that `side` sent up to `last`, after the other side had last said something. */
function trailingOctets({ story }: Evidence, last: number, side: Side): number {
  let octets = 0;
  for (let i = last; i >= 0; i--) {
    if (story.payload(i) === 0) continue;
    if (story.side(i) !== side) break;
    octets += story.payload(i);
  }
  return octets;
}

/** Octets of a request's body behind its head, where the response is the last that was said. */
function bodyOctets({ story, exchanges, conversation }: Evidence, last: number, requester: Side): number {
  if (exchanges === null || exchanges.done === 0 || conversation?.protocols.at(-1) !== 'http') return 0;
  const head = story.placeOf(exchanges.requestOrdinal);
  if (head === NOWHERE || story.side(head) !== requester) return 0;
  let octets = 0;
  for (let i = head + 1; i < last; i++) if (story.side(i) === requester) octets += story.payload(i);
  return octets;
}
