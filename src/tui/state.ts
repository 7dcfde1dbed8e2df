import type { Language } from '../core/dialogue/explain.ts';
import type { LadderAnchor } from '../core/view/query.ts';
import type { SortColumn } from '../core/view/sort.ts';
import type { TimeMode } from '../draw/ladder-layout.ts';
import type { ScreenName } from './commands.ts';
import { ladderRows, layoutOf, listRows } from './layout.ts';
import { type Line, lineText } from './line-edit.ts';
import type { Size } from './size.ts';

/** Where the list stands. The selection keeps to its connection while rows move around it. */
export interface ListPlace {
  /** Place of the first row shown, among all that match. */
  readonly top: number;
  /** Place of the selected row. */
  readonly index: number;
  /** The selected connection; null: whichever turns out to stand at `index`. */
  readonly id: number | null;
}

/** Where the ladder stands: its first entry shown, or null to keep to its end. */
export interface DialoguePlace {
  readonly top: number | null;
  /** Whose dialogue `top` belongs to. */
  readonly id: number | null;
  /** A segment of it and its place when it was last heard of: `top` keeps to it while older ones are let go. */
  readonly anchor: LadderAnchor | null;
}

export interface Search {
  readonly text: string;
  /** Place of the entry found last, or null. */
  readonly found: number | null;
}

export type InputPurpose = 'filter' | 'search' | 'narrow-help' | 'save' | 'capture-filter';

export interface Input {
  readonly purpose: InputPurpose;
  readonly line: Line;
  /** Where the list stood before: a filter that is only typed does not lose it. */
  readonly place: ListPlace;
  /** What a name is asked for, where that is asked. */
  readonly saves: SaveScope | null;
  /** Accepted, and the engine has not answered yet. */
  readonly busy: boolean;
}

/** What is saved: settled when the name is asked for, so that it is what the prompt says. */
export type SaveScope =
  | { readonly kind: 'marked'; readonly ids: readonly number[] }
  | { readonly kind: 'one'; readonly id: number }
  | { readonly kind: 'shown'; readonly filter: string };

/** A message to the user, in place of the footer until the next key. */
export interface Notice {
  readonly text: string;
  readonly tone: 'info' | 'trouble';
  readonly sinceMilliseconds: number;
}

/** All that the screen itself knows; what the engine knows is in `data.ts`. */
export interface TuiState {
  readonly size: Size;
  /** What is open, the top one last; `list` is always at the bottom. */
  readonly screens: readonly ('list' | 'dialogue' | 'explain' | 'help')[];
  /** Which of the two panes has the keys where both are shown. */
  readonly focus: 'list' | 'dialogue';
  readonly list: ListPlace;
  /** How many connections there are to be listed, known once no more can come; null until then. */
  readonly connectionsInAll: number | null;
  readonly dialogue: DialoguePlace;
  /** The first row of the help that is shown, of those that have these letters in them. */
  readonly helpTop: number;
  readonly helpNarrow: string;
  /** The language that dialogues are told in, and the first row shown of what is told. */
  readonly language: Language;
  readonly explainTop: number;
  readonly filter: string;
  readonly input: Input | null;
  /** Quitting is to be confirmed. */
  readonly asking: boolean;
  readonly sort: SortColumn;
  readonly descending: boolean;
  readonly follow: boolean;
  readonly paused: boolean;
  readonly marks: ReadonlySet<number>;
  readonly fold: boolean;
  readonly timeMode: TimeMode;
  readonly search: Search | null;
  readonly notice: Notice | null;
  /** What must be known for as long as it holds: shown under the header. */
  readonly banner: string | null;
}

/** The screen as it starts: the list, oldest connection first, nothing selected yet. */
export function initialState(size: Size, filter: string, language: Language = 'en'): TuiState {
  return {
    size,
    screens: ['list'],
    focus: 'list',
    list: { top: 0, index: 0, id: null },
    connectionsInAll: null,
    dialogue: { top: null, id: null, anchor: null },
    helpTop: 0,
    helpNarrow: '',
    language,
    explainTop: 0,
    filter,
    input: null,
    asking: false,
    sort: 'id',
    descending: false,
    follow: false,
    paused: false,
    marks: new Set(),
    fold: true,
    timeMode: 'start',
    search: null,
    notice: null,
    banner: null,
  };
}

/** Whose keys are in force. */
export function keyScreen(state: TuiState): ScreenName {
  if (state.asking) return 'confirm';
  if (state.input !== null) return 'input';
  const top = state.screens.at(-1) ?? 'list';
  return top === 'list' && dialogueHasFocus(state) ? 'dialogue' : top;
}

/** The filter that is wanted now: what is being typed counts at once. */
export function wantedFilter({ input, filter }: Pick<TuiState, 'input' | 'filter'>): string {
  return input?.purpose === 'filter' ? lineText(input.line) : filter;
}

/** The connection to be selected where it matches: while a filter is typed, the one that was selected before. */
export function wantedId({ input, list }: Pick<TuiState, 'input' | 'list'>): number | null {
  return (input?.purpose === 'filter' ? input.place.id : null) ?? list.id;
}

/** What the help is narrowed to: while that is typed, what is typed. */
export function narrowOf({ input, helpNarrow }: Pick<TuiState, 'input' | 'helpNarrow'>): string {
  return input?.purpose === 'narrow-help' ? lineText(input.line) : helpNarrow;
}

/** True where one connection has the whole screen, as a ladder or in sentences. */
export function showsOne({ screens }: Pick<TuiState, 'screens'>): boolean {
  return screens.includes('dialogue') || screens.includes('explain');
}

/** True where the dialogue beside the list has the keys. */
export function dialogueHasFocus(state: TuiState): boolean {
  return state.focus === 'dialogue' && layoutOf(state).kind === 'split';
}

/** The list after a move by `delta` rows, or to a place; following ends with it. */
export function selectIndex(
  state: TuiState,
  index: number,
  matching: number,
  rowAt: (index: number) => number | null,
): TuiState {
  const target = Math.max(0, Math.min(index, matching - 1));
  const id = matching > 0 ? rowAt(target) : null;
  const list = { ...state.list, index: target, id };
  return {
    ...state,
    follow: false,
    list: id === null ? list : withSelectionInView(list, listRows(state)),
  };
}

/** The list scrolled as little as shows the selected row. */
export function withSelectionInView(list: ListPlace, rows: number): ListPlace {
  const top = Math.max(0, Math.min(list.top, list.index), list.index - rows + 1);
  return top === list.top ? list : { ...list, top };
}

/** The ladder moved by `delta` entries of `total`; at the end it keeps to the end. */
export function scrollDialogue(state: TuiState, delta: number, total: number): TuiState {
  const last = Math.max(0, total - ladderRows(layoutOf(state)));
  return placeDialogue(state, (state.dialogue.top ?? last) + delta, total);
}

/** The ladder with this entry first. */
export function placeDialogue(state: TuiState, entry: number, total: number): TuiState {
  const last = Math.max(0, total - ladderRows(layoutOf(state)));
  return { ...state, dialogue: { ...state.dialogue, top: entry >= last ? null : Math.max(0, entry) } };
}

/** The same set with `id` put in, or taken out where it was. */
export function toggled(marks: ReadonlySet<number>, id: number): ReadonlySet<number> {
  const next = new Set(marks);
  if (!next.delete(id)) next.add(id);
  return next;
}
