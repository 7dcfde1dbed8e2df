import { type Controller, tell } from '../controller.ts';
import { idAt } from '../data.ts';
import { helpRows } from '../help-text.ts';
import { explanationRows, ladderRows, layoutOf, listRows } from '../layout.ts';
import { explainedRows } from '../panes/explain.ts';
import { keyScreen, narrowOf, placeDialogue, scrollDialogue, selectIndex, type TuiState } from '../state.ts';
import type { Store } from '../store.ts';

/** How far: in rows, or in pages of what has the keys. */
type Distance = { readonly rows: number } | { readonly pages: number } | { readonly to: 'first' | 'last' };

const FAR = Number.MAX_SAFE_INTEGER;

/** Moves what has the keys: the selection in the list, the ladder, the help. */
function move(controller: Controller, distance: Distance): void {
  const { state } = controller.tui;
  const screen = keyScreen(state.get());
  if (screen === 'help') moveHelp(state, distance);
  else if (screen === 'explain') moveExplanation(controller, distance);
  else if (screen === 'dialogue') moveDialogue(controller, distance);
  else moveList(controller, distance);
}

function stepOf(distance: Distance, page: number): number {
  if ('rows' in distance) return distance.rows;
  if ('pages' in distance) return Math.trunc(distance.pages * Math.max(1, page));
  return distance.to === 'first' ? -FAR : FAR;
}

function moveList(controller: Controller, distance: Distance): void {
  const { state } = controller.tui;
  const step = stepOf(distance, listRows(state.get()));
  moveSelection(controller, step);
}

/** Selects the connection that stands `step` rows further on. */
function moveSelection({ tui: { state, data } }: Controller, step: number): void {
  const latest = data.get();
  if (latest === null) return;
  const rowAt = (index: number) => idAt(latest, index);
  state.update((current) => selectIndex(current, current.list.index + step, latest.snapshot.matching, rowAt));
}

function moveDialogue({ tui: { state, data } }: Controller, distance: Distance): void {
  const total = data.get()?.snapshot.dialogue?.total ?? 0;
  const step = stepOf(distance, ladderRows(layoutOf(state.get())));
  const edge = 'to' in distance;
  state.update((current) =>
    edge ? placeDialogue(current, step, total) : scrollDialogue(current, step, total),
  );
}

function moveExplanation({ tui }: Controller, distance: Distance): void {
  const { state, style } = tui;
  const latest = tui.data.get();
  if (latest === null) return;
  const { size } = state.get();
  const page = explanationRows(layoutOf(state.get()));
  const all = explainedRows(state.get(), latest, size.columns, style)?.length ?? 0;
  const last = Math.max(0, all - page);
  const step = stepOf(distance, page);
  state.update((current) => ({
    ...current,
    explainTop: Math.max(0, Math.min(current.explainTop + step, last)),
  }));
}

/** Another connection is told from its beginning; at either end of the list the key says so. */
function turn(controller: Controller, step: number): void {
  const { state } = controller.tui;
  const before = state.get().list.index;
  moveSelection(controller, step);
  if (state.get().list.index === before)
    tell(controller, `This is the ${step < 0 ? 'first' : 'last'} connection of the list`);
  else state.update((current) => ({ ...current, explainTop: 0 }));
}

function moveHelp(state: Store<TuiState>, distance: Distance): void {
  const page = layoutOf(state.get()).body;
  const last = Math.max(0, helpRows(false, narrowOf(state.get())).length - page);
  const step = stepOf(distance, page);
  state.update((current) => ({ ...current, helpTop: Math.max(0, Math.min(current.helpTop + step, last)) }));
}

const by = (distance: Distance) => (controller: Controller) => move(controller, distance);

export const MOVE_HANDLERS = {
  up: by({ rows: -1 }),
  down: by({ rows: 1 }),
  'page-up': by({ pages: -1 }),
  'page-down': by({ pages: 1 }),
  'half-page-up': by({ pages: -0.5 }),
  'half-page-down': by({ pages: 0.5 }),
  first: by({ to: 'first' }),
  last: by({ to: 'last' }),
  'previous-connection': (controller: Controller) => turn(controller, -1),
  'next-connection': (controller: Controller) => turn(controller, 1),
};
