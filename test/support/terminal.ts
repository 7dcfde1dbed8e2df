import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import type { Terminal } from '@xterm/headless';
import { type IPty, spawn } from 'node-pty';

// Both are CommonJS bundles whose names Node cannot see from outside.
const require = createRequire(import.meta.url);
const { Terminal: HeadlessTerminal } = require('@xterm/headless') as typeof import('@xterm/headless');
const { Unicode11Addon } = require('@xterm/addon-unicode11') as typeof import('@xterm/addon-unicode11');

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly command: string;
  readonly args?: readonly string[];
  /** Beside this process's own; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

export interface Exit {
  readonly code: number;
  readonly signal: number;
}

/** One place of the screen. Colours are palette numbers; null is the terminal's own. */
export interface Cell {
  readonly text: string;
  readonly width: number;
  readonly foreground: number | null;
  readonly background: number | null;
  readonly bold: boolean;
  readonly inverse: boolean;
}

export const KEYS = {
  enter: '\r',
  escape: '\u001b',
  tab: '\t',
  backspace: '\u007f',
  up: '\u001b[A',
  down: '\u001b[B',
  home: '\u001b[H',
  end: '\u001b[F',
  ctrlC: '\u0003',
  ctrlL: '\u000c',
  ctrlZ: '\u001a',
} as const;

const PATIENCE_MILLISECONDS = 20_000;
/** A person's key is a read of its own for the program. */
const BETWEEN_KEYS_MILLISECONDS = 30;
/** Longer than the program takes between two pictures. */
const STILL_MILLISECONDS = 600;

const opened = new Set<OpenTerminal>();

/** Starts a program in a pseudo-terminal of its own, with an emulator that keeps its screen. */
export function openTerminal(options: TerminalOptions): OpenTerminal {
  const terminal = new OpenTerminal(options);
  opened.add(terminal);
  return terminal;
}

/** Ends what is still running in the terminals that were opened: for `afterEach`. */
export async function closeTerminals(): Promise<void> {
  await Promise.all([...opened].map((terminal) => terminal.close()));
  opened.clear();
}

export class OpenTerminal {
  private readonly exit: Promise<Exit>;
  private readonly pty: IPty;
  private readonly emulator: Terminal;
  private readonly output: string[] = [];
  private running = true;
  private awake: () => void = () => {};

  constructor({ columns = 80, rows = 24, command, args = [], env = {}, cwd }: TerminalOptions) {
    this.emulator = new HeadlessTerminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
    this.emulator.loadAddon(new Unicode11Addon());
    this.emulator.unicode.activeVersion = '11';
    this.pty = spawn(command, [...args], {
      cols: columns,
      rows,
      cwd: cwd ?? process.cwd(),
      env: environment(env),
    });
    this.pty.onData((data) => {
      this.output.push(data);
      this.emulator.write(data, () => this.awake());
    });
    // What a program asks of its terminal is answered as a real one does.
    this.emulator.onData((answer) => {
      if (this.running) this.pty.write(answer);
    });
    this.exit = new Promise((resolve) => {
      this.pty.onExit(({ exitCode, signal }) => {
        this.running = false;
        this.emulator.write('', () => {
          this.awake();
          resolve({ code: exitCode, signal: signal ?? 0 });
        });
      });
    });
  }

  get pid(): number {
    return this.pty.pid;
  }

  /** It takes nothing from here on, as behind Ctrl-S or a line that is down, or takes all that has gathered. */
  stall(on: boolean): void {
    if (on) this.pty.pause();
    else this.pty.resume();
  }

  /** The rows of the screen as text, without the blanks at their ends. */
  screen(): string[] {
    const { buffer, rows } = this.emulator;
    const lines: string[] = [];
    for (let row = 0; row < rows; row += 1) {
      lines.push(
        buffer.active
          .getLine(buffer.active.baseY + row)
          ?.translateToString()
          .trimEnd() ?? '',
      );
    }
    return lines;
  }

  cells(): Cell[][] {
    const { buffer, rows, cols } = this.emulator;
    return Array.from({ length: rows }, (_, row) => {
      const line = buffer.active.getLine(buffer.active.baseY + row)!;
      return Array.from({ length: cols }, (_, column) => {
        const cell = line.getCell(column)!;
        return {
          text: cell.getChars(),
          width: cell.getWidth(),
          foreground: cell.isFgPalette() ? cell.getFgColor() : null,
          background: cell.isBgPalette() ? cell.getBgColor() : null,
          bold: cell.isBold() !== 0,
          inverse: cell.isInverse() !== 0,
        };
      });
    });
  }

  /** What a program can leave behind it in a terminal. */
  modes() {
    const { modes, buffer } = this.emulator;
    const raw = this.rawOutput();
    return {
      alternateScreen: buffer.active.type === 'alternate',
      cursorShown: raw.lastIndexOf('\u001b[?25l') <= raw.lastIndexOf('\u001b[?25h'),
      wraparound: modes.wraparoundMode,
      synchronizedOutput: modes.synchronizedOutputMode,
      bracketedPaste: modes.bracketedPasteMode,
      mouseTracking: modes.mouseTrackingMode,
      applicationCursorKeys: modes.applicationCursorKeysMode,
      focusReports: modes.sendFocusMode,
    };
  }

  rawOutput(): string {
    return this.output.join('');
  }

  /** Waits until the whole screen matches, and resolves with the match; rejects with the screen as it is then. */
  async waitFor(pattern: RegExp | string, milliseconds = PATIENCE_MILLISECONDS): Promise<RegExpMatchArray> {
    const expression = typeof pattern === 'string' ? new RegExp(escapeForPattern(pattern)) : pattern;
    return this.until((screen) => screen.match(expression), `waited for ${expression}`, milliseconds);
  }

  /** Waits until nothing of the screen matches any more. */
  async waitForNo(pattern: RegExp, milliseconds = PATIENCE_MILLISECONDS): Promise<void> {
    await this.until((screen) => !pattern.test(screen) || null, `waited for no ${pattern}`, milliseconds);
  }

  /** Waits until the screen has stood still for a while, and gives it. */
  async still(milliseconds = PATIENCE_MILLISECONDS): Promise<string[]> {
    const end = Date.now() + milliseconds;
    for (let before = ''; Date.now() < end; ) {
      const now = this.screen();
      if (now.join('\n') === before) return now;
      before = now.join('\n');
      await pause(STILL_MILLISECONDS);
    }
    throw new Error(`the screen does not stand still: ${this.screen().join('\n')}`);
  }

  /** Waits until the program has ended; rejects with the screen as it is then. */
  async ended(milliseconds = PATIENCE_MILLISECONDS): Promise<Exit> {
    const late = new AbortController();
    const timeout = pause(milliseconds, null, { signal: late.signal }).catch(() => null);
    const exit = await Promise.race([this.exit, timeout]);
    late.abort();
    if (exit === null)
      throw new Error(`waited for the end in vain; the screen is\n${this.screen().join('\n')}`);
    return exit;
  }

  /** Presses keys, one after the other. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.pty.write(key);
      await pause(BETWEEN_KEYS_MILLISECONDS);
    }
  }

  /** Types a text, a key for each character. */
  async type(text: string): Promise<void> {
    await this.press(...text);
  }

  /** Hands over a whole line in one go, as for a shell. */
  enter(line: string): void {
    this.pty.write(`${line}${KEYS.enter}`);
  }

  resize(columns: number, rows: number): void {
    this.emulator.resize(columns, rows);
    this.pty.resize(columns, rows);
  }

  kill(signal: NodeJS.Signals): void {
    process.kill(this.pty.pid, signal);
  }

  async close(): Promise<void> {
    if (this.running) {
      this.pty.kill('SIGKILL');
      await this.exit;
    }
    opened.delete(this);
  }

  private async until<T>(
    found: (screen: string) => T | null,
    what: string,
    milliseconds: number,
  ): Promise<T> {
    const end = Date.now() + milliseconds;
    for (;;) {
      const result = this.emulator.modes.synchronizedOutputMode ? null : found(this.screen().join('\n'));
      if (result !== null) return result;
      const left = end - Date.now();
      if (left <= 0) throw new Error(`${what} in vain; the screen is\n${this.screen().join('\n')}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 200));
        this.awake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

/** With CI among the variables Ink draws nothing before the end. node-pty hands on undefined as a word. */
function environment(own: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const all = {
    ...process.env,
    CI: undefined,
    NO_COLOR: undefined,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    ...own,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function escapeForPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
