import type { Language } from '../core/dialogue/explain.ts';
import type { Query } from '../core/view/query.ts';
import type { Latest } from './data.ts';
import { ladderRows, layoutOf, listRows } from './layout.ts';
import { type TuiState, wantedFilter, wantedId } from './state.ts';

/** What the list shows is asked with as much above and below it, so that a page key finds its rows at hand. */
const PAGES = 3;
/** Where no ladder is shown: entries, counted from the end, that the one line on the connection is made of. */
const PREVIEW_ENTRIES = 24;
const UNKNOWN_PLACE = { top: null, anchor: null } as const;

/** What the screen in this state wants to see. */
export function queryOf(state: TuiState, sequence: number, stripLength: number): Query {
  const visible = listRows(state);
  const { top, index, id } = state.list;
  const middle = id === null ? index - Math.floor(visible / 2) : top;
  return {
    sequence,
    filter: wantedFilter(state),
    sort: state.sort,
    descending: state.descending,
    offset: Math.max(0, middle - visible),
    rows: Math.max(1, visible * PAGES),
    keep: wantedId(state),
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
  const visible = ladderRows(layout);
  const { top, anchor } = state.dialogue.id === id ? state.dialogue : UNKNOWN_PLACE;
  const part =
    visible === 0
      ? { offset: null, entries: PREVIEW_ENTRIES }
      : { offset: top === null ? null : Math.max(0, top - visible), entries: visible * PAGES };
  return {
    id,
    ...part,
    anchor,
    fold: state.fold,
    explain: wantedExplanation(state),
  };
}

/** Whether the newest answer has all that is to be shown: a paused screen asks only where it has not. */
export function covers(latest: Latest | null, state: TuiState): boolean {
  return latest !== null && coversList(latest, state) && coversDialogue(latest, state);
}

/** The same of the list alone. */
export function coversList({ query, snapshot }: Latest, state: TuiState): boolean {
  const { list } = state;
  if (query.filter !== wantedFilter(state)) return false;
  if (query.sort !== state.sort || query.descending !== state.descending) return false;
  if (list.id === null) return snapshot.matching === 0;
  const end = Math.min(snapshot.matching, list.top + listRows(state));
  return snapshot.offset <= list.top && snapshot.offset + snapshot.rows.length >= end;
}

/** The same of the dialogue alone. */
export function coversDialogue({ query, snapshot }: Latest, state: TuiState): boolean {
  const view = snapshot.dialogue;
  if ((query.open?.id ?? null) !== state.list.id) return false;
  if ((query.open?.fold ?? state.fold) !== state.fold) return false;
  if (view === null) return true;
  const explained = wantedExplanation(state);
  if (explained !== null && query.open?.explain !== explained) return false;
  const visible = ladderRows(layoutOf(state));
  const end = Math.max(0, view.total - visible);
  // Where no ladder is shown, something of its end is, wherever the ladder stands.
  const top = visible === 0 ? end : (state.dialogue.top ?? end);
  return view.offset <= top && view.offset + view.entries.length >= Math.min(view.total, top + visible);
}
