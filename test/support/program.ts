import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type OpenTerminal, openTerminal, type TerminalOptions } from './terminal.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The program as it is built: `npm run build` comes before these tests. */
export const PROGRAM = fileURLToPath(new URL('../../bin/tcpdialog-tui', import.meta.url));
export const NODE = process.execPath;
export const IS_ROOT = process.getuid?.() === 0;

export const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

/** Opens the program in a terminal of its own. */
export function openProgram(
  args: readonly string[],
  options: Omit<TerminalOptions, 'command' | 'args'> = {},
): OpenTerminal {
  return openTerminal({ ...options, command: NODE, args: [PROGRAM, ...args] });
}

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Waits until standard output or standard error holds this text. */
  heard(text: string): Promise<void>;
}

const PATIENCE_MILLISECONDS = 30_000;
const started = new Set<ChildProcess>();

/** Starts a command whose output goes to pipes. */
export function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(command, [...args], { cwd: ROOT, env: { ...process.env, ...env }, stdio: 'pipe' });
  started.add(child);
  const texts = { output: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    texts.output += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    texts.errors += chunk;
  });
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      started.delete(child);
      resolve({ code, signal, ...texts });
    });
  });
  const heard = async (text: string) => {
    const end = Date.now() + PATIENCE_MILLISECONDS;
    while (!texts.output.includes(text) && !texts.errors.includes(text)) {
      if (Date.now() > end) throw new Error(`waited for ${text} in vain, heard ${JSON.stringify(texts)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  return { child, finished, heard };
}

/** Starts the program without a terminal. */
export function startProgram(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  return start(NODE, [PROGRAM, ...args], env);
}

/** Runs the program to its end. */
export function runProgram(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  return startProgram(args, env).finished;
}

/** Ends what was started and still runs: for `afterEach`. */
export function stopPrograms(): void {
  for (const child of started) child.kill('SIGKILL');
}

/** The objects of JSON lines. */
// biome-ignore lint/suspicious/noExplicitAny: what the lines hold is what the tests are about.
export function jsonLines(text: string): any[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
