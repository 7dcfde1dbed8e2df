import { MARK_RETRANSMISSION, MARK_ZERO_WINDOW } from '../../tcp/marks.ts';
import { isAtOrAfter } from '../../tcp/sequence.ts';
import { NANOSECONDS_PER_MILLISECOND, NANOSECONDS_PER_SECOND } from '../../time.ts';
import { ACK, FIN, RST } from '../../wire/control-bits.ts';
import { isInNameOnly } from './reset-not-from-host.ts';
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
const HTTP_2 = 'h2';
/** Of a frame without a payload, as the acknowledgment of SETTINGS is: every request has more (RFC 9113, sections 4.1 and 6.5). */
const EMPTY_FRAME_OCTETS = 9;
/**
 * Of one WINDOW_UPDATE, with an acknowledgment of SETTINGS, and of two, for the stream and for all (RFC 9113, section 6.9). A
 * request may be as short, so that there has to be something that they make room for.
 */
const WINDOW_UPDATE_OCTETS: ReadonlySet<number> = new Set([13, 22, 26]);
/** Nobody (Go, nghttp2, browsers) makes room for less. */
const ROOM_OCTETS = 4096;
/** So many payloads before it a WINDOW_UPDATE's reason is looked for, and so many in a row may be of that kind. */
const MOST_BEFORE = 64;
/** What a record adds to its content: header, type and tag in TLS 1.3 (RFC 8446, section 5.2). */
const RECORD_OCTETS_1_3 = 5 + 1 + 16;
/** The same up to TLS 1.2 by cipher: header, nonce and tag (RFC 5288, 6655, 7905); HTTP/2 takes no others. */
const RECORD_OCTETS_1_2: readonly (readonly [cipher: RegExp, octets: number])[] = [
  [/CHACHA20/, 5 + 16],
  [/CCM_8/, 5 + 8 + 8],
  [/GCM|CCM/, 5 + 8 + 16],
];

export const serverIdleTimeout: RemarkRule<'server-idle-timeout'> = {
  code: 'server-idle-timeout',
  what: 'The server closed an idle connection.',
  evidence:
    "The server is the first to send FIN (or RST), after at least 1 s without payload that it has acknowledged and none that it sends again in vain, and every request of which it did so had its response; with HTTP, one that says where it ends, has come to that and leaves the connection open; with TLS, the last payload was the server's, or of HTTP/2 records as short as the client's acknowledgment of settings, or its window update after 4 KiB or more of the server, and the client had room for more; not with an RST that was probably not sent by the server. What the server says within 0.1 s before that is no payload: a GOAWAY without an error, a 408 to no request, in TLS records as short as a GOAWAY and a close_notify.",
  whole: true,
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
    if (givesUp(story, last, end)) return null;
    const silence = story.time(end) - story.time(last);
    if (silence < SILENCE_NANOSECONDS || !wasComplete(e, end) || isInNameOnly(e, end)) return null;
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

/** Whether the server has sent again, in vain, what it sent last: it gives up, and was not idle. */
function givesUp(story: Story, last: number, end: number): boolean {
  if (!(story.marks(last) & MARK_RETRANSMISSION)) return false;
  for (let i = end - 1; i > last; i--)
    if (story.side(i) === 0 && story.controlBits(i) & ACK)
      return !isAtOrAfter(story.acknowledgment(i), story.end(last));
  return true;
}

function isWrapped({ conversation }: Evidence): boolean {
  return conversation?.protocols.includes('tls') ?? false;
}

/** Whether what is wrapped in TLS can be read: requests and their responses, at least. */
function isRead({ conversation, exchanges }: Evidence): boolean {
  return exchanges !== null && conversation?.facts.tlsDecrypted === true;
}

function wasComplete(e: Evidence, end: number): boolean {
  const { exchanges, cues, conversation } = e;
  // What stands before a closed window in TLS is cut short; any other message that is cannot be seen where none is read.
  if (isWrapped(e) && waitsForWindow(e.story, end)) return false;
  if (isWrapped(e) && !isRead(e)) return true;
  if (exchanges === null || exchanges.done === 0 || exchanges.open > 1) return false;
  if (exchanges.open === 1 && !hadNotArrived(e.story, e.story.placeOf(exchanges.requestOrdinal), end))
    return false;
  if (conversation?.protocols.at(-1) !== 'http') return true;
  return cues?.keepsAlive === true && cues.endsByItself && cues.cutBody === null;
}

/** Whether the window of the client was closed when the server sent the segment at `end`. */
function waitsForWindow(story: Story, end: number): boolean {
  const last = story.lastBefore(end, 0);
  return last !== NOWHERE && (story.marks(last) & MARK_ZERO_WINDOW) !== 0;
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
  const record = recordOctets(e);
  if (record === null) return last;
  for (let n = 0; n < MOST_BEFORE && last !== NOWHERE && isAcknowledgment(story, last, record); n++)
    last = story.lastDataBefore(last);
  return last;
}

/** The last payload up to `last` that is not of what the server says because it closes. */
function lastBeforeFarewell(e: Evidence, last: number, end: number): number {
  const { story } = e;
  const said = saidFarewell(e);
  let place = last;
  let octets = 0;
  while (place !== NOWHERE && story.side(place) === 1) {
    octets += story.payload(place);
    const isShort = isWrapped(e) ? octets <= ENCRYPTED_FAREWELL_OCTETS : place === said;
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

/** Octets that TLS adds to what is said in HTTP/2; null where that is not spoken, or not in TLS. */
function recordOctets({ conversation }: Evidence): number | null {
  const {
    tlsAlpnOffered: offered,
    tlsAlpn: chosen,
    tlsVersion: version,
    tlsCipher: cipher,
  } = conversation?.facts ?? {};
  if (!Array.isArray(offered) || !offered.includes(HTTP_2)) return null;
  if (typeof chosen === 'string' && chosen !== HTTP_2) return null;
  if (version !== '1.2') return RECORD_OCTETS_1_3;
  return RECORD_OCTETS_1_2.find(([name]) => name.test(String(cipher)))?.[1] ?? null;
}

/** Whether the client said something here that waits for no answer: that it has taken in settings, or what was sent. */
function isAcknowledgment(story: Story, place: number, record: number): boolean {
  if (story.side(place) !== 0) return false;
  const octets = story.payload(place) - record;
  return (
    octets <= EMPTY_FRAME_OCTETS || (WINDOW_UPDATE_OCTETS.has(octets) && hasReason(story, place, record))
  );
}

/** Whether the server sent as much, since the client said something else, as a WINDOW_UPDATE makes room for. */
function hasReason(story: Story, update: number, record: number): boolean {
  let octets = 0;
  let place = story.lastDataBefore(update);
  for (let n = 0; n < MOST_BEFORE && place !== NOWHERE && octets < ROOM_OCTETS; n++) {
    if (story.side(place) === 1) octets += story.payload(place);
    else if (!WINDOW_UPDATE_OCTETS.has(story.payload(place) - record)) return false;
    place = story.lastDataBefore(place);
  }
  return octets >= ROOM_OCTETS;
}

function isAbout(silence: number, seconds: number): boolean {
  const late = silence - seconds * NANOSECONDS_PER_SECOND;
  return late >= -SOONER_BY_NANOSECONDS && late <= LATER_BY_NANOSECONDS;
}
