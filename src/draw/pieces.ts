import type { Glyphs, Paint, Style } from './style.ts';
import { columnsOf, fit } from './text.ts';

/** A run of text with the one paint that it gets, or none: rows are put together from these, so that a selected row can do without. */
export type Piece = readonly [text: string, paint: keyof Paint | null];

/** Terminal columns that pieces take. */
export const widthOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, [text]) => sum + columnsOf(text), 0);

/** The painted row; a selected one is plain text, inverted as a whole. */
export function joinPieces(pieces: readonly Piece[], paint: Paint, selected = false): string {
  if (selected) return paint.inverse(pieces.map(([text]) => text).join(''));
  let row = '';
  for (const [text, name] of pieces) row += name === null ? text : paint[name](text);
  return row;
}

/** Pieces in exactly `columns` columns: what is too long is cut with an ellipsis, what is too short filled up. */
export function fitPieces(pieces: readonly Piece[], columns: number, glyphs: Glyphs): Piece[] {
  const fitted: Piece[] = [];
  let room = columns;
  for (const [index, [text, paint]] of pieces.entries()) {
    if (room <= 0) return fitted;
    const width = columnsOf(text);
    // Where this piece fills the row and another follows, the cut must show.
    const cut = width > room || (width === room && index < pieces.length - 1);
    const taken = cut ? fit(`${text}  `, room, 'left', glyphs.ellipsis) : fit(text, width);
    fitted.push([taken, paint]);
    room -= cut ? room : width;
  }
  if (room > 0) fitted.push([' '.repeat(room), null]);
  return fitted;
}

/** `fitPieces` and `joinPieces` in one. */
export function drawPieces(
  pieces: readonly Piece[],
  columns: number,
  style: Style,
  selected = false,
): string {
  return joinPieces(fitPieces(pieces, columns, style.glyphs), style.paint, selected);
}
