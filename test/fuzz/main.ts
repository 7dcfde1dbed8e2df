import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { Fault } from './campaign.ts';

const USAGE = `usage: scripts/fuzz [--cases N] [--seconds N] [--seed N] [--case N] [--jobs N]
  --cases    so many cases (20000)
  --seconds  no longer than that
  --seed     the campaign: the same seed gives the same cases (a new one every time)
  --case     only this case of the campaign
  --jobs     threads (2)`;
/** A case that is not over after this long never will be. */
const HANG_MILLISECONDS = 20_000;
const LOOK_MILLISECONDS = 500;
/** What a thread may hold at its end, all released: the fixtures, and what the engine keeps. */
const HEAP_OCTETS_LIMIT = 256 << 20;
const FAULTS_SHOWN = 20;

interface Outcome {
  readonly cases: number;
  readonly faults: readonly Fault[];
  readonly heapOctets: number;
}

/** Runs one thread's share; a thread that hangs is ended, and the case that it was at is the fault. */
function runShare(seed: number, first: number, step: number, end: number, until: number): Promise<Outcome> {
  const at = new Float64Array(new SharedArrayBuffer(8)).fill(-1);
  const workerData = { campaign: { seed, first, step, end, until }, at };
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData });
  return new Promise((resolve) => {
    let seen = -1;
    let since = Date.now();
    const watch = setInterval(() => {
      if (at[0] !== seen) {
        seen = at[0];
        since = Date.now();
      } else if (Date.now() - since > HANG_MILLISECONDS) {
        finish({ cases: 1, faults: [{ index: seen, what: 'hangs' }], heapOctets: 0 });
        void worker.terminate();
      }
    }, LOOK_MILLISECONDS);
    const finish = (outcome: Outcome): void => {
      clearInterval(watch);
      resolve(outcome);
    };
    worker.on('message', finish);
    worker.on('error', (error) =>
      finish({ cases: 1, faults: [{ index: at[0], what: error.stack ?? error.message }], heapOctets: 0 }),
    );
  });
}

function readOptions() {
  const number = (text: string | undefined, otherwise: number): number => {
    const value = text === undefined ? otherwise : Number(text);
    if (!(value >= 0)) throw new Error(`${text} is no number`);
    return value;
  };
  const { values } = parseArgs({
    options: Object.fromEntries(
      ['cases', 'seconds', 'seed', 'case', 'jobs'].map((name) => [name, { type: 'string' }]),
    ),
  }) as { values: Record<string, string | undefined> };
  const one = values.case === undefined ? null : number(values.case, 0);
  return {
    seed: number(values.seed, Date.now() % 2 ** 31),
    first: one ?? 0,
    end:
      one === null
        ? number(values.cases, values.seconds === undefined ? 20_000 : Number.MAX_SAFE_INTEGER)
        : one + 1,
    seconds: number(values.seconds, Number.POSITIVE_INFINITY),
    jobs: one === null ? Math.max(1, number(values.jobs, 2)) : 1,
  };
}

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions();
  } catch (error) {
    console.error(`fuzz: ${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  const { seed, first, end, seconds, jobs } = options;
  setFlagsFromString('--expose-gc');
  console.log(`seed ${seed}`);
  const began = Date.now();
  const shares = Array.from({ length: jobs }, (_, job) =>
    runShare(seed, first + job, jobs, end, began + seconds * 1000),
  );
  const outcomes = await Promise.all(shares);
  const faults = outcomes.flatMap((outcome) => outcome.faults).sort((a, b) => a.index - b.index);
  for (const { index, what } of faults.slice(0, FAULTS_SHOWN))
    console.log(`${what}\n  again: scripts/fuzz --seed ${seed} --case ${index}`);
  const cases = outcomes.reduce((sum, outcome) => sum + outcome.cases, 0);
  const heap = Math.max(...outcomes.map((outcome) => outcome.heapOctets));
  const lasted = (Date.now() - began) / 1000;
  const megabytes = (octets: number): number => Math.round(octets / 2 ** 20);
  console.log(
    `${cases} cases in ${lasted.toFixed(1)} s, ${faults.length} faults, ${megabytes(heap)} MiB held at the end`,
  );
  if (heap > HEAP_OCTETS_LIMIT)
    console.log(`more than ${megabytes(HEAP_OCTETS_LIMIT)} MiB: something is not given back`);
  return faults.length > 0 || heap > HEAP_OCTETS_LIMIT ? 1 : 0;
}

process.exitCode = await main();
