import { EventEmitter } from 'node:events';
import { fit } from '../../draw/text.ts';
import { errorWords } from '../error-words.ts';
import type { Size } from '../size.ts';
import type { CursorPlace, TerminalWriter } from './writer.ts';

/** Rows of the terminal that are drawn without React: a live pane takes whole rows. */
export interface Pane {
  /** Where it stands now, in terminal rows; null while it has no place. */
  readonly place: () => { readonly row: number; readonly rows: number } | null;
  /** At most `rows` rows of exactly `columns` columns. */
  readonly draw: (columns: number, rows: number) => readonly string[];
}

/** What Ink needs of a stdout: it renders whole frames into `write` and lays out by `columns`. */
export interface InkOutput extends EventEmitter {
  readonly isTTY: true;
  readonly columns: number;
  readonly rows: number;
  write(data: string, done?: () => void): boolean;
}

/** Puts what Ink laid out and what live panes draw together, and hands whole screens to the writer. */
export interface Screen {
  readonly output: InkOutput;
  /** Returns what takes it away again. */
  addPane(pane: Pane): () => void;
  /** Where the cursor is to stand; null: nowhere. Returns what takes it away again. */
  placeCursor(place: () => CursorPlace | null): () => void;
  /** Paints soon: all that happens in one turn becomes one write. */
  request(): void;
  /** Paints now, all of it. */
  repaint(): void;
  /** The terminal has another size. */
  resize(size: Size): void;
  /** Nothing is written from here on (the terminal belongs to another program), or again. */
  setActive(active: boolean): void;
}

/** `onFault` gets what a pane threw: the rows of that pane say so then, and all else goes on. */
export function createScreen(
  writer: TerminalWriter,
  initialSize: Size,
  ready: () => boolean,
  onFault: (error: unknown) => void,
): Screen {
  let size = initialSize;
  let frame: readonly string[] = [];
  let requested = false;
  let active = false;
  const panes = new Set<Pane>();
  const cursors = new Set<() => CursorPlace | null>();

  const paint = () => {
    requested = false;
    // A terminal that cannot take more now gets the newest screen once it can.
    if (!active || !ready()) return;
    const rows = Array.from({ length: size.rows }, (_, row) => frame[row] ?? '');
    for (const pane of panes) overlay(rows, pane, size.columns, onFault);
    writer.paint(rows, firstPlace(cursors, size));
  };

  const request = () => {
    if (requested) return;
    requested = true;
    // Behind React's microtasks: what it makes of the change is part of the same frame.
    setImmediate(paint);
  };

  const output: InkOutput = Object.assign(new EventEmitter(), {
    isTTY: true as const,
    write(data: string, done?: () => void) {
      // Ink's empty writes only wait for those before them.
      if (data !== '') {
        frame = data.split('\n');
        request();
      }
      if (done) queueMicrotask(done);
      return true;
    },
  }) as InkOutput;
  Object.defineProperty(output, 'columns', { get: () => size.columns });
  Object.defineProperty(output, 'rows', { get: () => size.rows });

  return {
    output,
    addPane: (pane) => added(panes, pane, request),
    placeCursor: (place) => added(cursors, place, request),
    request,
    repaint() {
      writer.invalidate();
      paint();
    },
    resize(next) {
      size = next;
      writer.invalidate();
      output.emit('resize');
      request();
    },
    setActive(next) {
      active = next;
    },
  };
}

function added<Item>(items: Set<Item>, item: Item, changed: () => void): () => void {
  items.add(item);
  changed();
  return () => {
    items.delete(item);
    changed();
  };
}

function overlay(rows: string[], pane: Pane, columns: number, onFault: (error: unknown) => void): void {
  const place = pane.place();
  if (place === null) return;
  const height = Math.min(place.rows, rows.length - place.row);
  if (height <= 0) return;
  const drawn = drawnBy(pane, columns, height, onFault);
  for (let row = 0; row < height; row += 1) rows[place.row + row] = drawn[row] ?? '';
}

function drawnBy(
  pane: Pane,
  columns: number,
  rows: number,
  onFault: (error: unknown) => void,
): readonly string[] {
  try {
    return pane.draw(columns, rows);
  } catch (error) {
    onFault(error);
    return [fit(`  This cannot be shown: ${errorWords(error)}`, columns)];
  }
}

function firstPlace(cursors: ReadonlySet<() => CursorPlace | null>, size: Size): CursorPlace | null {
  for (const cursor of cursors) {
    const place = cursor();
    if (place !== null && place.row < size.rows && place.column < size.columns) return place;
  }
  return null;
}
