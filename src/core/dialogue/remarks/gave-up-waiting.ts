import type { CutBodyCue } from '../../conversation/cues.ts';
import type { Exchanges } from '../../conversation/exchanges.ts';
import { MARK_GAP_BEFORE, MARK_RETRANSMISSION } from '../../tcp/marks.ts';
import { isAfter } from '../../tcp/sequence.ts';
import { NANOSECONDS_PER_SECOND } from '../../time.ts';
import { ACK, FIN, RST } from '../../wire/control-bits.ts';
import { isInNameOnly } from './reset-not-from-host.ts';
import {
  closerOf,
  hasTakenLeave,
  isUnheard,
  lastedOf,
  lastSaidBefore,
  type RemarkRule,
  sideNow,
} from './rule.ts';
import { NOWHERE, type Story } from './story.ts';

/** A client that closes sooner has only said all that it has to say, or wanted no answer. */
const LONG_NANOSECONDS = NANOSECONDS_PER_SECOND;
/** A request that has not arrived is sent again sooner: the timer is 1 s at first (RFC 6298, section 2.1). */
const SENT_AGAIN_WITHIN_NANOSECONDS = 2 * NANOSECONDS_PER_SECOND;

export const gaveUpWaiting: RemarkRule<'gave-up-waiting'> = {
  code: 'gave-up-waiting',
  what: 'The client gave up waiting for a response.',
  evidence:
    'A whole request that the server has acknowledged, or that the client had 2 s to send again and did not, and that has no response; at least 1 s from its last segment to the FIN or RST of the client, in which the server sends no payload, and the client none but a farewell (GOAWAY, an alert of TLS), nor after it any that the client takes in, and none of it is missing from the capture; not with an RST that was probably not sent by the client.',
  whole: true,
  applies: ({ connection: c, exchanges }) =>
    closerOf(c) === 0 &&
    exchanges !== null &&
    // A response that is reset came too late.
    (exchanges.awaited > 0 || (exchanges.done > 0 && (c.controlBitsSeen & RST) !== 0)) &&
    lastedOf(c) >= LONG_NANOSECONDS,
  find(e) {
    const { connection: c, exchanges, cues, story } = e;
    if (exchanges === null || sideNow(c, exchanges.requester) !== 0) return null;
    if (exchanges.requestIsFarewell || exchanges.requestIsCutShort) return null;
    if (cues?.requestLeft) return null;
    const end = story.firstWith(FIN | RST, 0);
    const request = story.placeOf(exchanges.requestOrdinal);
    if (end === NOWHERE || request === NOWHERE || story.payload(end) > 0) return null;
    const last = lastSaidBefore(e, end);
    if (last < request || story.side(last) !== 0 || !story.isWhole(last, end)) return null;
    if (isUnheard(c, 1) || hasTakenMore(story, last, end)) return null;
    // It closes because the server does.
    if (hasTakenLeave(e, 1, end)) return null;
    if (cues?.cutBody && !isCutBehind(cues.cutBody, exchanges, story, request, end)) return null;
    if (exchanges.awaited === 0 && story.firstData(1, end + 1) === NOWHERE) return null;
    const nanoseconds = story.time(end) - story.time(last);
    if (nanoseconds < LONG_NANOSECONDS || !hasArrived(story, last, end) || waitsStill(story, end))
      return null;
    if (isInNameOnly(e, end)) return null;
    // What the server sends behind more than has come shows that it had answered.
    if (story.firstMarked(MARK_GAP_BEFORE, 1, last + 1) !== NOWHERE) return null;
    const withReset = (story.controlBits(end) & RST) !== 0;
    return { place: end, values: { nanoseconds, withReset } };
  },
};

/** Whether the server had what the client sent at `last` before the segment at `end`: it has acknowledged it, or no one had to send it again. */
function hasArrived(story: Story, last: number, end: number): boolean {
  if (story.firstAcknowledgment(last, end) !== NOWHERE) return true;
  return (
    !(story.marks(last) & MARK_RETRANSMISSION) &&
    story.time(end) - story.time(last) >= SENT_AGAIN_WITHIN_NANOSECONDS
  );
}

/** Whether the body that was cut short is that of a response that only began behind the segment at `end`, and found nobody. */
function isCutBehind(
  { from }: CutBodyCue,
  { awaited, requester }: Exchanges,
  story: Story,
  request: number,
  end: number,
): boolean {
  if (from === requester || awaited > 0) return false;
  return story.firstData(1, request + 1) > end;
}

/** Whether the client acknowledged something in that time: it is not in the capture. */
function hasTakenMore(story: Story, last: number, end: number): boolean {
  let sent = story.acknowledgment(last);
  for (let i = last + 1; i <= end; i++) {
    if (story.side(i) === 1) {
      if (story.payload(i) > 0 && isAfter(story.end(i), sent)) sent = story.end(i);
    } else if (story.controlBits(i) & ACK && isAfter(story.acknowledgment(i), sent)) return true;
  }
  return false;
}

/** Whether the FIN at `end` says no more than that the request is all: the client takes in what comes behind it. */
function waitsStill(story: Story, end: number): boolean {
  if (story.controlBits(end) & RST || story.firstData(1, end + 1) === NOWHERE) return false;
  return story.firstWith(RST, 0, end + 1) === NOWHERE;
}
