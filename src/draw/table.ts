import type { ConnectionRow } from '../core/view/snapshot.ts';
import type { SortColumn } from '../core/view/sort.ts';
import { FIGURES_FROM, type RowContext, TABLE_COLUMNS, type TableColumn } from './columns.ts';
import { joinPieces, type Piece, widthOf } from './pieces.ts';
import type { Paint, Style } from './style.ts';
import { columnsOf, fit, pad } from './text.ts';

/** Which columns a table of `width` terminal columns has, and how wide each is. */
export interface TableLayout {
  readonly width: number;
  readonly columns: readonly LaidOutColumn[];
}

export interface LaidOutColumn {
  readonly column: TableColumn;
  readonly columns: number;
}

/** From here on columns may have their wide ideal. */
const WIDE_TERMINAL = 180;
/** The marker stands right beside what follows it. */
const gapBehind = (column: TableColumn): number => (column.id === 'marker' ? 0 : 1);

/** Chooses the columns for a terminal and shares out its width; the same for the same width. */
export function layoutColumns(width: number): TableLayout {
  const shown = TABLE_COLUMNS.filter((column) => column.from <= width);
  const gaps = shown.slice(0, -1).reduce((sum, column) => sum + gapBehind(column), 0);
  const widths = shown.map((column) => minimumOf(column, width));
  const left = width - gaps - widths.reduce((sum, columns) => sum + columns, 0);
  const wide = width >= WIDE_TERMINAL;
  const rest = shareOut(shown, widths, Math.max(0, left), ({ ideal }) => ideal);
  const unused = shareOut(shown, widths, rest, (column) => mostOf(column, wide));
  // A table without its stretching column gives what is left to its last one.
  widths[widths.length - 1] = (widths.at(-1) as number) + unused;
  if (left < 0) takeBack(widths, -left);
  return { width, columns: shown.map((column, index) => ({ column, columns: widths[index] as number })) };
}

function minimumOf({ minimum, minimumBesideFigures = minimum }: TableColumn, width: number): number {
  return width < FIGURES_FROM ? minimum : minimumBesideFigures;
}

/** More columns than this say nothing more. */
function mostOf({ ideal, wideIdeal, stretches }: TableColumn, wide: boolean): number {
  if (stretches) return Number.POSITIVE_INFINITY;
  return wide ? (wideIdeal ?? ideal) : ideal;
}

/** Gives columns one by one to the column that is furthest behind its share, and tells how many nobody wants. */
function shareOut(
  shown: readonly TableColumn[],
  widths: number[],
  left: number,
  most: (column: TableColumn) => number,
): number {
  const given = widths.map(() => 0);
  for (let rest = left; rest > 0; rest--) {
    let next = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const [index, column] of shown.entries()) {
      if (column.share === 0 || (widths[index] as number) >= most(column)) continue;
      const behind = ((given[index] as number) + 1) / column.share;
      if (behind < least) [next, least] = [index, behind];
    }
    if (next < 0) return rest;
    given[next] = (given[next] as number) + 1;
    widths[next] = (widths[next] as number) + 1;
  }
  return 0;
}

/** Takes columns one by one from the widest: terminals that are too narrow even for what must be there. */
function takeBack(widths: number[], missing: number): void {
  for (let rest = missing; rest > 0; rest--) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = Math.max(0, (widths[widest] as number) - 1);
  }
}

/** Terminal columns that the control-bit strip has in this layout: more of a strip is not worth asking for. */
export function stripColumns(layout: TableLayout): number {
  return layout.columns.find(({ column }) => column.id === 'strip')?.columns ?? 0;
}

/** The row of titles, `layout.width` columns wide; the sorted column carries an arrow. */
export function drawTableHeader(
  layout: TableLayout,
  sort: SortColumn,
  descending: boolean,
  style: Style,
): string {
  const arrow = descending ? style.glyphs.descending : style.glyphs.ascending;
  const row = rowPieces(layout, ({ column, columns }) => {
    const sorted = column.sort === sort;
    const title = column.title(style.glyphs, columns) + (sorted ? arrow : '');
    const shown =
      columnsOf(title) > columns && sorted ? title.slice(0, Math.max(0, columns - 1)) + arrow : title;
    const paint: keyof Paint = sorted ? 'strong' : (column.titlePaint ?? 'quiet');
    return [[fit(shown, columns, column.align, style.glyphs.ellipsis), paint]];
  });
  return joinPieces(row, style.paint);
}

/** One connection, `layout.width` columns wide; a selected one has no colours but is inverted. */
export function drawTableRow(
  layout: TableLayout,
  row: ConnectionRow,
  context: RowContext,
  style: Style,
): string {
  const pieces = rowPieces(layout, ({ column, columns }) => column.cell(row, columns, context, style.glyphs));
  return joinPieces(pieces, style.paint, context.selected);
}

function rowPieces(layout: TableLayout, cell: (column: LaidOutColumn) => Piece[]): Piece[] {
  const pieces: Piece[] = [];
  for (const [index, laidOut] of layout.columns.entries()) {
    if (laidOut.columns > 0) pieces.push(...cell(laidOut));
    const gap = index < layout.columns.length - 1 ? gapBehind(laidOut.column) : 0;
    if (gap > 0) pieces.push([' '.repeat(gap), null]);
  }
  const width = widthOf(pieces);
  // Only in a terminal of a few columns are even the gaps too wide.
  return width === layout.width
    ? pieces
    : [[pad(fit(pieces.map(([text]) => text).join(''), layout.width), layout.width, layout.width), null]];
}
