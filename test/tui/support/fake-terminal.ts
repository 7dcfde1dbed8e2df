import { EventEmitter } from 'node:events';
import xterm from '@xterm/headless';
import type { TerminalInput, TerminalOutput } from '../../../src/tui/terminal/session.ts';

export interface FakeTerminal {
  readonly stdin: TerminalInput & EventEmitter & { readonly raw: boolean };
  readonly stdout: TerminalOutput & EventEmitter;
  readonly writes: string[];
  type(text: string): void;
  resize(columns: number, rows: number): Promise<void>;
  /** What the terminal shows, once all that was written has come through. */
  shown(): Promise<string[]>;
  /** `alternate` while the program has the screen. */
  buffer(): Promise<'normal' | 'alternate'>;
  /** Resolves when the screen shows this; fails after a few seconds. */
  until(pattern: RegExp): Promise<string[]>;
}

/** A terminal made of an emulator without a window; what the program writes is what it shows. */
export function createFakeTerminal(columns = 80, rows = 24): FakeTerminal {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const writes: string[] = [];
  let written = Promise.resolve();
  const stdin = Object.assign(new EventEmitter(), {
    isTTY: true,
    raw: false,
    setRawMode(on: boolean) {
      stdin.raw = on;
    },
    setEncoding() {},
    resume() {},
    pause() {},
  });
  const stdout = Object.assign(new EventEmitter(), {
    columns,
    rows,
    write(text: string, taken?: () => void) {
      writes.push(text);
      written = new Promise((resolve) => terminal.write(text, resolve));
      if (taken) queueMicrotask(taken);
      return true;
    },
  });
  const shown = async () => {
    await written;
    const { active } = terminal.buffer;
    return Array.from(
      { length: terminal.rows },
      (_, at) => active.getLine(at)?.translateToString(true) ?? '',
    );
  };
  return {
    stdin,
    stdout,
    writes,
    type: (text) => stdin.emit('data', text),
    async resize(nextColumns, nextRows) {
      await written;
      terminal.resize(nextColumns, nextRows);
      Object.assign(stdout, { columns: nextColumns, rows: nextRows });
      stdout.emit('resize');
    },
    shown,
    async buffer() {
      await written;
      return terminal.buffer.active.type;
    },
    async until(pattern) {
      for (let times = 0; times < 400; times += 1) {
        const lines = await shown();
        if (pattern.test(lines.join('\n'))) return lines;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error(`never shown: ${pattern}\n${(await shown()).join('\n')}`);
    },
  };
}
