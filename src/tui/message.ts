import { wrapText } from '../draw/wrap.ts';

/** A message that needs more is cut: the screen is for the connections. */
const MOST_ROWS = 3;
/** A blank, the mark of trouble, a blank. */
const INDENT_COLUMNS = 3;

/** A message in as many rows as it needs: what to do about it stands at its end. */
export function messageLines(text: string, columns: number): string[] {
  const lines = wrapText(text, Math.max(1, columns - INDENT_COLUMNS));
  if (lines.length <= MOST_ROWS) return lines;
  return [...lines.slice(0, MOST_ROWS - 1), lines.slice(MOST_ROWS - 1).join(' ')];
}
