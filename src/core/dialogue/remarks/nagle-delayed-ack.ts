import { otherThan, type Side } from '../../side.ts';
import type { Connection } from '../../tcp/connection.ts';
import { isAfter } from '../../tcp/sequence.ts';
import { NANOSECONDS_PER_MILLISECOND } from '../../time.ts';
import { ACK } from '../../wire/control-bits.ts';
import { leastOf } from './round-trips.ts';
import { type Evidence, endOf, lastedOf, type RemarkRule } from './rule.ts';
import type { Story } from './story.ts';

/** How long hosts hold an ACK back: 40 ms in Linux, up to 50 in others (RFC 9293, section 3.8.6.3, allows 500). The way there and back comes on top. */
const SHORTEST_STALL_NANOSECONDS = 35 * NANOSECONDS_PER_MILLISECOND;
const LONGEST_STALL_NANOSECONDS = 60 * NANOSECONDS_PER_MILLISECOND;
/** The held back rest leaves as soon as the ACK is in: after at most one round trip and this. */
const AT_ONCE_NANOSECONDS = 2 * NANOSECONDS_PER_MILLISECOND;

export const nagleDelayedAck: RemarkRule<'nagle-delayed-ack'> = {
  code: 'nagle-delayed-ack',
  what: "A message stalled for about 40 ms between Nagle's algorithm and a delayed ACK.",
  evidence:
    'Data in a segment that is not full, a round trip and 35 to 60 ms in which neither side sends, the bare ACK for it, and at once more data from the same side, but no sooner than the ACK can have brought it about.',
  applies: ({ connection: c }) =>
    c.client.payloadBytes + c.server.payloadBytes > 0 && lastedOf(c) >= SHORTEST_STALL_NANOSECONDS,
  find(e) {
    const { story } = e;
    let stalls = 0;
    let first = -1;
    let longest = 0;
    for (let i = 1; i + 1 < story.length; i++) {
      if (!isStall(e, i)) continue;
      if (stalls++ === 0) first = i;
      longest = Math.max(longest, heldBack(e, i));
    }
    if (stalls === 0) return null;
    return { place: first, values: { who: story.side(first - 1), times: stalls, nanoseconds: longest } };
  },
};

/** Is the segment at `ack` a late bare ACK for the one before it, that the one behind it was waiting for? */
function isStall(e: Evidence, ack: number): boolean {
  const { connection: c, story } = e;
  const stalled = heldBack(e, ack);
  if (stalled < SHORTEST_STALL_NANOSECONDS || stalled > LONGEST_STALL_NANOSECONDS) return false;
  const data = ack - 1;
  const rest = ack + 1;
  const sender = story.side(data);
  const isTrio =
    story.payload(data) > 0 &&
    story.side(ack) !== sender &&
    story.controlBits(ack) === ACK &&
    story.payload(ack) === 0 &&
    story.side(rest) === sender &&
    story.payload(rest) > 0 &&
    story.isWhole(data, rest);
  if (!isTrio || (story.marks(data) | story.marks(ack) | story.marks(rest)) !== 0) return false;
  const roundTrip = c.handshakeNanoseconds ?? 0;
  const most = offeredSegmentSize(c, otherThan(sender));
  const waited = story.time(rest) - story.time(ack);
  return (
    waited <= roundTrip + AT_ONCE_NANOSECONDS &&
    waited >= leastRoundTripTo(c, sender) - AT_ONCE_NANOSECONDS &&
    story.payload(data) < most &&
    story.sequence(rest) === story.end(data) &&
    !isAfter(story.end(data), story.acknowledgment(ack)) &&
    continuesAfterData(story, data, sender)
  );
}

/** From here to `side` and back, at the least: what comes from there sooner than that behind an ACK had left before it. */
function leastRoundTripTo(c: Connection, side: Side): number {
  const least = leastOf(c, otherThan(side));
  // A single sample may be a delayed ACK: the way there and back is a part of the handshake.
  return least === null ? 0 : Math.min(least, c.handshakeNanoseconds ?? least);
}

/** For how long the ACK was held back: what it took, seen from here, beyond the shortest round trip of what it acknowledges. */
function heldBack({ connection: c, story }: Evidence, ack: number): number {
  const least = leastOf(c, story.side(ack - 1)) ?? 0;
  return story.time(ack) - story.time(ack - 1) - least;
}

function offeredSegmentSize(c: Connection, side: Side): number {
  const { offered } = endOf(c, side);
  return offered?.maximumSegmentSize || Number.POSITIVE_INFINITY;
}

/** What was sent before the stall answered or continued something: it is no sender that speaks every 40 ms of itself. */
function continuesAfterData(story: Story, data: number, sender: Side): boolean {
  for (let i = data - 1; i >= 0; i--) if (story.payload(i) > 0) return story.side(i) !== sender;
  return true;
}
