import { LANGUAGES } from '../../core/dialogue/explain.ts';
import { SORT_COLUMNS } from '../../core/view/sort.ts';
import { TIME_MODES } from '../../draw/ladder-layout.ts';
import { ASCII } from '../../draw/style.ts';
import { type Controller, tell } from '../controller.ts';
import { layoutOf } from '../layout.ts';
import { dialogueHasFocus, type TuiState, toggled } from '../state.ts';

const change = (how: (state: TuiState) => TuiState) => (controller: Controller) =>
  controller.tui.state.update(how);

/** The one behind `item`, round the end to the first. */
function after<Item>(items: readonly Item[], item: Item): Item {
  return items[(items.indexOf(item) + 1) % items.length] ?? item;
}

/** From the list, a dialogue that has ended since it was selected is read from its start, as any other that is over. */
const open = ({ tui: { state, data } }: Controller) => {
  const row = data.get()?.snapshot.dialogue?.row;
  state.update((current) => {
    if (current.list.id === null || current.screens.includes('dialogue')) return current;
    const isKeptToEnd = current.dialogue.id === current.list.id && current.dialogue.top === null;
    const isOver = row?.id === current.list.id && row.closedHow !== null;
    const dialogue =
      isKeptToEnd && isOver && !dialogueHasFocus(current)
        ? { ...current.dialogue, top: 0, anchor: null }
        : current.dialogue;
    return { ...current, follow: false, dialogue, screens: [...current.screens, 'dialogue'] };
  });
};

const back = change((state) => {
  if (state.screens.length > 1) return { ...state, screens: state.screens.slice(0, -1), search: null };
  return { ...state, focus: 'list', search: null };
});

const quit = (controller: Controller) => {
  const { state, data } = controller.tui;
  const { screens } = state.get();
  if (screens.length > 1) back(controller);
  else if (data.get()?.status.recording) state.update((current) => ({ ...current, asking: true }));
  else controller.quit(0);
};

const pause = change((state) => ({ ...state, paused: !state.paused }));

const nextPane = change((state) => {
  if (layoutOf(state).kind !== 'split') return state;
  return { ...state, focus: dialogueHasFocus(state) ? 'list' : 'dialogue' };
});

/** Places in a dialogue mean nothing once it is folded otherwise. */
const fold = change((state) => ({
  ...state,
  fold: !state.fold,
  search: state.search === null ? null : { ...state.search, found: null },
}));

const help = change((state) =>
  state.screens.includes('help')
    ? state
    : { ...state, helpTop: 0, helpNarrow: '', screens: [...state.screens, 'help'] },
);

const explain = change((state) => {
  if (state.list.id === null || state.screens.includes('explain')) return state;
  return { ...state, follow: false, explainTop: 0, screens: [...state.screens, 'explain'] };
});

/** The rows of the other language are others: the beginning is the one place that both have. */
const nextLanguage = change((state) => ({
  ...state,
  explainTop: 0,
  language: after(LANGUAGES, state.language),
}));

const language = (controller: Controller) => {
  if (controller.tui.style.glyphs === ASCII)
    tell(controller, 'Japanese cannot be shown with ASCII characters only');
  else nextLanguage(controller);
};

export const SCREEN_HANDLERS = {
  open,
  back,
  quit,
  pause,
  fold,
  help,
  explain,
  language,
  'next-pane': nextPane,
  'time-mode': change((state) => ({ ...state, timeMode: after(TIME_MODES, state.timeMode) })),
  sort: change((state) => ({ ...state, sort: after(SORT_COLUMNS, state.sort) })),
  reverse: change((state) => ({ ...state, descending: !state.descending })),
  follow: change((state) => ({ ...state, follow: !state.follow })),
  mark: change((state) =>
    state.list.id === null ? state : { ...state, marks: toggled(state.marks, state.list.id) },
  ),
  confirm: (controller: Controller) => controller.quit(0),
  refuse: change((state) => ({ ...state, asking: false })),
  redraw: (controller: Controller) => controller.redraw(),
  suspend: (controller: Controller) => controller.suspend(),
  interrupt: (controller: Controller) => controller.quit(0),
};
