import { hexadecimal } from '../hexadecimal.ts';
import { ELLIPSIS, isText, printableText, REPLACEMENT } from '../printable.ts';
import { CREDENTIALS_NOT_SHOWN, NOT_SHOWN } from '../protocols/not-shown.ts';
import { SECRET_NAMES, withoutSecretValues } from '../protocols/secret-values.ts';
import type { Side } from '../side.ts';

/** Octets that are looked at: enough for a line that a ladder has room for. */
const SAMPLE_OCTETS = 256;
const LINE_CHARACTERS = 80;
/** Of what is no text so many octets are shown: what a format is known by stands at its front. */
const SHOWN_OCTETS = 8;
/** Shorter words with zeros behind them may as well be numbers. */
const LEAST_BEFORE_ZEROS = 4;
/** Octets among them that may be the name of a format: they are shown as text too. */
const WORD = /[A-Za-z0-9]{3}/;
/**
 * What stands behind these words may be a secret in any protocol, and nobody knows which one this is: all of the line
 * behind them is left out. `230 Login successful.` and `331 Password required` are what servers reply.
 */
const SECRETS = [
  new RegExp(
    `^((?![1-5]\\d\\d[ -]).*?(?:${SECRET_NAMES}|(?<![a-z])auth(?:info|enticat[a-z]*|ori[sz][a-z]*)?))` +
      `(?:["']?[\\s·]*[=:,][\\s·]*|["']?[\\s·]+)[^\\s·]`,
    'i',
  ),
  /^((?:\S+ )?(?:LOGIN|login) \S+) \S/,
];
const NUL = 0;
const LF = 10;
const CR = 13;

/** How a side begins whose protocol is not known: it names nothing, and is no message. */
export interface Preview {
  readonly from: Side;
  /** Of the segment with which it came. */
  readonly ordinal: number;
  /** `"HELLO 7" …`, `binary 7f 7f 49 43 41 00 "··ICA·"` */
  readonly said: string;
  /** The first line, where it is text. */
  readonly quote: string | null;
}

/** The first line of what is text; a few octets in hexadecimal of what is not. */
export function previewOf(
  from: Side,
  ordinal: number,
  octets: Uint8Array,
  start: number,
  end: number,
): Preview {
  const textEnd = endOfText(octets, start, end);
  if (textEnd === start) return { from, ordinal, said: binary(octets, start, end), quote: null };
  const line = lineOf(octets, start, textEnd);
  const quote = withoutSecret(printableText(octets, line.start, line.end, LINE_CHARACTERS));
  return { from, ordinal, said: line.isAll ? `"${quote}"` : `"${quote}" …`, quote };
}

/** The line as far as it can be told to anyone. */
function withoutSecret(line: string): string {
  if (isEncodedText(line)) return CREDENTIALS_NOT_SHOWN;
  for (const secret of SECRETS) {
    const told = secret.exec(line)?.[1];
    if (told !== undefined) return `${told} ${NOT_SHOWN}`;
  }
  return withoutSecretValues(line);
}

const BASE64_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** All of a line, which may be cut. */
const BASE64 = /^([A-Za-z0-9+/]{6,})(={0,2}|…)$/;

/**
 * Is it Base64 of words, as zeros may part them? Clients log in like that (RFC 4616; AUTH LOGIN), and where the question
 * was missed nothing else tells. What is no Base64, such as a word, comes to octets that are no text.
 */
function isEncodedText(line: string): boolean {
  const [, digits = '', end] = BASE64.exec(line) ?? [];
  if (digits === '' || (end !== ELLIPSIS && line.length % 4 !== 0)) return false;
  let bits = 0;
  for (let n = 0; n < digits.length; n += 1) {
    bits = ((bits << 6) | BASE64_DIGITS.indexOf(digits[n] as string)) & 0xffffff;
    const left = (6 * (n + 1)) % 8;
    const octet = (bits >> left) & 0xff;
    if (n % 4 !== 0 && octet !== NUL && !isVisible(octet)) return false;
  }
  return true;
}

/** Where the text ends that the octets are; zeros may fill what is behind it. `start` where they are none. */
function endOfText(octets: Uint8Array, start: number, end: number): number {
  const sampleEnd = Math.min(end, start + SAMPLE_OCTETS);
  let textEnd = sampleEnd;
  while (textEnd > start && octets[textEnd - 1] === NUL) textEnd -= 1;
  if (textEnd < sampleEnd && textEnd - start < LEAST_BEFORE_ZEROS) return start;
  return isText(octets, start, textEnd) ? textEnd : start;
}

/** The first line that is not empty; all that there is, where all are. */
function lineOf(
  octets: Uint8Array,
  start: number,
  end: number,
): { readonly start: number; readonly end: number; readonly isAll: boolean } {
  let first = start;
  while (first < end && isLineEnd(octets[first] as number)) first += 1;
  if (first === end) return { start, end, isAll: true };
  let last = first;
  while (last < end && !isLineEnd(octets[last] as number)) last += 1;
  let rest = last;
  while (rest < end && isLineEnd(octets[rest] as number)) rest += 1;
  return { start: first, end: last, isAll: rest === end };
}

function isLineEnd(octet: number): boolean {
  return octet === LF || octet === CR;
}

function binary(octets: Uint8Array, start: number, end: number): string {
  const shown = octets.subarray(start, Math.min(end, start + SHOWN_OCTETS));
  const more = end - start > SHOWN_OCTETS ? ' …' : '';
  const text = Array.from(shown, (octet) => (isVisible(octet) ? String.fromCharCode(octet) : REPLACEMENT));
  const words = text.join('');
  const told = withoutSecret(words);
  if (told !== words) return `binary "${told}"`;
  const quoted = WORD.test(words) ? ` "${words}"` : '';
  return `binary ${hexadecimal(shown, 0, shown.length, ' ')}${more}${quoted}`;
}

function isVisible(octet: number): boolean {
  return octet >= 0x20 && octet < 0x7f;
}
