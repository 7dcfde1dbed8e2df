import { PassThrough } from 'node:stream';
import { render } from 'ink';
import { App } from './app.tsx';
import { type Tui, TuiProvider } from './context.ts';
import type { Screen } from './terminal/screen.ts';

export interface Mounted {
  unmount(): void;
}

/**
 * Renders the screen with Ink into an output of ours; keys do not pass through Ink. `onFault` gets what a part of the
 * screen threw, which goes on without it, `onError` what ended the whole.
 */
export function mount(
  tui: Tui,
  screen: Screen,
  onFault: (error: unknown) => void,
  onError: (error: unknown) => void,
): Mounted {
  const instance = render(
    <TuiProvider value={tui}>
      <App onFault={onFault} />
    </TuiProvider>,
    {
      stdout: screen.output as unknown as NodeJS.WriteStream,
      stdin: new PassThrough() as unknown as NodeJS.ReadStream,
      // Each commit is handed over whole and at once; comparing and writing is the screen's.
      debug: true,
      interactive: true,
      exitOnCtrlC: false,
      patchConsole: false,
      isScreenReaderEnabled: false,
    },
  );
  instance.waitUntilExit().catch(onError);
  return { unmount: () => instance.unmount() };
}
