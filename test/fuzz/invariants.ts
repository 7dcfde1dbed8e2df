import type { Analysis } from '../../src/core/analysis.ts';
import type { ConversationContext } from '../../src/core/conversation/context.ts';
import type { Limits } from '../../src/core/limits.ts';
import type { ChunkArena } from '../../src/core/tcp/chunk-arena.ts';
import type { Connection } from '../../src/core/tcp/connection.ts';
import { SORT_COLUMNS } from '../../src/core/view/sort.ts';
import type { FragmentTable } from '../../src/core/wire/fragments.ts';
import { ASCII, BARE, type Style, UNICODE } from '../../src/draw/style.ts';
import { drawTableRow, layoutColumns } from '../../src/draw/table.ts';
import { columnsOf } from '../../src/draw/text.ts';
import { connectionWriter } from '../../src/report/json/connection.ts';
import { writeSummary } from '../../src/report/json/summary.ts';
import { dialogueLines } from '../../src/report/text.ts';
import { connectionJson, summaryJson } from '../support/json.ts';
import { written } from '../support/octet-text.ts';
import type { Random } from './random.ts';

/** Control and format characters, lone surrogates, ends of lines and paragraphs: none may come out. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const PARTS = { messages: true, segments: true };
const DRAWN_ONCE_IN = 16;
const FILTERS = [
  '',
  '',
  'port:80',
  'host:10.0.0.0/8',
  'state:open',
  'flag:R',
  'retx:>0',
  'proto:http',
  '/GET|a{2,}/',
];

/** What the core keeps to itself, and must give back. */
interface Insides {
  readonly context: ConversationContext;
  readonly fragments: FragmentTable;
  readonly tracker: Record<'segments' | 'runs', { readonly arena: ChunkArena }>;
}
const insidesOf = (analysis: Analysis): Insides => analysis as unknown as Insides;

/** What must hold of the core after any frames. Throws where it does not. */
export function checkAnalysis(analysis: Analysis, limits: Limits, frames: number, random: Random): void {
  checkCounters(analysis, limits, frames);
  for (const connection of analysis.tracker.table.list()) checkConnection(analysis, connection);
  checkText(summaryJson(analysis), 'summary');
  checkSnapshot(analysis, random);
}

/** Two runs over the same frames must tell the same. Throws where they do not. */
export function checkAlike(one: Analysis, other: Analysis): void {
  const [lines, others] = [one, other].map((analysis) =>
    written((text) => {
      const write = connectionWriter(analysis.tracker, PARTS);
      for (const c of analysis.tracker.table.list()) write(c, text);
      writeSummary(analysis, PARTS, { drops: null, recorded: null, fileError: null }, text);
    }).split('\n'),
  ) as [string[], string[]];
  const index = lines.findIndex((line, at) => line !== others[at]);
  if (index >= 0)
    throw new Error(`frames one by one and in one piece differ:\n${lines[index]}\n${others[index]}`);
}

/** Forgets all connections; whatever was held for them must be given back. */
export function checkReleased(analysis: Analysis): void {
  const { tracker } = analysis;
  const { context, tracker: inside } = insidesOf(analysis);
  for (const connection of tracker.table.list()) tracker.release(connection);
  expectEqual(tracker.table.size, 0, 'connections kept after all were released');
  expectEqual(inside.segments.arena.chunksInUse, 0, 'chunks of segments in use after all was released');
  expectEqual(inside.runs.arena.chunksInUse, 0, 'chunks of runs in use after all was released');
  expectEqual(context.budget.octetsHeld, 0, 'octets held after all was released');
  expectEqual(context.messagesKept, 0, 'messages kept after all was released');
}

function checkCounters(analysis: Analysis, limits: Limits, frames: number): void {
  const { counters, tracker } = analysis;
  const sum = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((total, count) => total + count, 0);
  expectEqual(counters.frames, frames, 'frames');
  expectEqual(counters.segments + sum(counters.ignored) + sum(counters.malformed), frames, 'outcomes');
  expectEqual(counters.dissectorFailures, 0, 'times that a dissector threw');
  expectAtMost(counters.connectionsKept, limits.connections, 'connections');
  const { context, fragments } = insidesOf(analysis);
  expectAtMost(fragments.fill.fragments, limits.fragments, 'fragments');
  expectAtMost(fragments.fill.octets, limits.fragmentOctets, 'octets of fragments');
  expectAtMost(context.messagesKept, limits.messages, 'messages');
  expectAtMost(context.budget.octetsHeld, limits.reassemblyOctets, 'octets held');
  if (counters.connectionsLetGo > 0) return;
  const packets = tracker.table.list().reduce((total, connection) => total + connection.packets, 0);
  expectEqual(packets, counters.segments, 'packets of all connections');
}

function checkConnection(analysis: Analysis, connection: Connection): void {
  // Numbers that are none would be no JSON.
  const report = connectionJson(analysis, connection, PARTS);
  checkText(report, 'connection');
  if (connection.runsOmitted === 0)
    expectEqual(packetsIn(report.flags), connection.packets, 'packets that the flags tell of');
}

function checkSnapshot(analysis: Analysis, random: Random): void {
  const connections = analysis.tracker.table.list();
  const open = connections.length > 0 && random.oneIn(2) ? random.pick(connections).id : null;
  const snapshot = analysis.select({
    sequence: 1,
    filter: random.pick(FILTERS),
    sort: random.pick(SORT_COLUMNS),
    descending: random.oneIn(2),
    offset: random.few(5),
    rows: 1 + random.below(30),
    keep: random.oneIn(4) ? random.below(5) : null,
    follow: random.oneIn(4),
    stripLength: random.below(60),
    open:
      open === null
        ? null
        : { id: open, offset: random.oneIn(2) ? null : random.below(20), entries: 30, fold: random.oneIn(2) },
  });
  checkNumbers(snapshot, 'snapshot');
  checkText(snapshot, 'snapshot');
  if (!random.oneIn(DRAWN_ONCE_IN)) return;
  const width = 20 + random.below(200);
  const style: Style = { paint: BARE, glyphs: random.oneIn(2) ? UNICODE : ASCII };
  const options = { width, style, language: random.oneIn(2) ? 'en' : 'ja' } as const;
  const layout = layoutColumns(width);
  const startTime = { seconds: snapshot.startSeconds ?? 0, nanoseconds: snapshot.startNanoseconds };
  const rows = snapshot.rows.map((row) =>
    drawTableRow(
      layout,
      row,
      { nowNanoseconds: snapshot.nowNanoseconds, selected: false, marked: false },
      style,
    ),
  );
  const view = open === null ? null : analysis.dialogueOf(open, random.oneIn(2));
  for (const line of view === null ? rows : [...rows, ...dialogueLines(view, startTime, options)]) {
    checkText(line, 'drawn line');
    if (!line.startsWith('not over'))
      expectAtMost(columnsOf(line), width, `columns of ${JSON.stringify(line)}`);
  }
}

function packetsIn(flags: string): number {
  if (flags === '') return 0;
  return flags.split(' ').reduce((sum, run) => sum + Number(run.split('*')[1] ?? 1), 0);
}

function checkText(value: unknown, where: string): void {
  if (typeof value === 'string') {
    if (HARMFUL.test(value)) throw new Error(`a harmful character in ${where}: ${JSON.stringify(value)}`);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    if (HARMFUL.test(name)) throw new Error(`a harmful character in ${where}: ${JSON.stringify(name)}`);
    checkText(part, `${where}.${name}`);
  }
}

function checkNumbers(value: unknown, where: string): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${where} is ${value}`);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) checkNumbers(part, `${where}.${name}`);
}

function expectEqual(found: number, expected: number, what: string): void {
  if (found !== expected) throw new Error(`${what}: ${found}, not ${expected}`);
}

function expectAtMost(found: number, limit: number, what: string): void {
  if (!(found <= limit)) throw new Error(`${what}: ${found}, more than ${limit}`);
}
