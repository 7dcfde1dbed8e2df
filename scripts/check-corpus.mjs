// The corpus check, where a corpus is there: runs its check/corpus.mjs on this program and holds the figures against
// those recorded in test/corpus-baseline.json.
//
//   node scripts/check-corpus.mjs DIRECTORY            fails where a figure is below the recorded one
//   node scripts/check-corpus.mjs DIRECTORY --record   records the figures as they are
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BASELINE = join(ROOT, 'test/corpus-baseline.json');
/** Figures are recorded with so many digits; less of a difference is none. */
const DIGITS = 6;

/** All figures of a check as name → share between 0 and 1. */
function figuresOf({ metrics, f1, protocol }) {
  const share = ([ok, of]) => (of ? ok / of : 1);
  const figures = {};
  for (const [name, counts] of Object.entries(metrics)) figures[name] = share(counts);
  for (const [name, value] of Object.entries(f1)) figures[`F1 ${name}`] = value;
  figures['protocol: recall'] = protocol.recall;
  figures['protocol: precision'] = protocol.precision;
  figures['protocol: recall averaged over labels'] = protocol.averagedRecall;
  figures['protocol: on an unusual port'] = share(protocol.wrongPort);
  for (const name of Object.keys(figures)) figures[name] = Number(figures[name].toFixed(DIGITS));
  return figures;
}

function measure(directory) {
  const temporary = mkdtempSync(join(tmpdir(), 'corpus-check-'));
  try {
    const file = join(temporary, 'result.json');
    const program = [process.execPath, join(ROOT, 'bin/tcpdialog-tui')];
    const checker = resolve(directory, 'check/corpus.mjs');
    const run = spawnSync(process.execPath, [checker, '--json', file, '--', ...program], {
      stdio: 'inherit',
    });
    if (run.status !== 0)
      throw new Error(`the corpus check could not run: status ${run.status ?? run.signal}`);
    return figuresOf(JSON.parse(readFileSync(file, 'utf8')));
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

/** Names of the figures that fell, each with what was recorded and what it is now. */
function fallen(recorded, figures) {
  return Object.entries(recorded)
    .filter(([name, least]) => !(figures[name] >= least))
    .map(([name, least]) => `${name}: ${figures[name] ?? 'no longer measured'}, recorded ${least}`);
}

const [directory, mode] = process.argv.slice(2);
if (!directory || (mode !== undefined && mode !== '--record')) {
  console.error('usage: check-corpus.mjs DIRECTORY [--record]');
  process.exit(2);
}
const figures = measure(directory);
if (mode === '--record') {
  writeFileSync(BASELINE, `${JSON.stringify(figures, null, 2)}\n`);
} else if (!existsSync(BASELINE)) {
  console.error('corpus check: nothing is recorded yet: run it with --record');
  process.exit(1);
} else {
  const recorded = JSON.parse(readFileSync(BASELINE, 'utf8'));
  const lower = fallen(recorded, figures);
  for (const line of lower) console.error(`corpus check: fell: ${line}`);
  const higher = Object.entries(figures).filter(([name, value]) => !(recorded[name] >= value)).length;
  if (higher > 0)
    console.error(`corpus check: ${higher} figures are better than recorded: --record takes them over`);
  process.exitCode = lower.length > 0 ? 1 : 0;
}
