import { type Head, NO_LENGTH, TWO_LENGTHS } from './head.ts';
import { isFinal, NO_CONTENT, NOT_MODIFIED } from './statuses.ts';

/** How the end of a message's body is found; `contradiction`: by nothing that can be relied on. */
export type Framing = 'none' | 'length' | 'chunked' | 'until-close' | 'contradiction';

/** What the request that is answered has to do with the body of its answer: a bit set. */
export const PLAIN_REQUEST = 0;
export const HEAD_REQUEST = 1;
export const CONNECT_REQUEST = 2;
/** The request offers to go on in another protocol. */
export const UPGRADE_REQUEST = 4;

/** RFC 9112, section 6.3, for a request. */
export function requestFraming(head: Head): Framing {
  if (head.text('transferEncoding') !== '') return endsChunked(head) ? 'chunked' : 'contradiction';
  return byLength(head, 'none');
}

/** RFC 9112, section 6.3, for a response to a request with these bits. */
export function responseFraming(head: Head, request: number): Framing {
  if (
    request & HEAD_REQUEST ||
    !isFinal(head.status) ||
    head.status === NO_CONTENT ||
    head.status === NOT_MODIFIED
  )
    return 'none';
  if (head.text('transferEncoding') !== '') return endsChunked(head) ? 'chunked' : 'until-close';
  return byLength(head, 'until-close');
}

/** What contradicts, where that is the framing. */
export function contradictionOf(head: Head): string {
  if (head.text('transferEncoding') !== '') return 'a Transfer-Encoding that does not end in chunked';
  return head.contentLength === TWO_LENGTHS ? 'two Content-Lengths' : 'a Content-Length that is no number';
}

function byLength(head: Head, without: Framing): Framing {
  if (head.contentLength === NO_LENGTH || head.contentLength === TWO_LENGTHS) return 'contradiction';
  if (head.contentLength === -1) return without;
  return head.contentLength === 0 ? 'none' : 'length';
}

function endsChunked(head: Head): boolean {
  return head.text('transferEncoding').trimEnd().toLowerCase().endsWith('chunked');
}

/** Octets of the next chunk, from its line (RFC 9112, 7.1): hexadecimal digits, then perhaps extensions; -1 if it is none. */
export function chunkSize(octets: Uint8Array, start: number, end: number): number {
  let size = 0;
  let at = start;
  for (; at < end; at += 1) {
    const digit = hexadecimalDigit(octets[at] as number);
    if (digit === -1) break;
    size = size * 16 + digit;
  }
  const ends = at === end || octets[at] === 0x3b || octets[at] === 0x20 || octets[at] === 0x09;
  return at > start && ends && Number.isSafeInteger(size) ? size : -1;
}

function hexadecimalDigit(octet: number): number {
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const lower = octet | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
