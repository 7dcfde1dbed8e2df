import {
  beginSynchronizedOutput,
  cursorHide,
  cursorShow,
  cursorTo,
  endSynchronizedOutput,
  eraseEndLine,
  eraseScreen,
} from 'ansi-escapes';
import { asWritten } from '../../draw/ascii.ts';
import type { Glyphs } from '../../draw/style.ts';

/** Where the terminal's own cursor stands, from 0; null: hidden. */
export interface CursorPlace {
  readonly column: number;
  readonly row: number;
}

export interface TerminalWriter {
  /** Makes the terminal show these rows: one write with what differs from the screen, none where nothing does. */
  paint(rows: readonly string[], cursor: CursorPlace | null): void;
  /** Nothing is known of the screen any more: the next paint writes all of it. */
  invalidate(): void;
}

/** What takes the place of a control character. */
const REPLACEMENT = '\ufffd';
const RESET = '\u001b[0m';
// Kept: SGR. Refused: C0, DEL, C1, line and paragraph separators, and the marks that reorder text.
const REFUSED = /\u001b\[[\d;]*m|[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const SUSPECT = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

/**
 * Text in which the only control sequences are those that set colours: the one door to the terminal. Whatever slipped
 * through elsewhere ends here.
 */
export function onlyColours(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return text.replace(REFUSED, (found) => (found.length > 1 ? found : REPLACEMENT));
}

/**
 * The one writer to the terminal. It remembers what each row shows, addresses rows absolutely, and wraps a write in
 * synchronized output (mode 2026), so that a terminal which knows it shows whole frames only. Where `glyphs` are ASCII,
 * so is all that it writes.
 */
export function createTerminalWriter(write: (data: string) => void, glyphs: Glyphs): TerminalWriter {
  let shown: string[] | null = null;
  let shownCursor: CursorPlace | null = null;

  const paint = (rows: readonly string[], cursor: CursorPlace | null) => {
    const before = shown;
    let changes = before === null ? RESET + eraseScreen : '';
    for (let row = 0; row < rows.length; row += 1) {
      const text = rows[row] ?? '';
      if (before !== null && before[row] === text) continue;
      changes +=
        before === null && text === ''
          ? ''
          : cursorTo(0, row) + eraseEndLine + asWritten(onlyColours(text), glyphs) + RESET;
    }
    for (let row = rows.length; row < (before?.length ?? 0); row += 1)
      changes += cursorTo(0, row) + eraseEndLine;
    shown = [...rows];
    if (changes === '' && samePlace(cursor, shownCursor)) return;
    shownCursor = cursor;
    const place = cursor === null ? '' : cursorTo(cursor.column, cursor.row) + cursorShow;
    write(beginSynchronizedOutput + cursorHide + changes + place + endSynchronizedOutput);
  };

  return {
    paint,
    invalidate() {
      shown = null;
    },
  };
}

function samePlace(one: CursorPlace | null, other: CursorPlace | null): boolean {
  return (
    one === other || (one !== null && other !== null && one.column === other.column && one.row === other.row)
  );
}
