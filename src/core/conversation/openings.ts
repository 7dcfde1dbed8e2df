import { beginsLikeAnswer } from '../protocols/http1/start-line.ts';
import { beginsWithSettings } from '../protocols/http2/identification.ts';
import { beginsWithTls } from '../protocols/tls/record.ts';
import type { Side } from '../side.ts';

/** What the first octets of each side look like, whatever the connection's protocol is taken to be: four bits a side. */
const HEARD = 1;
const LIKE_TLS = 2;
const LIKE_HTTP_RESPONSE = 4;
const LIKE_HTTP2_SERVER = 8;
const BITS_A_SIDE = 4;

/** The openings with the first octets of `side` taken in; later ones change nothing. */
export function withOpening(
  openings: number,
  side: Side,
  octets: Uint8Array,
  start: number,
  end: number,
): number {
  const shift = side * BITS_A_SIDE;
  if (openings & (HEARD << shift)) return openings;
  let bits = HEARD;
  if (beginsWithTls(octets, start, end)) bits |= LIKE_TLS;
  else if (beginsLikeAnswer(octets, start, end)) bits |= LIKE_HTTP_RESPONSE;
  else if (beginsWithSettings(octets, start, end)) bits |= LIKE_HTTP2_SERVER;
  return openings | (bits << shift);
}

/** Whether `side` began with a record of TLS that begins a handshake or gives it up. */
export function opensLikeTls(openings: number, side: Side): boolean {
  return (openings & (LIKE_TLS << (side * BITS_A_SIDE))) !== 0;
}

/** Whether `side` began with a status line of HTTP/1, or with a page as in HTTP/0.9. */
export function opensLikeHttpResponse(openings: number, side: Side): boolean {
  return (openings & (LIKE_HTTP_RESPONSE << (side * BITS_A_SIDE))) !== 0;
}

/** Whether `side` began with a SETTINGS frame of HTTP/2, as a server does. */
export function opensLikeHttp2Server(openings: number, side: Side): boolean {
  return (openings & (LIKE_HTTP2_SERVER << (side * BITS_A_SIDE))) !== 0;
}
