import { otherThan, type Side } from '../../side.ts';
import { sequenceDistance } from '../../tcp/sequence.ts';
import { NANOSECONDS_PER_SECOND } from '../../time.ts';
import { ACK, FIN, RST } from '../../wire/control-bits.ts';
import { resetNotFromHost } from './reset-not-from-host.ts';
import {
  type Circumstances,
  closerOf,
  type Evidence,
  endOf,
  type Finding,
  type RemarkRule,
  saysNothing,
  sideNow,
} from './rule.ts';
import { NOWHERE, type Story } from './story.ts';

/** Between the last data and the reset: a program that waits for longer has had the time to read. */
const SOON_NANOSECONDS = NANOSECONDS_PER_SECOND;

export const resetWithDataUnread: RemarkRule<'reset-with-data-unread'> = {
  code: 'reset-with-data-unread',
  what: 'One side reset the connection right after data of the other.',
  evidence:
    'RST with ACK (what a host sends when a program closes with data unread) instead of a FIN, within 1 s after data from the other side that it acknowledges (a response, or something that was not answered), or after a response to a request whose body was still coming; in HTTP/1 also an RST of the server, within 1 s after a response and its FIN, for more of the body of that request.',
  applies: (e) => (e.connection.closedHow === 'RST' && e.connection.closer !== null) || mayRefuseBody(e),
  find(e) {
    const { connection: c, story } = e;
    if (c.closedHow === 'FIN') return refusedBody(e);
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

/** A server that closes before it has read the request sends the RST behind its FIN, for the octets that come then. */
function mayRefuseBody({ connection: c, conversation, exchanges }: Circumstances): boolean {
  if (c.closedHow !== 'FIN' || closerOf(c) !== 1 || (c.controlBitsSeen & RST) === 0) return false;
  if (exchanges === null || exchanges.open > 0 || sideNow(c, exchanges.requester) !== 0) return false;
  return conversation?.protocols.at(-1) === 'http';
}

function refusedBody(e: Evidence): Finding<'reset-with-data-unread'> | null {
  const { exchanges, story } = e;
  const fin = story.firstWith(FIN, 1);
  const response = fin === NOWHERE ? NOWHERE : story.lastDataBefore(fin);
  const reset = story.firstWith(RST, 1, fin + 1);
  if (response === NOWHERE || story.side(response) !== 1 || reset === NOWHERE) return null;
  const refused = story.firstData(0, fin + 1);
  if (refused === NOWHERE || refused > reset || resetNotFromHost.find(e) !== null) return null;
  if (exchanges === null || story.placeOf(exchanges.requestOrdinal) > response) return null;
  if (story.time(reset) - story.time(response) > SOON_NANOSECONDS) return null;
  const octets = bodyOctets(e, reset, 0);
  return octets === 0 ? null : { place: reset, values: { who: 1, octets, behind: 'request-body' } };
}

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
function bodyOctets(e: Evidence, last: number, requester: Side): number {
  const { story, exchanges, conversation } = e;
  if (exchanges === null || exchanges.done === 0 || conversation?.protocols.at(-1) !== 'http') return 0;
  const head = story.placeOf(exchanges.requestOrdinal);
  if (head === NOWHERE || story.side(head) !== requester) return 0;
  let octets = 0;
  for (let i = head + 1; i < last; i++)
    if (story.side(i) === requester && !saysNothing(e, i)) octets += story.payload(i);
  return octets;
}
