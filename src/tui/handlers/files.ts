import { countedText, octetsText } from '../../draw/units.ts';
import type { SaveOutcome, SaveWhat } from '../../engine/messages.ts';
import { attempt, attemptInput, type Controller, startInput, tell } from '../controller.ts';
import { recordingName, savingName } from '../file-names.ts';
import { dialogueHasFocus, type SaveScope, showsOne, type TuiState } from '../state.ts';

/** Starts or stops recording. */
function record(controller: Controller): void {
  const { engine, tui } = controller;
  const status = tui.data.get()?.status;
  if (status === undefined) return;
  if (status.recording !== null) {
    attempt(controller, async () => {
      const { path, frames, octets, unwritten } = await engine.stopRecording();
      const lost = unwritten > 0 ? `; ${countedText(unwritten, 'packet')} not written in time` : '';
      return `Recorded ${countedText(frames, 'packet')}, ${octetsText(octets)} octets, to ${path}${lost}`;
    });
  } else if (status.sourceKind === 'file') {
    tell(controller, 'Only a live capture can be recorded; w saves what is shown');
  } else if (status.phase === 'ended') {
    tell(controller, 'The capture has ended, so nothing can be recorded; w saves what is shown');
  } else {
    attempt(controller, async () => {
      const { path } = await engine.record(recordingName(status.sourceName, controller.now()));
      return `Recording to ${path}; r stops it`;
    });
  }
}

/** The connection whose dialogue has the screen; else the marked ones; else all that the filter in force lets through. */
function scopeOf(state: TuiState, filter: string): SaveScope {
  const { id } = state.list;
  if (id !== null && showsOne(state)) return { kind: 'one', id };
  if (state.marks.size > 0) return { kind: 'marked', ids: [...state.marks] };
  if (id !== null && dialogueHasFocus(state)) return { kind: 'one', id };
  return { kind: 'shown', filter };
}

function whatOf(scope: SaveScope): SaveWhat {
  if (scope.kind === 'shown') return { filter: scope.filter };
  return { ids: scope.kind === 'one' ? [scope.id] : scope.ids };
}

/** Writes the packets of what the prompt said to a file and tells how it went. */
export function save(controller: Controller, path: string): void {
  const scope = controller.tui.state.get().input?.saves;
  if (!scope) return;
  attemptInput(controller, async () => savedText(await controller.engine.save(path, whatOf(scope))));
}

function savedText({ path, connections, frames, missing }: SaveOutcome): string {
  const lost = missing > 0 ? `; ${countedText(missing, 'packet')} no longer held` : '';
  return `Saved ${countedText(connections, 'connection')}, ${countedText(frames, 'packet')}, to ${path}${lost}`;
}

function askForFile(controller: Controller): void {
  const latest = controller.tui.data.get();
  if (latest === null) return;
  const name = savingName(latest.status.sourceName, controller.now());
  startInput(controller, 'save', name, scopeOf(controller.tui.state.get(), latest.filterInForce));
}

function askForCaptureFilter(controller: Controller): void {
  const status = controller.tui.data.get()?.status;
  if (status === undefined) return;
  if (status.sourceKind === 'file')
    tell(controller, 'A capture filter is for live captures; / filters what is shown');
  else if (status.phase === 'ended')
    tell(
      controller,
      'The capture has ended, so its filter no longer has any effect; / filters what is shown',
    );
  else startInput(controller, 'capture-filter', status.captureFilter);
}

export const FILE_HANDLERS = { record, save: askForFile, 'capture-filter': askForCaptureFilter };
