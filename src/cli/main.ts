import { readFileSync } from 'node:fs';
import type { Demo } from '../demo/index.ts';
import { Failure, type FailureReport } from '../failure.ts';
import { Output } from '../report/output.ts';
import { parseCommandLine, type RunOptions } from './command-line.ts';
import { failureLine, failureText, oneLine } from './failure-texts.ts';
import { modeIn, processSurroundings, type Surroundings } from './surroundings.ts';

const PROGRAM = 'tcpdialog-tui';

/** Runs the program with the words behind its name; gives its exit status: 0 done, 1 failed, 2 wrong usage. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    return await act(argv);
  } catch (error) {
    if (error instanceof Failure) return fail(error.report());
    throw error;
  }
}

async function act(argv: readonly string[]): Promise<number> {
  const line = parseCommandLine(argv);
  switch (line.kind) {
    case 'help':
    case 'completion':
      return say(line.text);
    case 'version':
      return say(`${PROGRAM} ${packageVersion()}`);
    case 'run':
      return run(line.options);
  }
}

async function run(asked: RunOptions): Promise<number> {
  const surroundings = processSurroundings();
  const mode = modeIn(asked.mode, surroundings);
  if (mode === 'list-interfaces') return say(await interfaceList());
  const named = await withDevice(asked);
  const options = { ...named, mode };
  const failures: FailureReport[] = [];
  const demo = options.demo ? await demoFor((failure) => failures.push(failure.report())) : null;
  try {
    const status = await runIn(options, surroundings, asked.mode !== mode || named !== asked);
    return failures[0] === undefined ? status : fail(failures[0]);
  } finally {
    await demo?.stop();
  }
}

async function demoFor(onFailure: (failure: Failure) => void): Promise<Demo> {
  const { startDemo } = await import('../demo/index.ts');
  return startDemo(onFailure);
}

/** Neither way is loaded for the other's sake: Ink and React alone take longer than a small file does. */
async function runIn(options: RunOptions, surroundings: Surroundings, unasked: boolean): Promise<number> {
  if (options.mode === 'tui') {
    const { runOnScreen } = await import('./screen-mode.ts');
    return runOnScreen(options, surroundings, fail);
  }
  const { runWithoutScreen } = await import('./report-mode.ts');
  return runWithoutScreen(options, surroundings, unasked, { notice, fail });
}

async function interfaceList(): Promise<string> {
  const [{ listDevices }, { interfaceLines }] = await Promise.all([
    import('../source/devices.ts'),
    import('./interfaces.ts'),
  ]);
  return interfaceLines(listDevices()).join('\n');
}

/** Where no device was named, the default one. */
async function withDevice(options: RunOptions): Promise<RunOptions> {
  const { input } = options.session;
  if (input.kind === 'file' || input.devices.length > 0) return options;
  const { defaultDevice } = await import('../source/devices.ts');
  return { ...options, session: { ...options.session, input: { ...input, devices: [defaultDevice()] } } };
}

/** Throws Failure `output-failed`. */
async function say(text: string): Promise<number> {
  const output = new Output(process.stdout);
  output.text.line(text);
  await output.flush();
  return 0;
}

/** Diagnostics never go to standard output. */
function notice(text: string): void {
  process.stderr.write(`${PROGRAM}: ${oneLine(text)}\n`);
}

function fail(report: FailureReport): number {
  process.stderr.write(`${failureLine(report)}\n`);
  return failureText(report).status;
}

function packageVersion(): string {
  // This module is src/cli/main.ts or dist/cli/main.js: the package begins two folders above in both.
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return version;
}
