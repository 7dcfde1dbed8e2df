import { ASCII, type Glyphs } from './style.ts';
import { columnsOf, graphemesOf } from './text.ts';

/** Characters of one column that have a likeness in ASCII; those that pictures are drawn with never come here. */
const LIKENESSES: Readonly<Record<string, string>> = {
  '…': '~',
  '·': '.',
  µ: 'u',
  '×': 'x',
  '→': '>',
  '←': '<',
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
};
const UNKNOWN = '?';

const BEYOND_ASCII = /[^\u0000-\u007e]/u;
/** A control sequence that sets colours, or a run of text between two. */
const PARTS = /\u001b\[[\d;]*m|[^\u001b]+|\u001b/gu;

/**
 * A row as these glyphs may be written. Where they are ASCII nothing above U+007E is: a terminal of another encoding
 * would take the octets of UTF-8 for what it likes, as the second one of U+021B for the start of a control sequence.
 * Each character becomes as many as it has columns.
 */
export function asWritten(row: string, glyphs: Glyphs): string {
  if (glyphs !== ASCII || !BEYOND_ASCII.test(row)) return row;
  return row.replace(PARTS, (part) => (BEYOND_ASCII.test(part) ? inAscii(part) : part));
}

function inAscii(text: string): string {
  let written = '';
  for (const grapheme of graphemesOf(text)) {
    if (!BEYOND_ASCII.test(grapheme)) written += grapheme;
    else written += LIKENESSES[grapheme] ?? UNKNOWN.repeat(columnsOf(grapheme));
  }
  return written;
}
