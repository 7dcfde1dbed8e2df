import type { EngineClient } from '../engine/client.ts';
import { FAILURE_CODES, type Failure, type FailureReport } from '../failure.ts';
import type { Tui } from './context.ts';
import { lineOf } from './line-edit.ts';
import type { Poll } from './poll.ts';
import type { InputPurpose, Notice, SaveScope } from './state.ts';

/** What a command can do beside changing the state. */
export interface Controller {
  readonly tui: Tui;
  readonly engine: EngineClient;
  readonly poll: Poll;
  /** Ends the program with this exit status. */
  quit(status: number): void;
  suspend(): void;
  redraw(): void;
  /** The present, for file names. */
  now(): Date;
}

/** Tells the user something in one line. */
export function tell({ tui }: Controller, text: string, tone: Notice['tone'] = 'info'): void {
  tui.state.update((state) => ({ ...state, notice: { text, tone, sinceMilliseconds: Date.now() } }));
}

/** Starts a line to be typed, with this text in it. */
export function startInput(
  { tui }: Controller,
  purpose: InputPurpose,
  text: string,
  saves: SaveScope | null = null,
): void {
  tui.state.update((state) => ({
    ...state,
    input: { purpose, line: lineOf(text), place: state.list, saves, busy: false },
  }));
}

/** Does something that may fail, tells how it went, and asks for what it has changed. */
export function attempt(
  controller: Controller,
  work: () => Promise<string>,
  settled: (done: boolean) => void = () => undefined,
): void {
  const end = (done: boolean, text: string) => {
    settled(done);
    tell(controller, text, done ? 'info' : 'trouble');
    controller.poll.wake();
  };
  work().then(
    (outcome) => end(true, outcome),
    (error: unknown) => end(false, failureWords(controller.tui, error)),
  );
}

/** The same for what a line asks: it stays open until that is done, and where that failed it is still to be mended. */
export function attemptInput(controller: Controller, work: () => Promise<string>): void {
  const { state } = controller.tui;
  const { input } = state.get();
  if (input === null) return;
  const busy = { ...input, busy: true };
  state.update((current) => ({ ...current, input: busy }));
  attempt(controller, work, (done) =>
    state.update((current) =>
      current.input === busy ? { ...current, input: done ? null : { ...busy, busy: false } } : current,
    ),
  );
}

/** The text of an error that an engine call rejected with. */
export function failureWords(tui: Pick<Tui, 'describeFailure'>, error: unknown): string {
  const report = reportOf(error);
  if (report !== null) return tui.describeFailure(report);
  return error instanceof Error ? error.message : String(error);
}

/** A Failure keeps its code and detail across threads, not always its class. */
function reportOf(error: unknown): FailureReport | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  const { code, detail } = error as Partial<Failure>;
  return FAILURE_CODES.some((known) => known === code)
    ? { code: code as FailureReport['code'], detail: detail ?? {} }
    : null;
}
