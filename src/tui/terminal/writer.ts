import {
  beginSynchronizedOutput,
  cursorHide,
  cursorShow,
  cursorTo,
  endSynchronizedOutput,
  eraseScreen,
} from 'ansi-escapes';
import { asWritten } from '../../draw/ascii.ts';
import type { Glyphs } from '../../draw/style.ts';
import { rowChanges } from './row-changes.ts';

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
/** A colour that is taken away where another one takes its place. */
const COLOUR_LEFT = /\u001b\[39m(?=\u001b\[[39][0-7]m)/gu;
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
 * The one writer to the terminal. It remembers what each row shows, writes what differs, addressed absolutely, and wraps a write in
 * synchronized output (mode 2026), so that a terminal which knows it shows whole frames only. Where `glyphs` are ASCII,
 * so is all that it writes.
 */
export function createTerminalWriter(write: (data: string) => void, glyphs: Glyphs): TerminalWriter {
  let given: readonly string[] | null = null;
  /** The same as they were written. */
  let shown: readonly string[] = [];
  let shownCursor: CursorPlace | null = null;

  const written = (row: string) => asWritten(onlyColours(row), glyphs).replace(COLOUR_LEFT, '');

  const paint = (rows: readonly string[], cursor: CursorPlace | null) => {
    const [before, old] = [given, given === null ? [] : shown];
    const hide = before === null || shownCursor !== null ? cursorHide : '';
    let changes = before === null ? RESET + eraseScreen : '';
    const next = rows.map((row, at) => (before?.[at] === row ? (old[at] ?? '') : written(row)));
    for (let row = 0; row < Math.max(next.length, old.length); row += 1) {
      const [is, wanted] = [old[row] ?? '', next[row] ?? ''];
      if (is !== wanted) changes += rowChanges(row, is, wanted);
    }
    given = rows;
    shown = next;
    if (changes === '' && samePlace(cursor, shownCursor)) return;
    shownCursor = cursor;
    const place = cursor === null ? '' : cursorTo(cursor.column, cursor.row) + cursorShow;
    write(beginSynchronizedOutput + hide + changes + place + endSynchronizedOutput);
  };

  return {
    paint,
    invalidate() {
      given = null;
    },
  };
}

function samePlace(one: CursorPlace | null, other: CursorPlace | null): boolean {
  return (
    one === other || (one !== null && other !== null && one.column === other.column && one.row === other.row)
  );
}
