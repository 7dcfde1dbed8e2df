import { remarkWhat } from '../../core/dialogue/explain/remark-catalogue.ts';
import type { Language } from '../../core/dialogue/explain/values.ts';
import { CLIENT } from '../../core/side.ts';
import type { Time } from '../../core/time.ts';
import { NANOSECONDS_PER_SECOND } from '../../core/time.ts';
import type { DialogueView, Snapshot } from '../../core/view/snapshot.ts';
import { drawLadder, drawLadderHeader } from '../../draw/ladder.ts';
import { drawPieces, type Piece, widthOf } from '../../draw/pieces.ts';
import { drawRemarks } from '../../draw/remarks.ts';
import { BARE, ownWords, type Style } from '../../draw/style.ts';
import { drawDetails, drawDialogueTitle, drawFacts, drawPreview } from '../../draw/summary.ts';
import { columnsOf, fitWords } from '../../draw/text.ts';
import { countText } from '../../draw/units.ts';
import type { Latest } from '../data.ts';
import { DIALOGUE_HEADER_ROWS, DIVIDER_COLUMNS, detailsColumns } from '../layout.ts';
import type { Size } from '../size.ts';
import { dialogueHasFocus, type TuiState } from '../state.ts';

/** The dialogue of the selected connection: title, ladder, and details beside it where there is room. */
export function drawDialogue(
  state: TuiState,
  latest: Latest,
  { columns, rows }: Size,
  style: Style,
): string[] {
  const view = latest.snapshot.dialogue;
  if (view === null || view.row.id !== state.list.id) return drawNothing(state, latest, columns, style);
  const title = drawTitle(view, columns, style, dialogueHasFocus(state));
  const details = detailsColumns(columns);
  const ladderColumns = ladderColumnsOf(columns);
  const ladder = [
    drawLadderHeader(view.row, ladderColumns, style, state.timeMode),
    ...drawEntries(state, latest.snapshot, view, ladderColumns, rows - DIALOGUE_HEADER_ROWS, style),
  ];
  if (details === 0)
    return [title, ...ladder, ...drawBelow(state, view, columns, rows - 1 - ladder.length, style)];
  const divider = ` ${style.paint.quiet(style.glyphs.lifeline)} `;
  const beside = drawDetails(view, details, style, state.language);
  const blank = ' '.repeat(ladderColumns);
  return [
    title,
    ...Array.from({ length: rows - 1 }, (_, row) => (ladder[row] ?? blank) + divider + (beside[row] ?? '')),
  ];
}

function ladderColumnsOf(columns: number): number {
  const details = detailsColumns(columns);
  return details === 0 ? columns : columns - details - DIVIDER_COLUMNS;
}

/** All entries of a view as this screen draws them, without colours. */
export function plainRows(
  { size, timeMode, language }: TuiState,
  { glyphs }: Style,
): (snapshot: Snapshot, view: DialogueView) => string[] {
  const columns = ladderColumnsOf(size.columns);
  return (snapshot, view) =>
    drawLadder(
      view.entries,
      columns,
      { glyphs, paint: BARE },
      { timeMode, startTime: startOf(snapshot, view), language },
    );
}

/** Between the end of a ladder and what stands below it. */
const ROWS_BETWEEN = 1;

/** Where a ladder leaves rows free and has no details beside it: the remarks and why they matter, then the details. */
function drawBelow(
  { language }: TuiState,
  view: DialogueView,
  columns: number,
  rows: number,
  style: Style,
): string[] {
  const room = rows - ROWS_BETWEEN;
  if (room <= 0) return [];
  const lines = [...drawRemarks(view.remarks, columns, style, language), ...drawFacts(view, columns, style)];
  return [...Array.from({ length: ROWS_BETWEEN }, () => ' '.repeat(columns)), ...lines.slice(0, room)];
}

/** Beside a list, the dialogue that has the keys shows it. */
function drawTitle(view: DialogueView, columns: number, style: Style, focused: boolean): string {
  if (!focused) return drawDialogueTitle(view, columns, style);
  return style.paint.strong(style.glyphs.selected) + drawDialogueTitle(view, columns - 1, style);
}

function drawEntries(
  state: TuiState,
  snapshot: Snapshot,
  view: DialogueView,
  columns: number,
  rows: number,
  style: Style,
): string[] {
  const top =
    state.dialogue.id === view.row.id && state.dialogue.top !== null ? state.dialogue.top : view.total - rows;
  // While entries of a new place are on their way, those at hand stay.
  const first = Math.max(0, Math.min(top - view.offset, view.entries.length - rows));
  const found = state.search?.found ?? null;
  return drawLadder(view.entries.slice(first, first + rows), columns, style, {
    timeMode: state.timeMode,
    startTime: startOf(snapshot, view),
    language: state.language,
    selected: found === null ? null : found - view.offset - first,
  });
}

/** When the connection's first segment was seen. */
function startOf(snapshot: Snapshot, view: DialogueView): Time {
  const nanoseconds = snapshot.startNanoseconds + view.row.firstNanoseconds;
  const seconds = Math.floor(nanoseconds / NANOSECONDS_PER_SECOND);
  return {
    seconds: (snapshot.startSeconds ?? 0) + seconds,
    nanoseconds: nanoseconds - seconds * NANOSECONDS_PER_SECOND,
  };
}

function drawNothing(state: TuiState, latest: Latest, columns: number, style: Style): string[] {
  const { id } = state.list;
  const waiting = latest.query.open?.id !== id;
  const words =
    id === null ? 'No connection is selected.' : waiting ? '' : `Connection #${id} is no longer kept.`;
  return [
    drawPieces([[style.glyphs.line.repeat(columns), 'quiet']], columns, style),
    drawPieces([[`  ${words}`, 'quiet']], columns, style),
  ];
}

/** One line on the selected connection, for terminals that do not show its dialogue beside the list. */
export function drawPreviewLine(state: TuiState, latest: Latest, columns: number, style: Style): string[] {
  const { snapshot } = latest;
  const row = snapshot.rows.find(({ id }) => id === state.list.id);
  if (row === undefined) return [drawPieces([], columns, style)];
  const view = snapshot.dialogue?.row.id === row.id ? snapshot.dialogue : null;
  const said = view === null ? [] : lastSaid(view);
  const remarks = view === null ? [] : remarkPieces(view, state.language, style);
  if (said.length + remarks.length === 0) return [drawPreview(row, columns, style, latest.nowNanoseconds)];
  const start: Piece = [`#${row.id} `, 'quiet'];
  const room = columns - widthOf([start]);
  // What is to be known of one that is over; of one that goes on, what is said there now.
  if (remarks.length > 0 && (row.closedHow !== null || said.length === 0))
    return [drawPieces([start, ...fillUp(remarks, room, style)], columns, style)];
  const mark: Piece[] =
    remarks.length === 0 ? [] : [[`${style.glyphs.remark}${countText(remarks.length)} `, 'trouble']];
  const newest = newestThatFit(said, room - widthOf(mark), style);
  return [drawPieces([start, ...mark, ...newest], columns, style)];
}

function remarkPieces({ remarks }: DialogueView, language: Language, { glyphs }: Style): Piece[][] {
  return remarks.map(({ code, values }) => [
    [`${glyphs.remark} ${ownWords(remarkWhat(code, values, language), glyphs)}`, 'trouble'],
  ]);
}

/** The last things said, newest last: what one wants to know before opening the dialogue. */
function lastSaid(view: DialogueView): Piece[][] {
  const said: Piece[][] = [];
  for (const entry of view.entries) {
    const spoken =
      entry.kind === 'said' ||
      (entry.kind === 'segment' && (entry.protocol !== null || entry.quote !== undefined));
    if (spoken && entry.said !== null) {
      const client = entry.from === CLIENT;
      said.push([
        [client ? 'C ' : 'S ', client ? 'client' : 'server'],
        [entry.said, null],
      ]);
    } else if (entry.kind === 'ended') said.push([[entry.text, 'strong']]);
  }
  return said;
}

/** Fewer columns of something said tell nothing. */
const LEAST_SAID_COLUMNS = 16;

/** From the first on as many as fit, at least one, with a dot between two; of the next one as much as there is room for. */
function fillUp(parts: readonly Piece[][], columns: number, style: Style): Piece[] {
  const shown: Piece[] = [];
  let room = columns;
  for (const pieces of parts) {
    const link: Piece[] = shown.length === 0 ? [] : [[`  ${style.glyphs.dot} `, 'quiet']];
    const left = room - widthOf(link);
    if (shown.length > 0 && left < LEAST_SAID_COLUMNS) return shown;
    const fitting = fitted(pieces, left, style);
    shown.push(...link, ...fitting);
    room = left - widthOf(fitting);
    if (widthOf(fitting) < widthOf(pieces)) return shown;
  }
  return shown;
}

/** From the end as many as fit, at least one, with a dot between two; of the one before them as much as there is room for. */
function newestThatFit(said: readonly Piece[][], columns: number, style: Style): Piece[] {
  const between: Piece = [`  ${style.glyphs.dot} `, 'quiet'];
  let shown: Piece[] = [];
  let room = columns;
  for (const pieces of said.toReversed()) {
    const link = shown.length === 0 ? [] : [between];
    room -= widthOf(link);
    const width = widthOf(pieces);
    if (shown.length > 0 && width > room) {
      if (room < LEAST_SAID_COLUMNS) return shown;
      return [...fitted(pieces, room, style), ...link, ...shown];
    }
    shown = [...pieces, ...link, ...shown];
    room -= width;
  }
  return shown;
}

function fitted(pieces: readonly Piece[], columns: number, style: Style): Piece[] {
  let room = columns;
  return pieces.map(([text, paint]): Piece => {
    const cut = fitWords(text, room, style.glyphs.ellipsis);
    room -= columnsOf(cut);
    return [cut, paint];
  });
}
