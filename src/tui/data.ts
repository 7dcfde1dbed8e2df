import { NANOSECONDS_PER_MILLISECOND } from '../core/time.ts';
import type { LadderAnchor, Query } from '../core/view/query.ts';
import type { DialogueView, Snapshot } from '../core/view/snapshot.ts';
import type { EngineStatus } from '../engine/messages.ts';
import { listRows } from './layout.ts';
import {
  type DialoguePlace,
  showsOne,
  type TuiState,
  wantedFilter,
  wantedId,
  withSelectionInView,
} from './state.ts';

/** The engine's newest answer, and what can only be told from several. */
export interface Latest {
  readonly snapshot: Snapshot;
  readonly status: EngineStatus;
  /** What was asked. */
  readonly query: Query;
  /** The last filter that was right: the one in force. */
  readonly filterInForce: string;
  readonly framesPerSecond: number;
  /** When it came, by this machine's clock. */
  readonly receivedMilliseconds: number;
  /** When the first answer came that said that the capture has ended; null before. */
  readonly endedMilliseconds: number | null;
  /** Of the session, for ages: grows on a quiet live interface too. */
  readonly nowNanoseconds: number;
}

export type Answer = { readonly snapshot: Snapshot; readonly status: EngineStatus };

/** Joins an answer to what was known before it. */
export function latestOf(
  before: Latest | null,
  query: Query,
  answer: Answer,
  framesPerSecond: number,
): Latest {
  const { snapshot, status } = answer;
  const right = snapshot.filterError === null;
  const receivedMilliseconds = Date.now();
  const ended = before?.endedMilliseconds ?? receivedMilliseconds;
  return {
    snapshot,
    status,
    query,
    framesPerSecond,
    receivedMilliseconds,
    endedMilliseconds: status.phase === 'ended' ? ended : null,
    filterInForce: right ? query.filter : (before?.filterInForce ?? ''),
    nowNanoseconds: nowOf(snapshot, status),
  };
}

/** What a paused screen takes of an answer: all of it where it lacks rows, whose times and counts are of one moment; else the dialogue that it lacks. */
export function whilePaused(
  before: Latest,
  answer: Latest,
  lacks: { readonly list: boolean; readonly dialogue: boolean },
): Latest {
  if (lacks.list) return answer;
  const opened = lacks.dialogue ? answer : before;
  return {
    ...before,
    status: answer.status,
    endedMilliseconds: answer.endedMilliseconds,
    query: { ...before.query, open: opened.query.open },
    snapshot: { ...before.snapshot, dialogue: opened.snapshot.dialogue },
  };
}

/** While capturing, time goes on without frames: the clock is asked; a file's time is that of its frames. */
function nowOf(snapshot: Snapshot, status: EngineStatus): number {
  if (status.sourceKind !== 'live' || status.phase !== 'reading' || snapshot.startSeconds === null) {
    return snapshot.nowNanoseconds;
  }
  const sinceStart = Date.now() - snapshot.startSeconds * 1000;
  return Math.max(
    snapshot.nowNanoseconds,
    sinceStart * NANOSECONDS_PER_MILLISECOND - snapshot.startNanoseconds,
  );
}

/** Frames a second over the last second or so, from counts and the times they were told. */
export function createRateMeter(): (frames: number, milliseconds: number) => number {
  const spanMilliseconds = 1500;
  const told: { frames: number; milliseconds: number }[] = [];
  return (frames, milliseconds) => {
    told.push({ frames, milliseconds });
    while (told.length > 2 && milliseconds - (told[1]?.milliseconds ?? 0) > spanMilliseconds) told.shift();
    const first = told[0];
    if (first === undefined || milliseconds - first.milliseconds < 1) return 0;
    return ((frames - first.frames) * 1000) / (milliseconds - first.milliseconds);
  };
}

/** The connection at a place among all that match, where the answer has it. */
export function idAt(latest: Latest | null, index: number): number | null {
  if (latest === null) return null;
  return latest.snapshot.rows[index - latest.snapshot.offset]?.id ?? null;
}

/** The screen's state after an answer: the selection is found again, or a neighbour takes its place. */
export function reconcile(before: TuiState, latest: Latest): TuiState {
  const { snapshot } = latest;
  const state = withNumberInAll(before, latest);
  const position = positionOf(state, latest);
  // A key has moved on since this was asked: the next answer settles it.
  if (position === null) return dialogueReconciled(withinBounds(state, snapshot.matching), snapshot);
  const row = snapshot.rows[position];
  const place = state.list;
  const shown = listRows(state);
  const index = row === undefined ? 0 : snapshot.offset + position;
  const top = Math.max(0, Math.min(place.top, snapshot.matching - shown));
  const list = withSelectionInView({ top, index, id: row?.id ?? null }, shown);
  const same = list.top === place.top && list.index === place.index && list.id === place.id;
  return dialogueReconciled(same ? state : { ...state, list }, snapshot);
}

function withNumberInAll(state: TuiState, { status, snapshot }: Latest): TuiState {
  const connectionsInAll = status.phase === 'ended' ? snapshot.counters.connectionsKept : null;
  return state.connectionsInAll === connectionsInAll ? state : { ...state, connectionsInAll };
}

/** Which of the answer's rows is selected; null where this answer cannot tell. */
function positionOf(state: TuiState, { snapshot, query }: Latest): number | null {
  const { rows, offset, matching } = snapshot;
  const { id, index } = state.list;
  if (state.follow && query.follow && rows.length > 0) {
    const newest = rows.reduce((highest, row) => Math.max(highest, row.id), 0);
    return rows.findIndex((row) => row.id === newest);
  }
  const wanted = wantedId(state);
  for (const one of [wanted, id]) {
    const found = one === null ? -1 : rows.findIndex((row) => row.id === one);
    if (found >= 0) return found;
  }
  // Of another filter: what that does not let through may well match the one wanted now.
  if (query.filter !== wantedFilter(state)) return null;
  // An open dialogue stays open though its connection no longer matches.
  if (wanted !== null && (query.keep !== wanted || showsOne(state))) return null;
  const within = Math.max(0, Math.min(index, matching - 1)) - offset;
  if (within >= 0 && within < rows.length) return within;
  if (wanted === null && query.keep !== null) return null;
  return rows.length === 0 && matching > 0 ? null : Math.max(0, Math.min(within, rows.length - 1));
}

/** A place that is asked for and no longer exists, because fewer match now, becomes the last one. */
function withinBounds(state: TuiState, matching: number): TuiState {
  const { list } = state;
  if (list.id !== null || list.index < matching || matching === 0) return state;
  return { ...state, list: { ...list, index: matching - 1 } };
}

/** Another dialogue starts at its end while it goes on, at its start when it is over; in a known one the place is found again. */
function dialogueReconciled(state: TuiState, { dialogue: view }: Snapshot): TuiState {
  if (view === null || view.row.id !== state.list.id) return state;
  const { id } = view.row;
  if (state.dialogue.id === id) return withPlaceKept(state, view);
  const top = view.row.closedHow === null ? null : 0;
  return { ...state, dialogue: { id, top, anchor: anchorIn(view, top) } };
}

/** Places in a dialogue move with its entries. */
function withPlaceKept(state: TuiState, view: DialogueView): TuiState {
  const { dialogue: place, search } = state;
  const { anchor } = view;
  const known = anchor !== undefined && anchor.ordinal === place.anchor?.ordinal ? place.anchor : null;
  const moved = anchor === undefined || known === null ? 0 : anchor.index - known.index;
  const top = place.top === null ? null : Math.max(0, place.top + moved);
  const next: DialoguePlace = { ...place, top, anchor: anchorIn(view, top) };
  if (moved === 0) return isSamePlace(place, next) ? state : { ...state, dialogue: next };
  const found = search === null || search.found === null ? null : search.found + moved;
  return {
    ...state,
    dialogue: next,
    search: search && { ...search, found: found !== null && found >= 0 ? found : null },
  };
}

const isSamePlace = (one: DialoguePlace, other: DialoguePlace): boolean =>
  one.top === other.top &&
  one.anchor?.ordinal === other.anchor?.ordinal &&
  one.anchor?.index === other.anchor?.index;

/** A segment to find a place again by: the first one from the top on; of a dialogue that keeps to its end the last one. */
function anchorIn({ entries, offset }: DialogueView, top: number | null): LadderAnchor | null {
  const from = top === null ? entries.length : top - offset;
  const ahead = entries.findIndex((entry, at) => at >= from && entry.kind === 'segment');
  const at = ahead >= 0 ? ahead : entries.findLastIndex(({ kind }) => kind === 'segment');
  const entry = entries[at];
  return entry?.kind === 'segment' ? { ordinal: entry.ordinal, index: offset + at } : null;
}
