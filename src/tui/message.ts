import { wrapText } from '../draw/wrap.ts';
import { type Size, SMALLEST } from './size.ts';

/** A message that needs more is cut: the screen is for the connections. One row more from so many rows of it on. */
const MOST_ROWS = 3;
const ROWS_FOR_ONE_MORE = 4;
/** A blank, the mark of trouble, a blank. */
const INDENT_COLUMNS = 3;

/** A message in as many rows as it needs: what to do about it stands at its end. */
export function messageLines(text: string, { columns, rows }: Size): string[] {
  const more = Math.max(0, Math.floor((rows - SMALLEST.rows) / ROWS_FOR_ONE_MORE));
  const most = Math.min(MOST_ROWS, 1 + more);
  const lines = wrapText(text, Math.max(1, columns - INDENT_COLUMNS));
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), lines.slice(most - 1).join(' ')];
}
