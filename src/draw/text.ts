import stringWidth from 'string-width';
import { UNICODE } from './style.ts';

export type Align = 'left' | 'right';

const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;
/** What stands in our own rows and is not ASCII. */
const OWN_CHARACTERS = `${Object.values(UNICODE).join('')}µ`;

/** 1 for each UTF-16 code unit that is a character of its own and known to be one column wide. */
const NARROW = new Uint8Array(1 << 16).fill(1, FIRST_PRINTABLE, LAST_PRINTABLE + 1);
for (const character of OWN_CHARACTERS) NARROW[character.charCodeAt(0)] = 1;

/** What must not stand in a row: controls, line separators, what turns the direction of writing, half surrogates. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/gu;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Whether every character is one that is known to be one column wide: string-width costs much more than this. */
function isNarrow(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (NARROW[text.charCodeAt(index)] === 0) return false;
  return true;
}

/** The characters as a reader takes them. A string gives its own one by one, which is much faster than to look for them. */
export function graphemesOf(text: string): Iterable<string> {
  return isNarrow(text) ? text : Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** What string-width said of single characters: it costs a hundred times what looking it up does. */
const KNOWN_WIDTHS_AT_MOST = 4096;
const knownWidths = new Map<string, number>();

/** Terminal columns that a text takes; SGR codes in it take none. */
export function columnsOf(text: string): number {
  if (isNarrow(text)) return text.length;
  return text.length === 1 ? columnsOfCharacter(text) : stringWidth(text);
}

function columnsOfCharacter(character: string): number {
  const known = knownWidths.get(character);
  if (known !== undefined) return known;
  const columns = stringWidth(character);
  if (knownWidths.size < KNOWN_WIDTHS_AT_MOST) knownWidths.set(character, columns);
  return columns;
}

/**
 * A text in exactly `columns` columns: filled up with spaces, or cut between graphemes with `ellipsis` at its end.
 * For text without SGR codes (fit first, paint then); a control character comes out as `?`.
 */
export function fit(
  text: string,
  columns: number,
  align: Align = 'left',
  ellipsis = UNICODE.ellipsis,
): string {
  if (columns <= 0) return '';
  if (text.length <= columns && isNarrow(text)) return pad(text, text.length, columns, align);
  const safe = safeText(text);
  const width = columnsOf(safe);
  if (width <= columns) return pad(safe, width, columns, align);
  const end = columnsOf(ellipsis) <= columns ? ellipsis : '';
  const [head, headColumns] = takeFirst(safe, columns - columnsOf(end));
  return pad(head + end, headColumns + columnsOf(end), columns, align);
}

/** Of the room that there is, a cut behind a word may leave this much unused; else the word is cut. */
const LEFT_UNUSED_AT_MOST = 0.2;
/** The same before notes: the version of a protocol is no loss. */
const LEFT_UNUSED_BEFORE_NOTES_AT_MOST = 0.4;

/**
 * A text in at most `columns` columns, cut behind a word where one ends near there; for text as `fit` takes it. The
 * ellipsis stands apart where words are left out, and touches what is cut within a word: `GET /f …` asks for `/f`.
 */
export function fitWords(
  text: string,
  columns: number,
  ellipsis = UNICODE.ellipsis,
  leftUnusedAtMost = LEFT_UNUSED_AT_MOST,
): string {
  const safe = safeText(text);
  if (columnsOf(safe) <= columns) return safe;
  const room = columns - columnsOf(ellipsis);
  if (room <= 0) return fit(safe, columns, 'left', '');
  const [head] = takeFirst(safe, room);
  if (isBetweenWide(head, safe.slice(head.length))) return head + ellipsis;
  const apart = head.endsWith(' ') ? head : head.slice(0, head.lastIndexOf(' ') + 1);
  const word = apart.trimEnd();
  if (columnsOf(word) < room * (1 - leftUnusedAtMost) || word === '') return head.trimEnd() + ellipsis;
  return `${word} ${ellipsis}`;
}

/** Between two wide characters a cut loses nothing: Japanese and Chinese are written without spaces. */
function isBetweenWide(head: string, rest: string): boolean {
  const [last, next] = [Array.from(head).at(-1) ?? '', Array.from(rest.slice(0, 2))[0] ?? ''];
  return columnsOf(last) > 1 && columnsOf(next) > 1;
}

/** What is left of a text before its notes, at the least: a method, a status. */
const LEAST_NOTED = 4;

/** Its share of the room where the notes do not fit in any case. */
const NOTED_SHARE = 1 / 3;

/**
 * Like `fitWords`, but the last `noteCharacters` of the text give way only after what stands before them: all of them
 * fit, or else what they are notes on keeps its share of the room, so that a request tells what it asks for.
 */
export function fitNoted(
  text: string,
  noteCharacters: number,
  columns: number,
  ellipsis = UNICODE.ellipsis,
): string {
  const safe = safeText(text);
  if (columnsOf(safe) <= columns || noteCharacters === 0) return fitWords(safe, columns, ellipsis);
  const noted = safe.slice(0, safe.length - noteCharacters);
  const notes = safe.slice(safe.length - noteCharacters);
  const least = LEAST_NOTED + columnsOf(ellipsis);
  const left = columns - columnsOf(notes);
  const room = left >= least ? left : Math.max(least, Math.floor(columns * NOTED_SHARE));
  return fitWords(
    fitWords(noted, room, ellipsis, LEFT_UNUSED_BEFORE_NOTES_AT_MOST) + notes,
    columns,
    ellipsis,
  );
}

/** Like `fit`, but what is too long loses its middle: both ends of an address tell more than what is between. */
export function fitMiddle(text: string, columns: number, ellipsis = UNICODE.ellipsis): string {
  const safe = safeText(text);
  const mark = columnsOf(ellipsis);
  if (columnsOf(safe) <= columns || columns < mark + 2) return fit(safe, columns, 'left', ellipsis);
  const room = columns - mark;
  const [tail, tailColumns] = takeLast(safe, Math.floor(room / 2));
  const [head, headColumns] = takeFirst(safe, room - tailColumns);
  return pad(head + ellipsis + tail, headColumns + mark + tailColumns, columns, 'left');
}

/** Spaces around a text that is known to be `width` columns wide, up to `columns`. */
export function pad(text: string, width: number, columns: number, align: Align = 'left'): string {
  if (width >= columns) return text;
  const spaces = ' '.repeat(columns - width);
  return align === 'left' ? text + spaces : spaces + text;
}

/** The text with everything that could move the cursor replaced by `?`; text from the wire has been through this once. */
export function safeText(text: string): string {
  return isNarrow(text) ? text : text.replace(UNSAFE, '?');
}

function takeFirst(text: string, room: number): [text: string, columns: number] {
  if (isNarrow(text)) return [text.slice(0, Math.max(0, room)), Math.max(0, Math.min(room, text.length))];
  let taken = '';
  let columns = 0;
  // Only as many are looked for as there is room.
  for (const { segment } of graphemes.segment(text)) {
    const width = columnsOf(segment);
    if (columns + width > room) break;
    taken += segment;
    columns += width;
  }
  return [taken, columns];
}

function takeLast(text: string, room: number): [text: string, columns: number] {
  let taken = '';
  let columns = 0;
  for (const grapheme of [...graphemesOf(text)].reverse()) {
    const width = columnsOf(grapheme);
    if (columns + width > room) break;
    taken = grapheme + taken;
    columns += width;
  }
  return [taken, columns];
}
