import { COLOUR, type Glyphs, UNICODE } from '../../../src/draw/style.ts';
import { startTui } from '../../../src/tui/start.tsx';
import type { FakeEngine } from './fake-engine.ts';
import { createFakeTerminal, type FakeTerminal } from './fake-terminal.ts';

export interface Program extends FakeTerminal {
  /** The exit status, once it has ended. */
  readonly status: Promise<number>;
  /** What it said on standard error. */
  readonly told: string[];
}

/** The whole program on a fake engine and an emulated terminal. */
export function start(engine: FakeEngine, columns = 80, rows = 24, glyphs: Glyphs = UNICODE): Program {
  const terminal = createFakeTerminal(columns, rows);
  const told: string[] = [];
  const options = {
    style: { paint: COLOUR, glyphs },
    language: 'en' as const,
    viewFilter: '',
    stdin: terminal.stdin,
    stdout: terminal.stdout,
    stderr: { write: (text: string) => told.push(text) },
    demo: false,
    describeFailure: ({ code }: { code: string }) => `failed: ${code}`,
    now: () => new Date(2026, 10, 23, 8, 15, 0),
  };
  return { ...terminal, status: startTui(options, engine), told };
}
