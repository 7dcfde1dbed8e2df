import { isAfter } from '../../tcp/sequence.ts';
import { NANOSECONDS_PER_MILLISECOND } from '../../time.ts';
import { ACK, FIN, RST } from '../../wire/control-bits.ts';
import { http1ToHttp2Port } from './http1-to-http2-port.ts';
import { http2ToHttp1Port } from './http2-to-http1-port.ts';
import { plainHttpToTlsPort } from './plain-http-to-tls-port.ts';
import { betweenEnds } from './round-trips.ts';
import { type Circumstances, closerOf, type Evidence, isFarewell, type RemarkRule, sideNow } from './rule.ts';
import { NOWHERE, type Story } from './story.ts';
import { tlsToPlainHttpPort } from './tls-to-plain-http-port.ts';

/**
 * The longest record with an alert in TLS 1.2, with AES-CBC and SHA-384: header, initialisation vector, and 2 octets with
 * their authentication code and padding (RFC 5246, section 6.2.3.2). HTTP/2's GOAWAY with an alert in TLS 1.3 is shorter.
 */
const MOST_FAREWELL_OCTETS = 5 + 16 + 64;

/** What a round trip may take beyond the handshake; a request that no ACK has come for by then is sent again. */
const SLACK_NANOSECONDS = 200 * NANOSECONDS_PER_MILLISECOND;

/** Where one of these holds, the two never understood each other: that is why the server closes, and all that matters. */
const WRONG_PORTS = [plainHttpToTlsPort, tlsToPlainHttpPort, http1ToHttp2Port, http2ToHttp1Port];

/** Protocols in which whoever wants something asks for it: what else is sent behind the end is a farewell, or the rest of what was answered. */
const ASKING: ReadonlySet<string> = new Set(['ftp', 'http', 'http2', 'mysql', 'postgresql', 'smtp']);

export const requestOnClosingConnection: RemarkRule<'request-on-closing-connection'> = {
  code: 'request-on-closing-connection',
  what: 'The client sent data on a connection that the server was closing.',
  evidence:
    "Payload from the client after the server's FIN, and an RST from the server after that, and in TLS more than an alert, or than one takes up, in FTP, HTTP, MySQL, PostgreSQL and SMTP more than a farewell or the rest of a request that was answered, in WebSocket more than a Close frame; or, in HTTP/1, a further request that the server's FIN does not acknowledge, that has no response, and that was sent after the FIN or at most a round trip and 0.2 s before it came; not where the two speak different protocols.",
  whole: true,
  applies: (e) =>
    closerOf(e.connection) === 1 &&
    e.connection.closedHow === 'FIN' &&
    WRONG_PORTS.every((rule) => !rule.applies(e)) &&
    ((e.connection.controlBitsSeen & RST) !== 0 || leftRequest(e)),
  find(e) {
    const { story } = e;
    const fin = story.firstWith(FIN, 1);
    if (fin === NOWHERE) return null;
    const data = refusedData(e, fin) ?? lostRequest(e, fin);
    if (data === null) return null;
    const reset = story.firstWith(RST, 1, Math.max(fin, data) + 1) !== NOWHERE;
    return { place: data, values: { octets: story.payload(data), knew: knewOf(story, fin, data), reset } };
  },
};

/** Data that came behind the FIN, and that an RST answers. */
function refusedData(e: Evidence, fin: number): number | null {
  const { story, conversation } = e;
  const data = story.firstData(0, fin + 1);
  if (data === NOWHERE || story.firstWith(RST, 1, data + 1) === NOWHERE) return null;
  if (asksNothing(e, data) || isFarewell(e, data)) return null;
  return conversation?.protocols.includes('tls') && mayBeFarewell(e, data) ? null : data;
}

/** Whether the client, from `data` on, asked for no more than the end. */
function asksNothing({ story, conversation, exchanges }: Evidence, data: number): boolean {
  if (!ASKING.has(conversation?.protocols.at(-1) ?? '')) return false;
  if (exchanges === null) return true;
  const request = story.placeOf(exchanges.requestOrdinal);
  return request < data ? exchanges.open === 0 : request === data && exchanges.requestIsFarewell;
}

/** Whether all that the client says from `data` on may be that it closes too: no one can read it. */
function mayBeFarewell({ story }: Evidence, data: number): boolean {
  let octets = 0;
  for (let i = data; i !== NOWHERE; i = story.firstData(0, i + 1)) octets += story.payload(i);
  return octets <= MOST_FAREWELL_OCTETS;
}

/** Whether a request has no response, on a connection that had had one before. */
function leftRequest({ connection: c, conversation, exchanges }: Circumstances): boolean {
  if (exchanges === null || exchanges.done === 0 || exchanges.open === 0) return false;
  return conversation?.protocols.at(-1) === 'http' && sideNow(c, exchanges.requester) === 0;
}

/** A request of which nothing had reached the server when it sent its FIN, wherever the two were captured. */
function lostRequest(e: Evidence, fin: number): number | null {
  const { exchanges, story } = e;
  if (exchanges === null || !leftRequest(e)) return null;
  const request = story.placeOf(exchanges.requestOrdinal);
  if (request === NOWHERE || story.side(request) !== 0 || story.payload(request) === 0) return null;
  const before = story.lastDataBefore(request);
  if (before === NOWHERE || story.side(before) !== 1 || !story.isWhole(before, request)) return null;
  if (isAfter(story.acknowledgment(fin), story.sequence(request))) return null;
  // The FIN that comes later than that was sent when the request should have been there: it was lost, not late.
  const ahead = story.time(fin) - story.time(request);
  return ahead <= betweenEnds(e.connection) + SLACK_NANOSECONDS ? request : null;
}

/** Whether the client had acknowledged the FIN before it sent the data. */
function knewOf(story: Story, fin: number, data: number): boolean {
  for (let i = fin + 1; i < data; i++) {
    const acknowledges = story.side(i) === 0 && story.controlBits(i) & ACK;
    if (acknowledges && !isAfter(story.end(fin), story.acknowledgment(i))) return true;
  }
  return false;
}
