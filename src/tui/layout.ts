import { layoutLadder } from '../draw/ladder-layout.ts';
import { messageLines } from './message.ts';
import { type Size, SMALLEST } from './size.ts';
import type { TuiState } from './state.ts';

/** From here on list and dialogue are shown at once. */
const SPLIT: Size = { columns: 110, rows: 30 };
/** The details stand beside the ladder where what is said keeps this much room; else below it, where it ends early. */
const LEAST_SAID_COLUMNS = 45;
const DETAILS_COLUMNS = 34;
/** Between the ladder and the details: a blank, a line, a blank. */
export const DIVIDER_COLUMNS = 3;
const HEADER_ROWS = 2;
const FOOTER_ROWS = 1;
const PREVIEW_ROWS = 1;
/** The header of the table; of a dialogue: its title and the header of the ladder. */
const TABLE_HEADER_ROWS = 1;
export const DIALOGUE_HEADER_ROWS = 2;
const EXPLANATION_HEADER_ROWS = 1;
const LIST_SHARE = 0.4;
/** What a list of few connections keeps: its header, and what it has to say where none matches. */
const LEAST_LIST_ROWS = 6;

/** How many terminal rows each part has; 0: not shown. */
export interface Layout {
  readonly kind: 'tiny' | 'list' | 'split' | 'dialogue' | 'explain' | 'help';
  readonly banner: number;
  readonly body: number;
  /** The whole list pane, with its header. */
  readonly list: number;
  readonly preview: number;
  /** The whole dialogue pane, with its headers. */
  readonly dialogue: number;
}

/** What of the state decides where everything stands. */
export type Arranged = Pick<
  TuiState,
  'size' | 'screens' | 'banner' | 'notice' | 'input' | 'asking' | 'connectionsInAll'
>;

const NOTHING: Layout = { kind: 'tiny', banner: 0, body: 0, list: 0, preview: 0, dialogue: 0 };

/** A question or a line being typed, and above it a message; else a message, or the keys. */
function footerRows({ size, notice, input, asking }: Arranged): number {
  if (asking) return FOOTER_ROWS;
  const said = notice === null ? 0 : messageLines(notice.text, size).length;
  return input === null ? Math.max(FOOTER_ROWS, said) : FOOTER_ROWS + said;
}

/** Rows that a list can fill: while connections may come, all that it can get, so that the screen does not move with each. */
function neededByList({ connectionsInAll }: Arranged): number {
  if (connectionsInAll === null) return Number.POSITIVE_INFINITY;
  return Math.max(LEAST_LIST_ROWS, TABLE_HEADER_ROWS + connectionsInAll);
}

/** What is shown where, from the size of the terminal and the screen that is on top. */
export function layoutOf(state: Arranged): Layout {
  const { columns, rows } = state.size;
  if (columns < SMALLEST.columns || rows < SMALLEST.rows) return NOTHING;
  const banner = state.banner === null ? 0 : messageLines(state.banner, state.size).length;
  const body = Math.max(0, rows - HEADER_ROWS - footerRows(state) - banner);
  const base = { ...NOTHING, banner, body };
  const top = state.screens.at(-1);
  if (top === 'help' || top === 'explain') return { ...base, kind: top };
  if (top === 'dialogue') return { ...base, kind: 'dialogue', dialogue: body };
  if (columns >= SPLIT.columns && rows >= SPLIT.rows) {
    const list = Math.min(Math.max(8, Math.floor(body * LIST_SHARE)), neededByList(state));
    return { ...base, kind: 'split', list, dialogue: body - list };
  }
  return { ...base, kind: 'list', list: Math.max(0, body - PREVIEW_ROWS), preview: PREVIEW_ROWS };
}

/**
 * Columns of the details beside the ladder of a dialogue, 0 where there is no room for them. Of the width alone, so that
 * a pane which is painted before React has followed a resize is drawn for the terminal as it is.
 */
export function detailsColumns(columns: number): number {
  const ladder = layoutLadder(Math.max(0, columns - DETAILS_COLUMNS - DIVIDER_COLUMNS), 'start');
  return ladder.said >= LEAST_SAID_COLUMNS ? DETAILS_COLUMNS : 0;
}

/**
 * Connections that the list shows at once, or will when what stands before it is closed: so many are at hand on every
 * screen, because there too one goes to the next of them.
 */
export function listRows(state: Arranged): number {
  return Math.max(0, layoutOf({ ...state, screens: ['list'] }).list - TABLE_HEADER_ROWS);
}

/** Rows of an explanation that are shown at once, below its title. */
export const explanationRows = (layout: Layout): number => Math.max(0, layout.body - EXPLANATION_HEADER_ROWS);

/** Entries of a ladder that the dialogue shows at once. */
export const ladderRows = (layout: Layout): number => Math.max(0, layout.dialogue - DIALOGUE_HEADER_ROWS);
