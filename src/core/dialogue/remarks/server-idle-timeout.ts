import { isAtOrAfter } from '../../tcp/sequence.ts';
import { NANOSECONDS_PER_MILLISECOND, NANOSECONDS_PER_SECOND } from '../../time.ts';
import { ACK, FIN, RST } from '../../wire/control-bits.ts';
import { closerOf, type Evidence, lastedOf, type RemarkRule } from './rule.ts';
import { NOWHERE, type Story } from './story.ts';

/** Servers that close for other reasons do so sooner. */
const SILENCE_NANOSECONDS = NANOSECONDS_PER_SECOND;
/** How much sooner than announced a silence may seem to end: its timer began before the last segment was seen here. */
const SOONER_BY_NANOSECONDS = 250 * NANOSECONDS_PER_MILLISECOND;
/** How much later: servers look at their timers now and then, and some (Node.js) wait for a second more on purpose. */
const LATER_BY_NANOSECONDS = 2 * NANOSECONDS_PER_SECOND;
/** A close_notify of TLS, encrypted, has no more octets than this, and goes out right before the FIN. */
const CLOSE_NOTIFY_OCTETS = 64;
const CLOSE_NOTIFY_WITHIN_NANOSECONDS = 100 * NANOSECONDS_PER_MILLISECOND;

export const serverIdleTimeout: RemarkRule<'server-idle-timeout'> = {
  code: 'server-idle-timeout',
  what: 'The server closed an idle connection.',
  evidence:
    "The server is the first to send FIN (or RST), after at least 1 s without payload that it has acknowledged, and every request of which it did so had its response; with HTTP, one that says where it ends and leaves the connection open; with TLS, the last payload was the server's.",
  applies: ({ connection: c }) =>
    closerOf(c) === 1 &&
    (c.closedHow === 'FIN' || c.closedHow === 'RST') &&
    lastedOf(c) >= SILENCE_NANOSECONDS,
  find(e) {
    const { connection: c, story } = e;
    const end = story.firstWith(FIN | RST, 1);
    if (end === NOWHERE || story.payload(end) > 0) return null;
    const last = lastBeforeSilence(story, end, isEncrypted(e));
    if (last === NOWHERE || story.side(last) !== 1 || !story.isWhole(last, end)) return null;
    const silence = story.time(end) - story.time(last);
    if (silence < SILENCE_NANOSECONDS || !wasComplete(e, end)) return null;
    const announcedSeconds = e.cues?.keepAliveSeconds ?? null;
    return {
      place: end,
      values: {
        nanoseconds: silence,
        withReset: c.closedHow === 'RST',
        announcedSeconds,
        asAnnounced: announcedSeconds !== null && isAbout(silence, announcedSeconds),
      },
    };
  },
};

function isEncrypted({ conversation }: Evidence): boolean {
  return conversation?.protocols.includes('tls') ?? false;
}

function wasComplete(e: Evidence, end: number): boolean {
  const { exchanges, cues, conversation } = e;
  if (isEncrypted(e)) return true;
  if (exchanges === null || exchanges.done === 0 || exchanges.open > 1) return false;
  if (exchanges.open === 1 && !isUnheard(e.story, e.story.placeOf(exchanges.requestOrdinal), end))
    return false;
  if (conversation?.protocols.at(-1) !== 'http') return true;
  return cues?.keepsAlive === true && cues.endsByItself;
}

/** Whether nothing of what the client sent at this place had reached the server when it sent the segment at `end`. */
function isUnheard(story: Story, place: number, end: number): boolean {
  if (place === NOWHERE || story.side(place) !== 0 || (story.controlBits(end) & ACK) === 0) return false;
  return isAtOrAfter(story.sequence(place), story.acknowledgment(end));
}

function lastBeforeSilence(story: Story, end: number, isTls: boolean): number {
  let last = story.lastDataBefore(end);
  while (last !== NOWHERE && isUnheard(story, last, end)) last = story.lastDataBefore(last);
  if (!isTls || last === NOWHERE) return last;
  const saysGoodbye =
    story.side(last) === 1 &&
    story.payload(last) <= CLOSE_NOTIFY_OCTETS &&
    story.time(end) - story.time(last) <= CLOSE_NOTIFY_WITHIN_NANOSECONDS;
  return saysGoodbye ? story.lastDataBefore(last) : last;
}

function isAbout(silence: number, seconds: number): boolean {
  const late = silence - seconds * NANOSECONDS_PER_SECOND;
  return late >= -SOONER_BY_NANOSECONDS && late <= LATER_BY_NANOSECONDS;
}
