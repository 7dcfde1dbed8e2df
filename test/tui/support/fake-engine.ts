import type { Language, Sentence } from '../../../src/core/dialogue/explain.ts';
import { CLIENT, SERVER } from '../../../src/core/side.ts';
import type { Query } from '../../../src/core/view/query.ts';
import type {
  ConnectionRow,
  Counters,
  LadderEntry,
  RecordingStatus,
  Remark,
  Snapshot,
} from '../../../src/core/view/snapshot.ts';
import { ACK, FIN, PSH, SYN } from '../../../src/core/wire/control-bits.ts';
import type { EngineClient } from '../../../src/engine/client.ts';
import type { EngineStatus, SaveWhat } from '../../../src/engine/messages.ts';
import { Failure, type FailureReport } from '../../../src/failure.ts';

/** A row as the engine would give it; what is not named is that of a plain HTTP connection that is open. */
export function connectionRow(id: number, parts: Partial<ConnectionRow> = {}): ConnectionRow {
  return {
    id,
    version: 1,
    client: { address: '127.0.0.1', port: 50_000 + id },
    server: { address: '127.0.0.1', port: 8000 },
    basis: 'syn',
    interfaceName: 'lo',
    protocol: 'HTTP',
    state: 'open',
    strip: 'SsAPapa',
    packets: [4, 3],
    bytes: [400, 900],
    payloadBytes: [83, 512],
    retransmissions: [0, 0],
    firstNanoseconds: id * 1e9,
    lastNanoseconds: id * 1e9 + 5e8,
    handshakeRttNanoseconds: 41_000,
    firstByteNanoseconds: null,
    closedBy: null,
    closedHow: null,
    requests: 1,
    responses: 1,
    trouble: false,
    ...parts,
  };
}

export function segment(
  ordinal: number,
  controlBits: number,
  parts: Partial<Extract<LadderEntry, { kind: 'segment' }>> = {},
): LadderEntry {
  return {
    kind: 'segment',
    ordinal,
    nanoseconds: ordinal * 1e6,
    sinceNanoseconds: ordinal === 0 ? null : 1e6,
    from: ordinal % 2 === 0 ? CLIENT : SERVER,
    controlBits,
    payloadBytes: 0,
    count: 1,
    sequenceNumber: ordinal,
    acknowledgmentNumber: null,
    window: 65_536,
    marks: 0,
    said: null,
    protocol: null,
    ...parts,
  };
}

/** `SYN, SYN+ACK, ACK, GET, 200, FIN, ended`. */
export const SHORT_DIALOGUE: readonly LadderEntry[] = [
  segment(0, SYN),
  segment(1, SYN | ACK),
  segment(2, ACK),
  segment(4, PSH | ACK, { payloadBytes: 83, said: 'GET /index.html HTTP/1.1', protocol: 'HTTP' }),
  segment(5, PSH | ACK, { payloadBytes: 512, said: '200 OK', protocol: 'HTTP' }),
  segment(6, FIN | ACK),
  { kind: 'ended', nanoseconds: 7e6, text: 'closed by the client first', by: CLIENT },
];

export function sentence(nanoseconds: number, text: string, isRemark = false): Sentence {
  return { nanoseconds, text, isRemark };
}

export interface FakeEngine extends EngineClient {
  rows: readonly ConnectionRow[];
  entries: readonly LadderEntry[];
  remarks: readonly Remark[];
  /** The dialogue in sentences. */
  told: Readonly<Record<Language, readonly Sentence[]>>;
  status: EngineStatus;
  frames: number;
  /** What limits have let go; nothing where it is left out. */
  letGo: Partial<Counters>;
  /** Filters that are wrong, with what is wrong about them. */
  readonly wrong: Map<string, string>;
  /** Which rows a filter lets through. */
  matches: (row: ConnectionRow, filter: string) => boolean;
  readonly queries: Query[];
  readonly calls: string[];
  /** The next call of `record`, `save` or `setCaptureFilter` fails with this. */
  refusal: Failure | null;
  fail(report: FailureReport): void;
}

const STATUS: EngineStatus = {
  sourceKind: 'live',
  sourceName: 'lo',
  phase: 'reading',
  captureFilter: 'tcp',
  caveat: null,
  drops: { byKernel: 0, byInterface: 0, byUs: 0 },
  progress: null,
  recording: null,
  problem: null,
};

/** An engine with prepared rows and entries that answers queries as the real one does. */
export function createFakeEngine(rows: readonly ConnectionRow[] = [], entries = SHORT_DIALOGUE): FakeEngine {
  let failed: (report: FailureReport) => void = () => undefined;
  let goodFilter = '';
  const refuse = () => {
    const refusal = engine.refusal;
    engine.refusal = null;
    if (refusal !== null) throw refusal;
  };
  const engine: FakeEngine = {
    rows,
    entries,
    remarks: [],
    told: { en: [sentence(0, 'C asks.')], ja: [sentence(0, 'C が求めます。')] },
    status: STATUS,
    frames: 100,
    letGo: {},
    wrong: new Map(),
    matches: (row, filter) =>
      filter === '' ||
      `${row.client.port} ${row.server.port} ${row.state}`.includes(filter.replace(/^\w+:/u, '')),
    queries: [],
    calls: [],
    refusal: null,
    async query(query) {
      engine.queries.push(query);
      const filterError = engine.wrong.get(query.filter) ?? null;
      if (filterError === null) goodFilter = query.filter;
      return { snapshot: { ...snapshotOf(engine, query, goodFilter), filterError }, status: engine.status };
    },
    async record(path) {
      engine.calls.push(`record ${path}`);
      refuse();
      const recording: RecordingStatus = {
        path,
        frames: 0,
        octets: 24,
        unwritten: 0,
        startedMilliseconds: Date.now(),
      };
      engine.status = { ...engine.status, recording };
      return recording;
    },
    async stopRecording() {
      engine.calls.push('stop');
      const { recording } = engine.status;
      if (recording === null)
        throw new Failure('usage', { what: 'nothing is being recorded', todo: 'start a recording first' });
      engine.status = { ...engine.status, recording: null };
      return { ...recording, frames: 12, octets: 3456 };
    },
    async save(path, what: SaveWhat) {
      engine.calls.push(
        `save ${path} ${'ids' in what ? `ids ${what.ids.join(',')}` : `filter ${what.filter}`}`,
      );
      refuse();
      return { path, connections: 2, frames: 14, missing: 0 };
    },
    async setCaptureFilter(text) {
      engine.calls.push(`capture-filter ${text}`);
      refuse();
    },
    async close() {
      engine.calls.push('close');
      return engine.status.recording;
    },
    failures: () => [],
    onFailure(listener) {
      failed = listener;
    },
    fail: (report) => failed(report),
  };
  return engine;
}

function snapshotOf(engine: FakeEngine, query: Query, filter: string): Snapshot {
  const sign = query.descending ? -1 : 1;
  const matching = engine.rows
    .filter((row) => engine.matches(row, filter))
    .sort((a, b) => sign * (a.id - b.id));
  const last = Math.max(0, matching.length - query.rows);
  const newest = matching.reduce((highest, row) => Math.max(highest, row.id), -1);
  const wanted = matching.findIndex((row) => row.id === (query.follow ? newest : query.keep));
  let offset = Math.max(0, Math.min(query.offset, last));
  if (wanted >= 0 && wanted < offset) offset = wanted;
  if (wanted >= offset + query.rows) offset = wanted - query.rows + 1;
  const nowNanoseconds = Math.max(0, ...engine.rows.map((row) => row.lastNanoseconds));
  return {
    sequence: query.sequence,
    filterError: null,
    matching: matching.length,
    offset,
    rows: matching.slice(offset, offset + query.rows),
    counters: {
      frames: engine.frames,
      segments: engine.frames,
      frameOctets: engine.frames * 100,
      ignored: {},
      malformed: {},
      dissectorFailures: 0,
      connectionsSeen: engine.rows.length,
      connectionsKept: engine.rows.length,
      connectionsOpen: engine.rows.filter((row) => row.state === 'open').length,
      connectionsInTrouble: engine.rows.filter((row) => row.trouble).length,
      connectionsLetGo: 0,
      memoryWasShort: false,
      segmentsLetGo: 0,
      fragmentsLetGo: 0,
      messagesLetGo: 0,
      segmentsPerConnectionLetGo: 0,
      messagesPerConnectionLetGo: 0,
      controlBitsLetGo: 0,
      tlsSecretsLetGo: 0,
      namesLetGo: 0,
      reassemblyOctetsLetGo: 0,
      ...engine.letGo,
    },
    startSeconds: 1_700_000_000,
    startNanoseconds: 0,
    nowNanoseconds,
    dialogue: dialogueOf(engine, query.open),
    interfaces: [],
  };
}

function indexOfSegment({ entries }: FakeEngine, ordinal: number): number {
  const at = entries.findLastIndex((entry) => entry.kind === 'segment' && entry.ordinal <= ordinal);
  return at >= 0
    ? at
    : Math.max(
        0,
        entries.findIndex(({ kind }) => kind === 'segment'),
      );
}

function dialogueOf(engine: FakeEngine, open: Query['open']): Snapshot['dialogue'] {
  const row = engine.rows.find(({ id }) => id === open?.id);
  if (open === null || row === undefined) return null;
  const total = engine.entries.length;
  const last = Math.max(0, total - open.entries);
  const anchor = open.anchor ? { ...open.anchor, index: indexOfSegment(engine, open.anchor.ordinal) } : null;
  const moved = anchor && open.anchor ? anchor.index - open.anchor.index : 0;
  const offset = open.offset === null ? last : Math.max(0, Math.min(open.offset + moved, last));
  return {
    row,
    clientState: 'ESTABLISHED',
    names: [null, null],
    serverState: 'ESTABLISHED',
    transitions: [null, null],
    roundTrips: [null, null],
    firstByte: null,
    unheard: [false, false],
    requestsAnswered: 0,
    requestsOpen: 0,
    closeAnnounced: null,
    responseLeft: false,
    multipath: false,
    remarks: engine.remarks,
    protocols: ['HTTP'],
    facts: {},
    total,
    offset,
    entries: engine.entries.slice(offset, offset + open.entries),
    ...(anchor && { anchor }),
    ...(open.explain && { explanation: engine.told[open.explain] }),
  };
}
