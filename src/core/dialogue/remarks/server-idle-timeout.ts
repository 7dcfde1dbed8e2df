import { isAtOrAfter } from '../../tcp/sequence.ts';
import { NANOSECONDS_PER_MILLISECOND, NANOSECONDS_PER_SECOND } from '../../time.ts';
import { ACK, FIN, RST } from '../../wire/control-bits.ts';
import { closerOf, type Evidence, lastedOf, type RemarkRule, sideNow } from './rule.ts';
import { NOWHERE, type Story } from './story.ts';

/** Servers that close for other reasons do so sooner. */
const SILENCE_NANOSECONDS = NANOSECONDS_PER_SECOND;
/** How much sooner than announced a silence may seem to end: its timer began before the last segment was seen here. */
const SOONER_BY_NANOSECONDS = 250 * NANOSECONDS_PER_MILLISECOND;
/** How much later: servers look at their timers now and then, and some (Node.js) wait for a second more on purpose. */
const LATER_BY_NANOSECONDS = 2 * NANOSECONDS_PER_SECOND;
/** What a server says before it closes goes out right before the FIN. */
const FAREWELL_WITHIN_NANOSECONDS = 100 * NANOSECONDS_PER_MILLISECOND;
/** A GOAWAY of HTTP/2 and a close_notify, both encrypted, have no more octets than this, be they in one segment or two. */
const ENCRYPTED_FAREWELL_OCTETS = 96;
/** A request of HTTP/2 has more octets than this in TLS: a record with a frame that is empty has as many in TLS 1.3. */
const EMPTY_FRAME_OCTETS = 5 + 9 + 17;
const HTTP_2 = 'h2';

export const serverIdleTimeout: RemarkRule<'server-idle-timeout'> = {
  code: 'server-idle-timeout',
  what: 'The server closed an idle connection.',
  evidence:
    "The server is the first to send FIN (or RST), after at least 1 s without payload that it has acknowledged, and every request of which it did so had its response; with HTTP, one that says where it ends and leaves the connection open; with TLS, the last payload was the server's, or of HTTP/2 an empty frame. What the server says within 0.1 s before that is no payload: a GOAWAY without an error, a 408 to no request, in TLS records as short as a GOAWAY and a close_notify.",
  applies: ({ connection: c }) =>
    closerOf(c) === 1 &&
    (c.closedHow === 'FIN' || c.closedHow === 'RST') &&
    lastedOf(c) >= SILENCE_NANOSECONDS,
  find(e) {
    const { connection: c, story } = e;
    const end = story.firstWith(FIN | RST, 1);
    if (end === NOWHERE || story.payload(end) > 0) return null;
    const last = lastBeforeSilence(e, end);
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
  if (exchanges.open === 1 && !hadNotArrived(e.story, e.story.placeOf(exchanges.requestOrdinal), end))
    return false;
  if (conversation?.protocols.at(-1) !== 'http') return true;
  return cues?.keepsAlive === true && cues.endsByItself;
}

/** Whether nothing of what the client sent at this place had reached the server when it sent the segment at `end`. */
function hadNotArrived(story: Story, place: number, end: number): boolean {
  if (place === NOWHERE || story.side(place) !== 0 || (story.controlBits(end) & ACK) === 0) return false;
  return isAtOrAfter(story.sequence(place), story.acknowledgment(end));
}

function lastBeforeSilence(e: Evidence, end: number): number {
  const { story } = e;
  let last = story.lastDataBefore(end);
  while (last !== NOWHERE && hadNotArrived(story, last, end)) last = story.lastDataBefore(last);
  last = lastBeforeFarewell(e, last, end);
  return last !== NOWHERE && isEmptyFrame(e, last) ? story.lastDataBefore(last) : last;
}

/** The last payload up to `last` that is not of what the server says because it closes. */
function lastBeforeFarewell(e: Evidence, last: number, end: number): number {
  const { story } = e;
  const said = saidFarewell(e);
  let place = last;
  let octets = 0;
  while (place !== NOWHERE && story.side(place) === 1) {
    octets += story.payload(place);
    const isShort = isEncrypted(e) ? octets <= ENCRYPTED_FAREWELL_OCTETS : place === said;
    if (!isShort || story.time(end) - story.time(place) > FAREWELL_WITHIN_NANOSECONDS) break;
    place = story.lastDataBefore(place);
  }
  return place;
}

/** With which segment the server said that it closes, where that can be read. */
function saidFarewell({ connection: c, cues, story }: Evidence): number {
  const ordinal = cues?.farewells?.[sideNow(c, 1)] ?? -1;
  return ordinal === -1 ? NOWHERE : story.placeOf(ordinal);
}

/** Whether the client, where it may speak HTTP/2 in TLS, said something here that waits for no answer: an acknowledgment. */
function isEmptyFrame({ conversation, story }: Evidence, place: number): boolean {
  const offered = conversation?.facts.tlsAlpnOffered;
  const mayBeHttp2 = Array.isArray(offered) && offered.includes(HTTP_2);
  return mayBeHttp2 && story.side(place) === 0 && story.payload(place) <= EMPTY_FRAME_OCTETS;
}

function isAbout(silence: number, seconds: number): boolean {
  const late = silence - seconds * NANOSECONDS_PER_SECOND;
  return late >= -SOONER_BY_NANOSECONDS && late <= LATER_BY_NANOSECONDS;
}
