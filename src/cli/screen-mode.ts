import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { startEngine } from '../engine/start-engine.ts';
import { Failure, type FailureReport } from '../failure.ts';
import type { RunOptions } from './command-line.ts';
import { failureText } from './failure-texts.ts';
import { languageIn, type Surroundings, styleIn } from './surroundings.ts';
import { viewFilterIn } from './view-filter.ts';

/** So long a terminal may take to take how it is given back. */
const TAKEN_WITHIN_MILLISECONDS = 1000;

/**
 * Runs the program on the screen until its user leaves; gives the exit status. What ended the engine has been said then;
 * `fail` says what went wrong besides, and gives the status that it means.
 */
export async function runOnScreen(
  options: RunOptions,
  surroundings: Surroundings,
  fail: (failure: FailureReport) => number,
): Promise<number> {
  viewFilterIn(options);
  const stdin = keyboard();
  // React in development mode is slow and keeps what it has drawn; it looks once, when it is loaded.
  process.env.NODE_ENV = 'production';
  const [{ startTui }, { isTakenWithin, unblock }] = await Promise.all([
    import('../tui/start.tsx'),
    import('../tui/terminal/paced-output.ts'),
  ]);
  const engine = await startEngine(options.session);
  try {
    const { stdout, stderr } = process;
    for (const stream of [stdout, stderr]) if (stream.isTTY) unblock(stream);
    const { viewFilter, demo } = options;
    const style = styleIn(options, surroundings);
    const language = languageIn(options, surroundings, style);
    let status = await startTui(
      { style, language, viewFilter, stdin, stdout, stderr, demo, describeFailure },
      engine,
    );
    await engine.close();
    for (const failure of engine.failures()) {
      const meant = fail(failure);
      status ||= meant;
    }
    // What it does not take now would keep the process from its end.
    if (!(await isTakenWithin(stdout, TAKEN_WITHIN_MILLISECONDS))) process.exit(status);
    return status;
  } finally {
    await engine.close();
    if (stdin !== process.stdin) stdin.destroy();
  }
}

function describeFailure(report: FailureReport): string {
  const { what, todo } = failureText(report);
  return `${what}: ${todo}`;
}

/** Where keys come from: the terminal itself where standard input is a capture. Throws Failure `no-terminal`. */
function keyboard(): ReadStream {
  if (process.stdin.isTTY) return process.stdin;
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    throw new Failure('no-terminal');
  }
}
