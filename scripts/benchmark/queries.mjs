// How long the core takes to answer what a full screen asks, with many connections open. Run by scripts/bench --queries.
import { readFileSync } from 'node:fs';
import { Analysis } from '../../src/core/analysis.ts';
import { DEFAULT_LIMITS } from '../../src/core/limits.ts';
import { SORT_COLUMNS } from '../../src/core/view/sort.ts';

const OPEN = 100_000;
const TIMES = 21;
const ROWS = 60;
/** Connections on which something happens between two queries. */
const ACTIVE = 1000;
const FILTERS = ['', 'state:open proto:http', 'host:10.1.0.0/16 bytes:>1K', 'idle:>1s', 'text:10.1.2'];
/** Of a dialogue that goes on: its handshake, a request and an answer. */
const FRAMES = 7;
const FILE_HEADER = 24;
const RECORD_HEADER = 16;

const octets = readFileSync(new URL('../../test/fixtures/http-close.pcap', import.meta.url));
const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
const server = view.getUint16(FILE_HEADER + RECORD_HEADER + 36);
const frames = framesOf(FRAMES);
const analysis = new Analysis({ limits: DEFAULT_LIMITS, keepDialogues: true });
const before = process.memoryUsage();
fill();
const after = process.memoryUsage();
const used = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
console.log(
  `\n${OPEN} connections open, with their segments and messages: ${Math.round(used / OPEN)} octets each\n`,
);
print(['filter', 'sorted by', 'matching', 'first answer', 'later ones']);
print(['---', '---', '---:', '---:', '---:']);
for (const sort of SORT_COLUMNS) measure('', sort);
for (const filter of FILTERS.slice(1)) measure(filter, 'bytes');

/** Where the first frames of the dialogue stand. */
function framesOf(count) {
  const found = [];
  for (let start = FILE_HEADER; found.length < count; ) {
    const end = start + RECORD_HEADER + view.getUint32(start + 8, true);
    found.push({ start, end });
    start = end;
  }
  return found;
}

/** Copies of a real dialogue, each with a client of its own. */
function fill() {
  analysis.addInterface({ name: 'bench', linkType: view.getUint32(20, true), snapshotLength: 262_144 });
  for (let copy = 0; copy < OPEN; copy++) for (const frame of frames) ingest(frame, copy);
}

function ingest({ start, end }, copy) {
  const frame = start + RECORD_HEADER;
  const fromServer = view.getUint16(frame + 34) === server;
  view.setUint32(frame + (fromServer ? 30 : 26), 0x0a000000 + copy);
  view.setUint32(start, 1_700_000_000 + Math.floor(copy / 10_000), true);
  analysis.ingest({ octets, view, start, end, interfaceIndex: 0 }, 0, 0);
}

function measure(filter, sort) {
  const times = [];
  let matching = 0;
  for (let i = 0; i < TIMES; i++) {
    for (let k = 0; k < ACTIVE; k++) ingest(frames.at(-1), (i * 7919 + k * 97) % OPEN);
    const start = performance.now();
    ({ matching } = analysis.select({
      sequence: i,
      filter,
      sort,
      descending: true,
      offset: (OPEN >> 1) * (i % 3 === 2 ? 1 : 0),
      rows: ROWS,
      keep: OPEN >> 2,
      follow: false,
      stripLength: 40,
      open: null,
    }));
    times.push(performance.now() - start);
  }
  const [first] = times;
  const later = times.slice(1).sort((a, b) => a - b);
  print([
    filter === '' ? 'none' : `\`${filter}\``,
    sort,
    `${matching}`,
    `${first.toFixed(1)} ms`,
    `${later[later.length >> 1].toFixed(1)} ms`,
  ]);
}

function print(cells) {
  console.log(`| ${cells.join(' | ')} |`);
}
