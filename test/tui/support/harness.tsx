import { render } from 'ink-testing-library';
import { BARE, type Style, UNICODE } from '../../../src/draw/style.ts';
import { createAnswerTaker } from '../../../src/tui/answers.ts';
import { App } from '../../../src/tui/app.tsx';
import { type Tui, TuiProvider } from '../../../src/tui/context.ts';
import type { Controller } from '../../../src/tui/controller.ts';
import type { Latest } from '../../../src/tui/data.ts';
import { dispatchKey } from '../../../src/tui/dispatch.ts';
import type { Poll } from '../../../src/tui/poll.ts';
import { queryOf } from '../../../src/tui/query.ts';
import type { Size } from '../../../src/tui/size.ts';
import { initialState, type TuiState } from '../../../src/tui/state.ts';
import { createStore } from '../../../src/tui/store.ts';
import { createKeyDecoder } from '../../../src/tui/terminal/keys.ts';
import type { FakeEngine } from './fake-engine.ts';

const PLAIN: Style = { paint: BARE, glyphs: UNICODE };
/** What ink-testing-library's stdout is. */
export const WIDTH = 100;

export interface Harness {
  readonly tui: Tui;
  readonly calls: string[];
  state(): TuiState;
  /** Types keys, as a terminal would send them, and lets the engine answer. */
  press(...chunks: string[]): Promise<void>;
  /** Lets the engine answer. */
  settle(): Promise<void>;
  frame(): string;
  unmount(): void;
}

/** The whole screen on a fake engine, drawn by Ink alone; time goes on only when `settle` or `press` says so. */
export async function harness(
  engine: FakeEngine,
  options: Partial<Pick<Tui, 'demo' | 'startedMilliseconds' | 'describeFailure'>> & { size?: Size } = {},
): Promise<Harness> {
  const size = options.size ?? { columns: WIDTH, rows: 24 };
  const state = createStore(initialState(size, ''));
  const data = createStore<Latest | null>(null);
  const tui: Tui = {
    style: PLAIN,
    state,
    data,
    screen: null,
    demo: options.demo ?? false,
    describeFailure: options.describeFailure ?? (({ code }) => `failed: ${code}`),
    startedMilliseconds: options.startedMilliseconds ?? Date.now(),
  };
  const answers = createAnswerTaker(tui);
  engine.onFailure(({ code }) => answers.fail(`failed: ${code}`));
  let sequence = 0;
  const poll: Poll = {
    wake() {},
    ask: (query) => engine.query(query(++sequence)),
    stop() {},
  };
  const ask = async () => {
    const query = queryOf(state.get(), ++sequence, 40);
    answers.take(query, await engine.query(query), () => undefined);
  };
  const calls: string[] = [];
  const controller: Controller = {
    tui,
    engine,
    poll,
    quit: (status) => calls.push(`quit ${status}`),
    suspend: () => calls.push('suspend'),
    redraw: () => calls.push('redraw'),
    now: () => new Date(2026, 10, 23, 8, 15, 0),
  };
  const instance = render(
    <TuiProvider value={tui}>
      <App onFault={(error) => calls.push(`fault ${error}`)} />
    </TuiProvider>,
  );
  const settle = async () => {
    // The second answer has what the first one showed to be needed; promises of commands settle in between.
    for (let times = 0; times < 3; times += 1) {
      await ask();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const decoder = createKeyDecoder();
  await settle();
  return {
    tui,
    calls,
    state: () => state.get(),
    async press(...chunks) {
      for (const chunk of chunks) {
        for (const pressed of [...decoder.push(chunk), ...decoder.flush()]) dispatchKey(controller, pressed);
        await settle();
      }
    },
    settle,
    frame: () => instance.lastFrame() ?? '',
    unmount: () => instance.unmount(),
  };
}
