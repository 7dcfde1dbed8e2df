import { columnsOf, graphemesOf, safeText } from './text.ts';

/** What must not begin a line, and what must not end one (JIS X 4051). */
const NEVER_FIRST = /^[、。，．・：；？！）」』】〉》〕ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ]/u;
const NEVER_LAST = /[（「『【〈《〔]$/u;
const WIDE_COLUMNS = 2;

/** A run of characters that belongs on one line, and the columns that it takes without spaces at its end. */
interface Part {
  text: string;
  columns: number;
  spaces: number;
}

/**
 * A text in lines of at most `columns` columns, broken at spaces and, as Japanese is, between wide characters. A word
 * that is longer than a line is broken anywhere.
 */
export function wrapText(text: string, columns: number): string[] {
  const lines = [''];
  let used = 0;
  for (const part of partsOf(safeText(text))) {
    for (const piece of part.columns > columns ? brokenIn(part.text, columns) : [part]) {
      if (used > 0 && used + piece.columns > columns) {
        lines.push('');
        used = 0;
      }
      lines[lines.length - 1] += piece.text;
      used += piece.columns + piece.spaces;
    }
  }
  return lines.map((line) => line.trimEnd());
}

/** The longest runs of characters that belong on one line. */
function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let before = '';
  for (const grapheme of graphemesOf(text)) {
    if (before === '' || mayBreak(before, grapheme)) parts.push({ text: '', columns: 0, spaces: 0 });
    append(parts.at(-1) as Part, grapheme);
    before = grapheme;
  }
  return parts;
}

function append(part: Part, character: string): void {
  part.text += character;
  if (character === ' ') {
    part.spaces += 1;
    return;
  }
  part.columns += part.spaces + columnsOf(character);
  part.spaces = 0;
}

function mayBreak(before: string, next: string): boolean {
  if (next === ' ' || !(before === ' ' || isWide(next) || isWide(before))) return false;
  return !NEVER_FIRST.test(next) && !NEVER_LAST.test(before);
}

const isWide = (character: string): boolean => columnsOf(character) === WIDE_COLUMNS;

function brokenIn(text: string, columns: number): Part[] {
  const pieces: Part[] = [];
  for (const grapheme of graphemesOf(text)) {
    const piece = pieces.at(-1);
    if (piece === undefined || piece.columns + piece.spaces + columnsOf(grapheme) > columns)
      pieces.push({ text: '', columns: 0, spaces: 0 });
    append(pieces.at(-1) as Part, grapheme);
  }
  return pieces;
}
