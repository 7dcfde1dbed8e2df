import { CR, decimal, equalsIgnoringCase, indexOfOctet, LF, SP, startsWith } from '../ascii.ts';
import type { Identification } from '../dissector.ts';

/** The start line of a message as offsets; a response has its status code, a request has 0 there. */
export interface StartLine {
  status: number;
  /** Where the method ends, or the status code. */
  firstEnd: number;
  /** The target of a request, without the spaces around it. */
  targetStart: number;
  targetEnd: number;
  /** Where the version begins; in a response it stands first. */
  versionStart: number;
}

const VERSION = 'HTTP/1.';
const VERSION_OCTETS = 8;
/** How a request-target begins, but for that of CONNECT. */
const TARGET_FORMS = ['/', '*', 'http'];
/** How a page in HTML begins. */
const PAGES = ['<!doctype html', '<html'];
const STATUS_OCTETS = VERSION_OCTETS + 4;
const LONGEST_METHOD = 20;
/**
 * Any text may begin like an unusual method, and its end is not waited for: but for the first octets, by which it is decided
 * who is asked, all of such a line has to be there at once.
 */
const ASKED_OCTETS = 2;
/** Empty lines that are let pass before a message; one is allowed (RFC 9112, section 2.2). */
const MOST_EMPTY_LINES = 4;

/** What a token may hold beside letters and digits (RFC 9110, section 5.6.2). */
const TOKEN_MARKS = "!#$%&'*+-.^_`|~";
const IS_TOKEN_OCTET = Uint8Array.from({ length: 256 }, (_, octet) =>
  /[A-Za-z0-9]/.test(String.fromCharCode(octet)) || TOKEN_MARKS.includes(String.fromCharCode(octet)) ? 1 : 0,
);

/** Any token may be a method (RFC 9110, section 9.1): it is the version behind it that makes a line a request. */
function isMethodOctet(octet: number): boolean {
  return IS_TOKEN_OCTET[octet] === 1;
}

/** Methods are case-sensitive; all that are registered or in use are of these: A to Z, `-` and `_`. */
function isUsualOctet(octet: number): boolean {
  return (octet >= 0x41 && octet <= 0x5a) || octet === 0x2d || octet === 0x5f;
}

function isVersion(octets: Uint8Array, start: number, end: number): boolean {
  if (end - start !== VERSION_OCTETS || !startsWith(octets, start, end, VERSION)) return false;
  const minor = octets[end - 1] as number;
  return minor >= 0x30 && minor <= 0x39;
}

/** A status line: HTTP-version SP status-code SP [reason], where the second space is often left out (RFC 9112, 4). */
function readStatusLine(octets: Uint8Array, start: number, end: number): StartLine | null {
  const statusStart = start + VERSION_OCTETS + 1;
  const statusEnd = start + STATUS_OCTETS;
  if (end < statusEnd || octets[statusStart - 1] !== SP || (end > statusEnd && octets[statusEnd] !== SP))
    return null;
  const status = decimal(octets, statusStart, statusEnd);
  if (status < 100 || !isVersion(octets, start, start + VERSION_OCTETS)) return null;
  return { status, firstEnd: statusEnd, targetStart: statusEnd, targetEnd: statusEnd, versionStart: start };
}

/**
 * A request line: method SP request-target SP HTTP-version (RFC 9112, 3). Behind a usual method spaces inside a target are
 * let pass, and more than one around it, as a recipient may (RFC 9112, section 3).
 */
function readRequestLine(octets: Uint8Array, start: number, end: number): StartLine | null {
  const versionStart = end - VERSION_OCTETS;
  if (versionStart - start < 4 || octets[versionStart - 1] !== SP || !isVersion(octets, versionStart, end))
    return null;
  let firstEnd = start;
  while (isUsualOctet(octets[firstEnd] as number)) firstEnd += 1;
  const isUsual = octets[firstEnd] === SP;
  while (isMethodOctet(octets[firstEnd] as number)) firstEnd += 1;
  let targetStart = firstEnd + 1;
  let targetEnd = versionStart - 1;
  const isMethod = firstEnd > start && firstEnd - start <= LONGEST_METHOD && octets[firstEnd] === SP;
  if (isUsual) {
    while (targetStart < targetEnd && octets[targetStart] === SP) targetStart += 1;
    while (targetEnd > targetStart && octets[targetEnd - 1] === SP) targetEnd -= 1;
  }
  if (!isMethod || targetStart >= targetEnd) return null;
  if (!isUsual && !isTarget(octets, targetStart, targetEnd)) return null;
  return { status: 0, firstEnd, targetStart, targetEnd, versionStart };
}

/** A path, all of a server, or an absolute URI (RFC 9112, 3.2): anything else may as well be the next word of a text. */
function isTarget(octets: Uint8Array, start: number, end: number): boolean {
  const isForm = TARGET_FORMS.some((form) => startsWith(octets, start, end, form));
  return isForm && indexOfOctet(octets, SP, start, end) === -1;
}

/** Reads the line `start`..`end`, given without its line end, or null where it is neither. */
export function readStartLine(octets: Uint8Array, start: number, end: number): StartLine | null {
  return readStatusLine(octets, start, end) ?? readRequestLine(octets, start, end);
}

/** Do these octets begin with a start line of HTTP/1? All of a request line is asked for, up to its end. */
export function identifyStartLine(octets: Uint8Array, start: number, end: number): Identification {
  const line = behindEmptyLines(octets, start, end);
  if (line === end) return 'need-more';
  return startsWith(octets, line, end, VERSION)
    ? identifyStatusLine(octets, line, end)
    : identifyRequestLine(octets, line, end);
}

/** Where the first line is that is not empty, or the first octet that ends none; `end` where that is still to come. */
function behindEmptyLines(octets: Uint8Array, start: number, end: number): number {
  let at = start;
  for (let lines = 0; lines < MOST_EMPTY_LINES && at < end; lines += 1) {
    const lineFeed = octets[at] === CR ? at + 1 : at;
    if (lineFeed === end) return end;
    if (octets[lineFeed] !== LF) return at;
    at = lineFeed + 1;
  }
  return at;
}

function identifyRequestLine(octets: Uint8Array, start: number, end: number): Identification {
  let at = start;
  while (at < end && isUsualOctet(octets[at] as number)) at += 1;
  const isUsual = at === end || !isMethodOctet(octets[at] as number);
  if (!isUsual && end - start > ASKED_OCTETS && indexOfOctet(octets, LF, start, end) === -1) return 'reject';
  while (at < end && isMethodOctet(octets[at] as number)) at += 1;
  if (at - start > LONGEST_METHOD) return 'reject';
  if (at === end) return 'need-more';
  if (at === start || octets[at] !== SP) return 'reject';
  for (at += 1; at < end; at += 1) {
    const octet = octets[at] as number;
    if (octet === LF)
      return readRequestLine(octets, start, withoutCarriageReturn(octets, at)) ? 'match' : 'reject';
    const endsLine = octet === CR && (at + 1 === end || octets[at + 1] === LF);
    if (octet === 0x7f || (octet < SP && !endsLine)) return 'reject';
  }
  return 'need-more';
}

function identifyStatusLine(octets: Uint8Array, start: number, end: number): Identification {
  const statusEnd = start + STATUS_OCTETS;
  for (let at = start + VERSION.length; at < Math.min(end, statusEnd); at += 1) {
    const isSpace = octets[at] === SP;
    const isDigit = decimal(octets, at, at + 1) >= 0;
    if (at === start + VERSION_OCTETS ? !isSpace : !isDigit) return 'reject';
  }
  if (end <= statusEnd) return 'need-more';
  const behind = octets[statusEnd] as number;
  const ends = behind === SP || behind === CR || behind === LF;
  return ends && readStatusLine(octets, start, statusEnd) ? 'match' : 'reject';
}

/**
 * Does this begin as a server of HTTP/1 answers what it takes for a bad request? Some (of Python) send a page without a head
 * then, as HTTP/0.9 did.
 */
export function beginsLikeAnswer(octets: Uint8Array, start: number, end: number): boolean {
  return (
    (end - start >= VERSION.length && startsWith(octets, start, end, VERSION)) ||
    PAGES.some((page) => equalsIgnoringCase(octets, start, Math.min(end, start + page.length), page))
  );
}

/** Where a line ends whose LF stands at `lineFeed`: a CR before it belongs to the line end (RFC 9112, 2.2). */
export function withoutCarriageReturn(octets: Uint8Array, lineFeed: number): number {
  return octets[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed;
}
