import { countText, octetsText } from '../../draw/units.ts';
import type { SaveOutcome, SaveWhat } from '../../engine/messages.ts';
import { attempt, type Controller, startInput, tell } from '../controller.ts';
import { recordingName, savingName } from '../file-names.ts';
import { dialogueHasFocus, showsOne } from '../state.ts';

const plural = (count: number, word: string) => `${countText(count)} ${word}${count === 1 ? '' : 's'}`;

/** Starts or stops recording. */
function record(controller: Controller): void {
  const { engine, tui } = controller;
  const status = tui.data.get()?.status;
  if (status === undefined) return;
  if (status.recording !== null) {
    attempt(controller, async () => {
      const { path, frames, octets, unwritten } = await engine.stopRecording();
      const lost = unwritten > 0 ? `; ${plural(unwritten, 'packet')} not written in time` : '';
      return `Recorded ${plural(frames, 'packet')}, ${octetsText(octets)} octets, to ${path}${lost}`;
    });
  } else if (status.sourceKind === 'file') {
    tell(controller, 'Only a live capture can be recorded; w saves what is shown');
  } else {
    attempt(controller, async () => {
      const { path } = await engine.record(recordingName(status.sourceName, controller.now()));
      return `Recording to ${path}; r stops it`;
    });
  }
}

/** The marked connections; in a dialogue, that one; else all that the filter in force lets through. */
function whatToSave({ tui }: Controller): SaveWhat {
  const state = tui.state.get();
  if (state.marks.size > 0) return { ids: [...state.marks] };
  const { id } = state.list;
  if (id !== null && (showsOne(state) || dialogueHasFocus(state))) return { ids: [id] };
  return { filter: tui.data.get()?.filterInForce ?? state.filter };
}

/** Writes the packets to a file and tells how it went. */
export function save(controller: Controller, path: string): void {
  attempt(controller, async () => savedText(await controller.engine.save(path, whatToSave(controller))));
}

function savedText({ path, connections, frames, missing }: SaveOutcome): string {
  const lost = missing > 0 ? `; ${plural(missing, 'packet')} no longer held` : '';
  return `Saved ${plural(connections, 'connection')}, ${plural(frames, 'packet')}, to ${path}${lost}`;
}

function askForFile(controller: Controller): void {
  const status = controller.tui.data.get()?.status;
  if (status !== undefined) startInput(controller, 'save', savingName(status.sourceName, controller.now()));
}

function askForCaptureFilter(controller: Controller): void {
  const status = controller.tui.data.get()?.status;
  if (status === undefined) return;
  if (status.sourceKind === 'file')
    tell(controller, 'A capture filter is for live captures; / filters what is shown');
  else startInput(controller, 'capture-filter', status.captureFilter);
}

export const FILE_HANDLERS = { record, save: askForFile, 'capture-filter': askForCaptureFilter };
