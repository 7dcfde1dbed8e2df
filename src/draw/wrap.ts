import { columnsOf, safeText } from './text.ts';

/** What must not begin a line, and what must not end one (JIS X 4051). */
const NEVER_FIRST = /^[、。，．・：；？！）」』】〉》〕ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ]/u;
const NEVER_LAST = /[（「『【〈《〔]$/u;
const WIDE_COLUMNS = 2;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A text in lines of at most `columns` columns, broken at spaces and, as Japanese is, between wide characters. A word
 * that is longer than a line is broken anywhere.
 */
export function wrapText(text: string, columns: number): string[] {
  const lines = [''];
  let used = 0;
  for (const part of partsOf(safeText(text))) {
    const width = columnsOf(part.trimEnd());
    if (used > 0 && used + width > columns) {
      lines.push('');
      used = 0;
    }
    for (const piece of width > columns ? brokenIn(part, columns) : [part]) {
      const room = columnsOf(piece.trimEnd());
      if (used > 0 && used + room > columns) {
        lines.push('');
        used = 0;
      }
      lines[lines.length - 1] += piece;
      used += columnsOf(piece);
    }
  }
  return lines.map((line) => line.trimEnd());
}

/** The longest runs of characters that belong on one line. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const { segment } of graphemes.segment(text)) {
    if (part !== '' && mayBreak(part, segment)) {
      parts.push(part);
      part = '';
    }
    part += segment;
  }
  if (part !== '') parts.push(part);
  return parts;
}

function mayBreak(before: string, next: string): boolean {
  if (next === ' ' || NEVER_FIRST.test(next) || NEVER_LAST.test(before)) return false;
  if (before.endsWith(' ')) return true;
  return isWide(next) || isWide(before.slice(-1));
}

const isWide = (character: string): boolean => columnsOf(character) === WIDE_COLUMNS;

function brokenIn(part: string, columns: number): string[] {
  const pieces: string[] = [''];
  for (const { segment } of graphemes.segment(part)) {
    if (columnsOf((pieces.at(-1) as string) + segment) > columns) pieces.push('');
    pieces[pieces.length - 1] += segment;
  }
  return pieces;
}
