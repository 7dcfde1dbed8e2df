import { commandOf } from './commands.ts';
import type { Controller } from './controller.ts';
import { HANDLERS } from './handlers/index.ts';
import { editLine, insertText } from './line-edit.ts';
import { type Input, keyScreen, type TuiState } from './state.ts';
import type { Store } from './store.ts';
import type { KeyPress } from './terminal/keys.ts';

/** A message stays at least this long, though one goes on typing. */
const NOTICE_MILLISECONDS = 800;

/** Does what a key says: a command of the screen that has the keys, or text for the line being typed. */
export function dispatchKey(controller: Controller, pressed: KeyPress): void {
  const { state } = controller.tui;
  dismissNotice(state);
  const screen = keyScreen(state.get());
  if (pressed.kind === 'paste') {
    if (screen === 'input')
      state.update((current) => withLine(current, (line) => insertText(line, pressed.text)));
    return;
  }
  const command = commandOf(screen, pressed.name);
  if (command !== null) HANDLERS[command](controller);
  else if (screen === 'input')
    state.update((current) => withLine(current, (line) => editLine(line, pressed.name, pressed.text)));
}

/** A message goes with the next key, though not before it can have been read. */
function dismissNotice(state: Store<TuiState>): void {
  const { notice } = state.get();
  if (notice === null) return;
  const dismiss = () =>
    state.update((current) => (current.notice === notice ? { ...current, notice: null } : current));
  const left = notice.sinceMilliseconds + NOTICE_MILLISECONDS - Date.now();
  if (left <= 0) dismiss();
  else setTimeout(dismiss, left).unref();
}

function withLine(state: TuiState, edit: (line: Input['line']) => Input['line']): TuiState {
  return state.input === null || state.input.busy
    ? state
    : { ...state, input: { ...state.input, line: edit(state.input.line) } };
}
