/** Stands for every character that a terminal must not get: one column wide, and seen. */
export const REPLACEMENT = '·';
/** Ends what was cut. */
export const ELLIPSIS = '…';

/** UTF-16 units that are made a text at once. */
const UNITS_AT_ONCE = 4096;

/** Combining marks that a letter may carry: enough for Thai, Hindi or Vietnamese, too few to climb over other rows. */
const MARKS_AT_MOST = 2;

/**
 * Letters, digits, punctuation, symbols and spaces that are assigned and visible. Left out by that: C0, DEL and C1
 * controls, line and paragraph separators, format characters (bidirectional controls, zero-width joiners, tags),
 * surrogates, private use and unassigned code points.
 */
const VISIBLE = /^[\p{L}\p{N}\p{P}\p{S}\p{Zs}]$/u;
/**
 * Visible by their category, yet without a width of their own: blank fillers, vowels and finals of Hangul that join the
 * character before, flags of two letters, skin tones.
 */
const WIDTHLESS =
  /^[\p{Default_Ignorable_Code_Point}\p{Regional_Indicator}\p{Emoji_Modifier}\u1160-\u11ff\ud7b0-\ud7ff]$/u;
const MARK = /^\p{M}$/u;
const LETTER = /^\p{L}$/u;

/** Collects characters as text that cannot harm a terminal, up to a number of them. */
class Printer {
  private readonly maxCharacters: number;
  private characters = 0;
  private marksLeft = 0;
  /**
   * UTF-16, put together at the end: text that grows by a character at a time is for V8 a tree with a node for each, which
   * takes 32 octets of memory where one would do, for as long as the text is kept.
   */
  private readonly units: number[] = [];
  /** How many units there were one character ago: the ellipsis takes the place of the last one. */
  private before = 0;

  constructor(maxCharacters: number) {
    this.maxCharacters = maxCharacters;
  }

  get text(): string {
    const { units } = this;
    let text = '';
    for (let at = 0; at < units.length; at += UNITS_AT_ONCE)
      text += String.fromCharCode.apply(null, units.slice(at, at + UNITS_AT_ONCE));
    return text;
  }

  /** Adds a code point (-1: octets that are none); false, and an ellipsis, where it does not fit any more. */
  add(codePoint: number): boolean {
    const { units } = this;
    if (this.characters >= this.maxCharacters) {
      if (this.characters > 0) {
        units.length = this.before;
        units.push(ELLIPSIS.charCodeAt(0));
      }
      return false;
    }
    this.characters++;
    this.before = units.length;
    const character = this.characterFor(codePoint);
    for (let n = 0; n < character.length; n++) units.push(character.charCodeAt(n));
    return true;
  }

  private characterFor(codePoint: number): string {
    if (codePoint >= 0x20 && codePoint < 0x7f) {
      this.marksLeft = isAsciiLetter(codePoint) ? MARKS_AT_MOST : 0;
      return String.fromCharCode(codePoint);
    }
    if (codePoint < 0xa0) return this.replacement();
    const character = String.fromCodePoint(codePoint);
    if (MARK.test(character) && !WIDTHLESS.test(character)) {
      return this.marksLeft-- > 0 ? character : this.replacement();
    }
    if (!VISIBLE.test(character) || WIDTHLESS.test(character)) return this.replacement();
    this.marksLeft = LETTER.test(character) ? MARKS_AT_MOST : 0;
    return character;
  }

  private replacement(): string {
    this.marksLeft = 0;
    return REPLACEMENT;
  }
}

function isAsciiLetter(codePoint: number): boolean {
  const lower = codePoint | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/**
 * Octets from the wire, UTF-8 where they are valid, as text that cannot harm a terminal: whatever is not visible, or
 * not UTF-8, is replaced, tabs and line ends too. At most `maxCharacters` characters, the last one `…` where it was cut.
 */
export function printableText(octets: Uint8Array, start: number, end: number, maxCharacters: number): string {
  const ascii = visibleAscii(octets, start, end, maxCharacters);
  if (ascii !== null) return ascii;
  const printer = new Printer(maxCharacters);
  const bound = Math.min(end, octets.length);
  for (let at = Math.max(0, start); at < bound; ) {
    const decoded = decodeUtf8(octets, at, bound);
    const fits = decoded < 0 ? printer.add(-1) : printer.add(Math.floor(decoded / 8));
    if (!fits) break;
    at += decoded < 0 ? -decoded : decoded % 8;
  }
  return printer.text;
}

/** Octets of a text that is made at once. */
const ASCII_AT_MOST = 1024;

/** Text of visible ASCII alone, as most is, taken as it stands; null where it is not that, or would be cut. */
function visibleAscii(octets: Uint8Array, start: number, end: number, maxCharacters: number): string | null {
  if (end - start > Math.min(maxCharacters, ASCII_AT_MOST) || start < 0 || end > octets.length) return null;
  for (let at = start; at < end; at++) {
    const octet = octets[at] as number;
    if (octet < 0x20 || octet > 0x7e) return null;
  }
  return String.fromCharCode.apply(null, octets.subarray(start, end) as unknown as number[]);
}

/** Control characters that text is formatted with: BEL to CR, and ESC of terminals. */
const FIRST_FORMATTING = 0x07;
const LAST_FORMATTING = 0x0d;
const ESCAPE = 0x1b;

/**
 * Are these octets text, that is UTF-8 without control characters other than those that format text? The last character
 * may be cut off. No octets are none.
 */
export function isText(octets: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; ) {
    const first = octets[at] as number;
    if (first < 0x80) {
      const isFormatting = (first >= FIRST_FORMATTING && first <= LAST_FORMATTING) || first === ESCAPE;
      if ((first < 0x20 && !isFormatting) || first === 0x7f) return false;
      at += 1;
      continue;
    }
    const decoded = decodeUtf8(octets, at, end);
    if (decoded < 0) return at > start && first >= 0xc2 && at - decoded >= end;
    if (decoded < 0xa0 * 8) return false;
    at += decoded % 8;
  }
  return end > start;
}

/** The same for text from elsewhere, such as file names and names of interfaces. */
export function printable(text: string, maxCharacters: number): string {
  const printer = new Printer(maxCharacters);
  for (const character of text) {
    if (!printer.add(character.codePointAt(0) as number)) break;
  }
  return printer.text;
}

/**
 * The character at `at`: its code point times 8 plus the octets that it takes, so that nothing is allocated; where there
 * is none, the octets to pass over, negative (the longest start of a character, or one: Unicode, section 3.9).
 */
function decodeUtf8(octets: Uint8Array, at: number, end: number): number {
  const first = octets[at] as number;
  if (first < 0x80) return first * 8 + 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0) return -1;
  let codePoint = first & (0x7f >> length);
  for (let n = 1; n < length; n++) {
    const octet = at + n < end ? (octets[at + n] as number) : 0;
    if (octet < 0x80 || octet > 0xbf || (n === 1 && !followsFirst(first, octet))) return -n;
    codePoint = (codePoint << 6) | (octet & 0x3f);
  }
  return codePoint * 8 + length;
}

/** No overlong form, no surrogate, nothing above U+10FFFF: the second octet tells. RFC 3629, section 4 */
function followsFirst(first: number, second: number): boolean {
  if (first === 0xe0) return second >= 0xa0;
  if (first === 0xed) return second < 0xa0;
  if (first === 0xf0) return second >= 0x90;
  if (first === 0xf4) return second < 0x90;
  return true;
}
