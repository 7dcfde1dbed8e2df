import { type Controller, failureWords, tell } from '../controller.ts';
import { ladderRows, layoutOf } from '../layout.ts';
import { plainRows } from '../panes/dialogue.ts';
import { queryOf } from '../query.ts';
import { findEntry, withOpen } from '../search.ts';
import { placeDialogue } from '../state.ts';

/** Rows above the place that was found, so that one sees what led to it. */
const SHARE_ABOVE = 0.3;

/** Goes to the next place that the search finds, round the end to the start. */
export function findNext(controller: Controller, backwards: boolean): void {
  const { state, data, style } = controller.tui;
  const { search, dialogue, list, language } = state.get();
  const view = data.get()?.snapshot.dialogue;
  if (search === null || !view) {
    tell(controller, 'No search yet: / starts one');
    return;
  }
  const shown = ladderRows(layoutOf(state.get()));
  const top = dialogue.top ?? Math.max(0, view.total - shown);
  const from = search.found === null ? top : search.found + (backwards ? -1 : 1);
  const ask = (part: { readonly offset: number; readonly entries: number }) =>
    controller.poll.ask((sequence) => withOpen(queryOf(state.get(), sequence, 0), part));
  const rowsOf = plainRows(state.get(), style);
  findEntry({ text: search.text, from, backwards, language }, ask, rowsOf).then(
    (found) => {
      const now = state.get();
      // A key has opened another dialogue or another search in the meantime.
      if (now.list.id !== list.id || now.search?.text !== search.text) return;
      if (found === null) {
        tell(controller, `Not found: ${search.text}`);
        return;
      }
      const total = data.get()?.snapshot.dialogue?.total ?? view.total;
      const placed = placeDialogue(now, found - Math.floor(shown * SHARE_ABOVE), total);
      state.set({ ...placed, search: { ...search, found } });
      const said = roundWords(search.found, from, found, backwards);
      if (said !== null) tell(controller, said);
      controller.poll.wake();
    },
    (error: unknown) => tell(controller, failureWords(controller.tui, error), 'trouble'),
  );
}

/** What is to be said where the search went round an end of the dialogue; null where it did not. */
function roundWords(before: number | null, from: number, found: number, backwards: boolean): string | null {
  if (found === before) return 'Only one match';
  if (backwards ? found <= from : found >= from) return null;
  return backwards ? 'Wrapped: on from the end' : 'Wrapped: on from the start';
}

export const SEARCH_HANDLERS = {
  'next-match': (controller: Controller) => findNext(controller, false),
  'previous-match': (controller: Controller) => findNext(controller, true),
};
