import { CR, LF } from '../ascii.ts';
import { IDENTIFICATION_OCTETS, type Octets } from '../dissector.ts';
import type { Rule } from './rule.ts';

/** Characters of a beginning that are looked at. */
const MOST_CHARACTERS = 1024;

/** `start`..`end` as text, an octet a character (ISO 8859-1): for patterns only, it is never shown. */
export function latin1(octets: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 1) text += String.fromCharCode(octets[at] as number);
  return text;
}

/** Does an octet of text, a blank or an ASCII character, or of UTF-8, stand here? */
function isText(octet: number): boolean {
  return octet >= 0x20 ? octet !== 0x7f : octet === 0x09 || octet === 0x0a || octet === 0x0d;
}

/** The first line, without its end; null while it is not complete; '' where it is no line of text. */
function firstLine({ octets, start, end }: Octets): string | null {
  const most = Math.min(end, start + MOST_CHARACTERS);
  for (let at = start; at < most; at += 1) {
    const octet = octets[at] as number;
    if (octet === LF) return latin1(octets, start, at > start && octets[at - 1] === 0x0d ? at - 1 : at);
    if (!isText(octet)) return '';
  }
  return end - start >= MOST_CHARACTERS ? '' : null;
}

/**
 * The first line is text, and matches. `beginnings` are those of all that match, in capitals, in whatever case they come:
 * by them alone most of what is something else is rejected with its first octets.
 */
export function line(beginnings: readonly string[], pattern: RegExp): Rule {
  return (first) => {
    if (!beginsWithOneOf(first, beginnings)) return 'reject';
    const found = firstLine(first);
    if (found === null) return 'need-more';
    return pattern.test(found) ? 'match' : 'reject';
  };
}

/**
 * The first line, which ends with CRLF, matches; behind it stand as many octets as its first group says, and then CRLF
 * again. More of them than are looked at are not waited for.
 */
export function lineAndBlock(beginnings: readonly string[], pattern: RegExp): Rule {
  const head = line(beginnings, pattern);
  return (first, side, other) => {
    const answer = head(first, side, other);
    if (answer !== 'match') return answer;
    const { octets, start, end } = first;
    const lineFeed = octets.indexOf(LF, start);
    if (octets[lineFeed - 1] !== CR) return 'reject';
    const block = Number(pattern.exec(latin1(octets, start, lineFeed - 1))?.[1]);
    const blockEnd = lineFeed + 1 + block;
    if (blockEnd + 2 - start > IDENTIFICATION_OCTETS) return 'match';
    if (blockEnd + 2 > end) return 'need-more';
    return octets[blockEnd] === CR && octets[blockEnd + 1] === LF ? 'match' : 'reject';
  };
}

/**
 * The beginning, of any octets, matches: asked anew with each octet more, until there are `most` octets. Take patterns
 * that match no less with more behind.
 */
export function opening(beginnings: readonly string[], pattern: RegExp, most = MOST_CHARACTERS): Rule {
  return (first) => {
    const { octets, start, end } = first;
    if (!beginsWithOneOf(first, beginnings)) return 'reject';
    if (pattern.test(latin1(octets, start, Math.min(end, start + most)))) return 'match';
    return end - start < most ? 'need-more' : 'reject';
  };
}

function beginsWithOneOf(first: Octets, beginnings: readonly string[]): boolean {
  for (const beginning of beginnings) if (begins(first, beginning)) return true;
  return beginnings.length === 0;
}

/** Is `capitals`, or as much of it as there are octets, the beginning, in whatever case? */
function begins({ octets, start, end }: Octets, capitals: string): boolean {
  const length = Math.min(capitals.length, end - start);
  for (let at = 0; at < length; at += 1) {
    const octet = octets[start + at] as number;
    const capital = octet >= 0x61 && octet <= 0x7a ? octet - 0x20 : octet;
    if (capital !== capitals.charCodeAt(at)) return false;
  }
  return true;
}
