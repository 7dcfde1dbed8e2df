import { attemptInput, type Controller, startInput } from '../controller.ts';
import { lineText } from '../line-edit.ts';
import type { InputPurpose, TuiState } from '../state.ts';
import { save } from './files.ts';
import { findNext } from './search.ts';

/** What Enter does with a line; false: it stays open, for good or until it is done. */
const ACCEPT: Readonly<Record<InputPurpose, (controller: Controller, text: string) => boolean>> = {
  filter({ tui: { state, data } }, text) {
    const latest = data.get();
    // A filter that is known to be wrong is still to be mended.
    if (latest?.query.filter === text && latest.snapshot.filterError !== null) return false;
    state.update((current) => ({ ...current, filter: text }));
    return true;
  },
  search(controller, text) {
    const { state } = controller.tui;
    state.update((current) => ({ ...current, search: text === '' ? null : { text, found: null } }));
    if (text !== '') findNext(controller, false);
    return true;
  },
  'narrow-help'({ tui: { state } }, text) {
    state.update((current) => ({ ...current, helpNarrow: text, helpTop: 0 }));
    return true;
  },
  save(controller, text) {
    const path = text.trim();
    if (path === '') return true;
    save(controller, path);
    return false;
  },
  'capture-filter'(controller, text) {
    attemptInput(controller, async () => {
      await controller.engine.setCaptureFilter(text.trim());
      return text.trim() === ''
        ? 'No capture filter any more: all packets are taken'
        : `Capture filter now: ${text.trim()}`;
    });
    return false;
  },
};

function accept(controller: Controller): void {
  const { state } = controller.tui;
  const { input } = state.get();
  if (input === null || input.busy) return;
  if (ACCEPT[input.purpose](controller, lineText(input.line)))
    state.update((current) => ({ ...current, input: null }));
}

/** As it was before: where a filter was typed, the selection too. */
function cancelled(state: TuiState): TuiState {
  const { input, list } = state;
  return { ...state, input: null, list: input?.purpose === 'filter' ? input.place : list };
}

export const INPUT_HANDLERS = {
  accept,
  cancel: ({ tui }: Controller) => tui.state.update(cancelled),
  filter: (controller: Controller) => startInput(controller, 'filter', controller.tui.state.get().filter),
  search: (controller: Controller) => startInput(controller, 'search', ''),
  'narrow-help': (controller: Controller) => {
    const { state } = controller.tui;
    state.update((current) => ({ ...current, helpTop: 0 }));
    startInput(controller, 'narrow-help', state.get().helpNarrow);
  },
};
