import type { Language } from '../core/dialogue/explain.ts';
import type { Style } from '../draw/style.ts';
import type { EngineClient } from '../engine/client.ts';
import type { FailureReport } from '../failure.ts';
import { type AnswerTaker, createAnswerTaker } from './answers.ts';
import type { Tui } from './context.ts';
import { type Controller, failureWords } from './controller.ts';
import type { Latest } from './data.ts';
import { dispatchKey } from './dispatch.ts';
import { createEnding } from './ending.ts';
import { errorWords } from './error-words.ts';
import { stripLength } from './panes/list.ts';
import { createPoll, type Poll } from './poll.ts';
import { covers, queryOf } from './query.ts';
import type { Size } from './size.ts';
import { initialState } from './state.ts';
import { createStore } from './store.ts';
import { holdOutput } from './terminal/held-output.ts';
import { createPacedOutput } from './terminal/paced-output.ts';
import { createScreen, type Screen } from './terminal/screen.ts';
import { createTerminalSession, type TerminalInput, type TerminalOutput } from './terminal/session.ts';
import { installSignals, SIGNAL_STATUS } from './terminal/signals.ts';
import { createTerminalWriter } from './terminal/writer.ts';

export interface TuiOptions {
  readonly style: Style;
  /** In which dialogues are told. */
  readonly language: Language;
  /** The view filter to start with, `''` for none. */
  readonly viewFilter: string;
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly stderr: { write(text: string): unknown };
  /** True where `--demo` makes dialogues by itself. */
  readonly demo: boolean;
  /** The one wording of each failure. */
  readonly describeFailure: (report: FailureReport) => string;
  /** The present, for file names; tests give their own. */
  readonly now?: () => Date;
}

/**
 * Takes the terminal, shows what the engine sees until the user or a signal ends it, gives the terminal back as it
 * was and closes the engine. Resolves with the exit status: 0, 1 after a failure, 128 and the signal's number.
 */
export async function startTui(options: TuiOptions, engine: EngineClient): Promise<number> {
  const { mount } = await import('./mount.tsx');
  return new Promise((resolve) => run(options, engine, mount, resolve));
}

type Mount = typeof import('./mount.tsx').mount;

function run(
  options: TuiOptions,
  engine: EngineClient,
  mount: Mount,
  resolve: (status: number) => void,
): void {
  const { stdin, stdout, stderr, describeFailure } = options;
  let fault: string | null = null;
  const onFault = (error: unknown) => {
    fault ??= errorWords(error);
  };
  const { tui, screen } = createView(options, onFault);
  const { state, data } = tui;
  const answers = createAnswerTaker(tui);
  const releaseOutput = holdOutput();
  let mounted: ReturnType<Mount> | null = null;

  const ending = createEnding({
    giveBack() {
      poll.stop();
      session.end();
      mounted?.unmount();
      // Released first: until then standard error itself holds back what is written to it.
      const held = releaseOutput();
      if (held !== '') stderr.write(held);
    },
    close: () => engine.close(),
    wordsOf: (error) => failureWords(tui, error),
    say: (line) => stderr.write(`tcpdialog-tui: ${line}\n`),
    resolve(status) {
      signals.remove();
      resolve(status);
    },
  });
  const crash = (error: unknown) => ending.end(1, errorWords(error));
  // What could not be shown has not kept the capture from going on; it is not kept secret either.
  const quit = (status: number) => ending.end(status, answers.failure() ?? fault);

  const poll = createTuiPoll(tui, engine, answers);
  const signals = installSignals({
    onEnd: quit,
    onInterrupt: () => quit(0),
    onStop: () => session.suspend(),
    onContinue: () => !ending.started() && session.resume(),
    onCrash: crash,
    onExit: () => session.leave(),
  });
  const session = createTerminalSession(
    stdin,
    stdout,
    {
      ...sizeEvents(tui, screen, () => poll.wake()),
      onKeys(keys) {
        answers.keyPressed();
        for (const pressed of keys) if (!ending.started()) dispatchKey(controller, pressed);
        if (!ending.started() && !covers(data.get(), state.get())) poll.wake();
      },
      onGone: () => quit(SIGNAL_STATUS.SIGHUP),
    },
    signals,
  );
  const controller: Controller = {
    tui,
    engine,
    poll,
    quit,
    suspend: () => session.suspend(),
    redraw() {
      session.refreshSize();
      screen.repaint();
    },
    now: options.now ?? (() => new Date()),
  };
  engine.onFailure((report) => answers.fail(describeFailure(report)));
  session.enter();
  mounted = mount(tui, screen, onFault, crash);
}

/** The stores and the screen that shows them; nothing is written before the terminal is ours. */
function createView(
  { style, language, viewFilter, stdout, demo, describeFailure }: TuiOptions,
  onFault: (error: unknown) => void,
): {
  tui: Tui;
  screen: Screen;
} {
  const size = { columns: stdout.columns || 80, rows: stdout.rows || 24 };
  const state = createStore(initialState(size, viewFilter, language));
  const data = createStore<Latest | null>(null);
  const output = createPacedOutput(stdout, () => screen.request());
  const writer = createTerminalWriter(output.write, style.glyphs);
  const screen: Screen = createScreen(writer, size, output.ready, onFault);
  state.subscribe(screen.request);
  data.subscribe(screen.request);
  return {
    tui: { style, state, data, screen, demo, describeFailure, startedMilliseconds: Date.now() },
    screen,
  };
}

function createTuiPoll(tui: Tui, engine: EngineClient, answers: AnswerTaker): Poll {
  const { state } = tui;
  const poll = createPoll({
    engine,
    queryOf: (sequence) => queryOf(state.get(), sequence, stripLength(state.get().size.columns)),
    onAnswer: (query, answer) => answers.take(query, answer, () => poll.wake()),
    onEnd: (error) => answers.fail(failureWords(tui, error)),
    paused: () => state.get().paused,
  });
  return poll;
}

/** What follows from the terminal being ours, of another size, or someone else's. */
function sizeEvents({ state }: Tui, screen: Screen, wake: () => void) {
  const resize = (size: Size) => {
    state.update((current) => ({ ...current, size }));
    screen.resize(size);
    wake();
  };
  return {
    onEnter(size: Size) {
      screen.setActive(true);
      resize(size);
    },
    onLeave: () => screen.setActive(false),
    onResize: resize,
  };
}
