// Reads large captures with this program and with its peers, each several times in turn as a whole process, and prints
// medians and their ratios. Run by scripts/bench, which says what the options are.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeInput } from './make-input.mjs';

const MEASURE = fileURLToPath(new URL('measure.py', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../bin/tcpdialog-tui', import.meta.url));

const OURS = 'tcpdialog-tui --json';
/** How each peer reads a file, and what our time and processor time should be of its, at the most. */
const PEERS = {
  tcptrace: { title: 'tcptrace -n', goal: 0.7, command: (file) => ['tcptrace', '-n', file] },
  ndpiReader: { title: 'ndpiReader -q', goal: 0.6, command: (file) => ['ndpiReader', '-q', '-i', file] },
  tshark: {
    title: 'tshark -q -z conv,tcp',
    goal: 0.1,
    command: (file) => ['tshark', '-q', '-z', 'conv,tcp', '-r', file],
  },
  tcpdump: { title: 'tcpdump -nn', goal: 0.25, command: (file) => ['tcpdump', '-nn', '-r', file] },
};

process.env.PATH = `${process.env.PATH}:/usr/sbin`;
const options = readOptions();
const folder = mkdtempSync(join(tmpdir(), 'tcpdialog-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const all = options.packets.map(measureSize);
console.log(`\n${machine()}; medians of ${options.runs} runs in turn\n`);
for (const one of all) console.log(`${tableOf(one)}\n`);
if (all.length > 1) console.log(growthOf(all));

function readOptions() {
  const { values } = parseArgs({
    options: {
      packets: { type: 'string', default: '1000000' },
      of: { type: 'string' },
      runs: { type: 'string', default: '7' },
      peers: { type: 'string', default: Object.keys(PEERS).join() },
    },
  });
  const names = values.peers === 'none' ? [] : values.peers.split(',');
  for (const name of names) if (!(name in PEERS)) fail(`there is no peer ${name}`);
  const packets = values.packets.split(',').map(positive);
  return { packets, of: values.of ?? null, runs: positive(values.runs), peers: names.filter(isInstalled) };
}

function positive(text) {
  return /^[1-9]\d*$/.test(text) ? Number(text) : fail(`${text} is no number above 0`);
}

function isInstalled(name) {
  const folders = process.env.PATH.split(':');
  const isThere = folders.some((folder) => existsSync(join(folder, name)));
  if (!isThere) say(`${name} is not installed: left out`);
  return isThere;
}

/** Makes the input and has everyone read it; nobody's first run counts, for it warms the file cache. */
function measureSize(packets) {
  const file = join(folder, `${packets}.pcap`);
  say(`making ${packets} packets`);
  makeInput(file, packets, options.of);
  const octets = statSync(file).size;
  const readers = [
    { title: OURS, goal: null, command: [process.execPath, PROGRAM, '-r', file, '--json'] },
    ...options.peers.map((name) => ({ ...PEERS[name], command: PEERS[name].command(file) })),
  ];
  const runs = new Map(readers.map((reader) => [reader, []]));
  for (let run = 0; run <= options.runs; run++) {
    say(run === 0 ? 'warming up' : `run ${run} of ${options.runs}`);
    for (const reader of readers) {
      const usage = measure(reader.command);
      if (run > 0) runs.get(reader).push(usage);
    }
  }
  rmSync(file);
  const results = readers.map((reader) => ({ ...reader, ...mediansOf(runs.get(reader)) }));
  return { packets, octets, results };
}

function measure(command) {
  const usage = JSON.parse(execFileSync('python3', [MEASURE, ...command], { encoding: 'utf8' }));
  if (usage.status !== 0) fail(`${command.join(' ')}: exit status ${usage.status}`);
  return usage;
}

function mediansOf(usages) {
  const of = (key) => median(usages.map((usage) => usage[key]));
  return { wall: of('wall'), processor: of('processor'), peak: of('peak') };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** One size as a table: our time is given as a share of each peer's. */
function tableOf({ packets, octets, results }) {
  const [ours] = results;
  const rows = results.map((one) => [
    one.title,
    `${one.wall.toFixed(2)} s`,
    `${one.processor.toFixed(2)} s`,
    `${Math.round(one.peak / 1024)} MiB`,
    one === ours ? '' : (ours.wall / one.wall).toFixed(2),
    one === ours ? '' : (ours.processor / one.processor).toFixed(2),
    one.goal === null ? '' : `${one.goal}`,
  ]);
  const head = [
    `${packets.toLocaleString('en')} packets, ${Math.round(octets / 1e6)} MB`,
    'time',
    'processor',
    'peak memory',
    'our time ÷',
    'our processor ÷',
    'goal',
  ];
  return markdown([head, ...rows]);
}

/** Where time is linear in packets, time a packet stays as it is. */
function growthOf(all) {
  const rows = all.map(({ packets, results: [{ wall, processor, peak }] }) => [
    packets.toLocaleString('en'),
    `${((wall / packets) * 1e6).toFixed(2)} µs`,
    `${((processor / packets) * 1e6).toFixed(2)} µs`,
    `${Math.round(peak / 1024)} MiB`,
  ]);
  return markdown([[`${OURS}: packets`, 'time a packet', 'processor a packet', 'peak memory'], ...rows]);
}

function markdown(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length), 3));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(rows[0]), line(rule), ...rows.slice(1).map(line)].join('\n');
}

function machine() {
  return `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? process.arch}), Node.js ${process.version}`;
}

function say(text) {
  process.stderr.write(`bench: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
