import type { Language } from '../core/dialogue/explain.ts';
import type { Query } from '../core/view/query.ts';
import type { Latest } from './data.ts';
import { ladderRows, layoutOf, listRows } from './layout.ts';
import { lineText } from './line-edit.ts';
import type { TuiState } from './state.ts';

/** What the list shows is asked with as much above and below it, so that a page key finds its rows at hand. */
const PAGES = 3;
/** Where no ladder is shown: entries that the one line on the connection is made of. */
const PREVIEW_ENTRIES = 8;

/** The filter that is wanted now: what is being typed counts at once. */
export function wantedFilter(state: TuiState): string {
  return state.input?.purpose === 'filter' ? lineText(state.input.line) : state.filter;
}

/** What the screen in this state wants to see. */
export function queryOf(state: TuiState, sequence: number, stripLength: number): Query {
  const layout = layoutOf(state);
  const visible = listRows(layout);
  const { top, index, id } = state.list;
  const middle = id === null ? index - Math.floor(visible / 2) : top;
  return {
    sequence,
    filter: wantedFilter(state),
    sort: state.sort,
    descending: state.descending,
    offset: Math.max(0, middle - visible),
    rows: Math.max(1, visible * PAGES),
    keep: id,
    follow: state.follow,
    stripLength,
    open: dialogueQueryOf(state),
  };
}

/** The language of the explanation where one is on the screen. */
function wantedExplanation({ screens, language }: TuiState): Language | null {
  return screens.at(-1) === 'explain' ? language : null;
}

function dialogueQueryOf(state: TuiState): Query['open'] {
  const { id } = state.list;
  if (id === null) return null;
  const layout = layoutOf(state);
  const visible = ladderRows(layout) || PREVIEW_ENTRIES;
  const top = state.dialogue.id === id ? state.dialogue.top : null;
  const offset = top === null ? null : Math.max(0, top - visible);
  return { id, offset, entries: visible * PAGES, fold: state.fold, explain: wantedExplanation(state) };
}

/** Whether the newest answer has all that is to be shown: a paused screen asks only where it has not. */
export function covers(latest: Latest | null, state: TuiState): boolean {
  if (latest === null) return false;
  const { query, snapshot } = latest;
  if (query.filter !== wantedFilter(state) || query.sort !== state.sort) return false;
  if (query.descending !== state.descending || (query.open?.fold ?? state.fold) !== state.fold) return false;
  return listCovered(latest, state) && dialogueCovered(snapshot.dialogue, query, state);
}

function listCovered({ snapshot }: Latest, state: TuiState): boolean {
  const { list } = state;
  if (list.id === null) return snapshot.matching === 0;
  const end = Math.min(snapshot.matching, list.top + listRows(layoutOf(state)));
  return snapshot.offset <= list.top && snapshot.offset + snapshot.rows.length >= end;
}

function dialogueCovered(view: Latest['snapshot']['dialogue'], query: Query, state: TuiState): boolean {
  if ((query.open?.id ?? null) !== state.list.id) return false;
  if (view === null) return true;
  const explained = wantedExplanation(state);
  if (explained !== null && query.open?.explain !== explained) return false;
  const visible = ladderRows(layoutOf(state));
  const top = state.dialogue.top ?? Math.max(0, view.total - visible);
  return view.offset <= top && view.offset + view.entries.length >= Math.min(view.total, top + visible);
}
