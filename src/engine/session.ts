import { setTimeout as delay } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { Analysis } from '../core/analysis.ts';
import type { Batch, CaptureInterface } from '../core/batch.ts';
import { limitsWithin } from '../core/limits.ts';
import { NANOSECONDS_PER_MILLISECOND, type Time } from '../core/time.ts';
import type { Query } from '../core/view/query.ts';
import type { Drops, RecordingStatus, Snapshot } from '../core/view/snapshot.ts';
import { Failure, type FailureReport } from '../failure.ts';
import { FRAME_RING_OCTETS, FrameRing } from '../source/frame-ring.ts';
import type { Knowledge, LiveSource, Source } from '../source/source.ts';
import { MemoryWatch } from './memory-watch.ts';
import type { EngineStatus, SaveOutcome, SaveWhat } from './messages.ts';
import { openSources } from './open-sources.ts';
import type { SessionOptions } from './options.ts';
import { Recordings } from './recordings.ts';
import { SessionSecrets } from './session-secrets.ts';
import { Turns } from './turns.ts';

/** How long work may go on before other things of the thread get their turn. */
const TURN_MILLISECONDS = 8;
/** Of the connections, each time that memory becomes short. */
const LET_GO_SHARE = 1 / 8;
/** So many more are kept again with each minute in which it was not: less, so that it does not become short each time. */
const MORE_SHARE = 1 / 16;

interface Tap {
  readonly source: Source;
  /** The core's index of each of the source's interfaces. */
  readonly interfaceIndexes: number[];
  /** It gives no more batches. */
  ended: boolean;
}

/** Called when a batch was taken in; where it gives a promise, the next batch waits for that. */
type AfterBatch = () => Promise<unknown> | undefined;

/**
 * One run of the program without a screen: sources, the core, what is recorded. It lives on one thread, the main one for
 * reports and a worker's for the TUI.
 */
export class Session {
  readonly analysis: Analysis;
  /** What failed without keeping the session from opening, in order; complete once it is closed. */
  readonly failures: FailureReport[] = [];
  /** Those of them that still hold, the newest last: that of a recording until another one has begun. */
  private standing: readonly FailureReport[] = [];
  private recordingFailure: FailureReport | null = null;
  /** Called with each of them; `goesOn` tells whether there is more to be read all the same. */
  onFailure: ((failure: FailureReport, goesOn: boolean) => void) | null = null;
  private readonly options: SessionOptions;
  private readonly taps: Tap[] = [];
  private readonly secrets: SessionSecrets;
  private readonly memory = new MemoryWatch();
  /** Recordings and capture filters change one after the other. */
  private readonly turns = new Turns();
  private readonly recordings: Recordings;
  private readonly ring: FrameRing | null;
  private position = 0;
  private phase: EngineStatus['phase'] = 'reading';
  private captureFilter: string;
  private closing: Promise<RecordingStatus | null> | null = null;

  private constructor(options: SessionOptions) {
    this.options = options;
    const { keepDialogues } = options;
    // Of this thread: each one has a heap of its own.
    const { heap_size_limit: heapOctets } = getHeapStatistics();
    const limits = { ...limitsWithin(heapOctets, keepDialogues), ...options.limits };
    this.analysis = new Analysis({ limits, keepDialogues });
    this.secrets = new SessionSecrets(this.analysis);
    this.recordings = new Recordings(this.analysis.interfaces, this.turns, {
      knowledge: () => this.knowledge,
      onBegun: () => {
        this.standing = this.standing.filter((failure) => failure !== this.recordingFailure);
      },
      onFailed: (failure) => {
        this.recordingFailure = this.noteFailure(failure);
      },
    });
    this.ring = options.input.kind === 'live' && keepDialogues ? new FrameRing(FRAME_RING_OCTETS) : null;
    this.captureFilter = options.input.kind === 'live' ? options.input.captureFilter : '';
  }

  /** Opens everything; rejects with the Failure of what could not be opened, and then nothing is left open. */
  static async open(options: SessionOptions): Promise<Session> {
    const session = new Session(options);
    const sources = await openSources(options.input);
    for (const source of sources) session.taps.push({ source, interfaceIndexes: [], ended: false });
    for (const tap of session.taps) session.learnInterfaces(tap);
    try {
      if (options.tlsKeys !== null) await session.secrets.openFile(options.tlsKeys);
      await session.recordings.beginAsked(options);
    } catch (error) {
      await session.endSources();
      throw error;
    }
    return session;
  }

  /**
   * Reads until the sources end, `close` is called or the count or duration asked for is reached. Does not reject: what
   * went wrong is in `failures` afterwards.
   */
  async run(afterBatch: AfterBatch = () => undefined): Promise<void> {
    const { durationSeconds } = this.options;
    const timer =
      durationSeconds === null ? null : setTimeout(() => this.endSources(), durationSeconds * 1000);
    await Promise.all(this.taps.map((tap) => this.read(tap, afterBatch)));
    if (timer) clearTimeout(timer);
    this.phase = 'ended';
  }

  query(query: Query): Snapshot {
    return this.analysis.select(
      query,
      this.phase === 'reading' && this.options.input.kind === 'live' ? clock() : undefined,
    );
  }

  status(): EngineStatus {
    const [first] = this.taps;
    const progress = first?.source.progress() ?? null;
    return {
      sourceKind: this.options.input.kind,
      sourceName: this.taps.map((tap) => tap.source.name).join(' '),
      phase: this.phase,
      captureFilter: this.captureFilter,
      caveat: first?.source.caveat ?? null,
      drops: this.drops(),
      progress,
      recording: this.recordings.status(),
      problem: this.standing.at(-1) ?? null,
    };
  }

  drops(): Drops {
    const all = this.taps.map((tap) => tap.source.drops());
    const sum = (of: (drops: Drops) => number | null): number | null =>
      all.reduce<number | null>(
        (total, drops) => (total === null || of(drops) === null ? null : total + (of(drops) as number)),
        0,
      );
    return {
      byKernel: sum((d) => d.byKernel),
      byInterface: sum((d) => d.byInterface),
      byUs: sum((d) => d.byUs) ?? 0,
    };
  }

  /** Figures of the newest recording, also of one that has ended; null where there was none. */
  recorded(): RecordingStatus | null {
    return this.recordings.newestStatus();
  }

  record(path: string): Promise<RecordingStatus> {
    return this.turns.take(async () => {
      if (this.closing !== null) throw ended();
      return this.recordings.begin(path);
    });
  }

  stopRecording(): Promise<RecordingStatus> {
    return this.turns.take(async () => {
      const recording = await this.recordings.end();
      if (recording === null)
        throw new Failure('usage', { what: 'nothing is being recorded', todo: 'start a recording first' });
      return recording;
    });
  }

  /** Writes the packets of some connections to a new file; those of a live capture come from memory. */
  async save(path: string, what: SaveWhat): Promise<SaveOutcome> {
    const connections = 'ids' in what ? this.connectionsOf(what.ids) : this.connectionsMatching(what.filter);
    if (connections.length === 0) {
      throw new Failure('usage', {
        what: 'there is no connection to save',
        todo: 'change the filter, or mark one',
      });
    }
    const { positions, missing } = this.analysis.positionsOf(connections);
    const from = this.ring ?? this.options.input;
    const { saveFrames } = await import('./save-frames.ts');
    const frames = await saveFrames(path, this.analysis.interfaces, positions, from, this.knowledge);
    return { path, connections: connections.length, frames, missing: missing + positions.length - frames };
  }

  /** Another capture filter for all devices; where one of them rejects it, the old one is put back on the others. */
  setCaptureFilter(text: string): Promise<void> {
    return this.turns.take(async () => {
      if (this.options.input.kind !== 'live')
        throw new Failure('usage', { what: 'a file has no capture filter', todo: 'use the view filter' });
      const sources = this.taps.filter((tap) => !tap.ended).map(({ source }) => source as LiveSource);
      if (sources.length === 0) throw ended();
      const changed: LiveSource[] = [];
      try {
        for (const source of sources) {
          await source.setCaptureFilter(text);
          changed.push(source);
        }
      } catch (error) {
        // One that has ended meanwhile has nothing to put back.
        for (const source of changed)
          await source.setCaptureFilter(this.captureFilter).catch(() => undefined);
        throw error;
      }
      this.captureFilter = text;
    });
  }

  /** Ends the sources and finishes a recording; gives the figures of one that went on until now. Safe to call twice. */
  close(): Promise<RecordingStatus | null> {
    this.closing ??= (async () => {
      await this.endSources();
      return this.turns.take(() => this.recordings.end());
    })();
    return this.closing;
  }

  private async endSources(): Promise<void> {
    this.secrets.close();
    await Promise.all(this.taps.map((tap) => tap.source.close()));
  }

  private async read(tap: Tap, afterBatch: AfterBatch): Promise<void> {
    let turnEnds = Date.now() + TURN_MILLISECONDS;
    let failure: Failure | null = null;
    try {
      for await (const batch of tap.source.batches()) {
        const lateBy = this.secrets.lateBy(batch, Date.now());
        if (lateBy > 0) await delay(lateBy);
        const learned = this.secrets.learn(tap.source.keyLog);
        if (learned) await learned;
        // A file can wait for the disk, so that nothing of it is lost; what is live cannot.
        const writable = tap.source.kind === 'file' ? this.recordings.writable() : undefined;
        if (writable) await writable;
        this.take(tap, batch);
        this.heedMemory();
        const ready = afterBatch();
        if (ready) await ready;
        if (this.framesLeft <= 0) break;
        if (Date.now() < turnEnds) continue;
        await new Promise((resolve) => setImmediate(resolve));
        turnEnds = Date.now() + TURN_MILLISECONDS;
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failure = error;
    }
    tap.ended = true;
    if (this.taps.every(({ ended }) => ended)) this.analysis.end();
    this.learnInterfaces(tap);
    if (failure !== null) this.noteFailure(failure);
    if (this.framesLeft <= 0) await this.endSources();
  }

  private heedMemory(): void {
    const change = this.memory.look();
    if (change === 'short') this.analysis.tracker.keepFewer(LET_GO_SHARE);
    else if (change === 'eased') this.analysis.tracker.keepMore(MORE_SHARE);
  }

  private noteFailure(failure: Failure): FailureReport {
    const report = failure.report();
    this.failures.push(report);
    this.standing = [...this.standing, report];
    this.onFailure?.(
      report,
      this.taps.some((tap) => !tap.ended),
    );
    return report;
  }

  /** Only a file knows something, and is read alone. The secrets that the user names stay where they are. */
  private get knowledge(): Knowledge {
    return this.taps[0]?.source ?? {};
  }

  private get framesLeft(): number {
    return (this.options.frames ?? Number.POSITIVE_INFINITY) - this.analysis.frames;
  }

  private take(tap: Tap, batch: Batch): void {
    this.learnInterfaces(tap);
    const interfaceIndex = tap.interfaceIndexes[batch.interfaceIndex] as number;
    const position = this.ring ? this.ring.append(batch, interfaceIndex) : this.position;
    this.position = position + (batch.end - batch.start);
    const end = this.analysis.ingest(batch, interfaceIndex, position, this.framesLeft);
    this.recordings.write(end === batch.end ? batch : { ...batch, end }, interfaceIndex);
  }

  private learnInterfaces(tap: Tap): void {
    const { interfaces, names } = tap.source;
    if (names !== undefined) this.analysis.names = names;
    while (tap.interfaceIndexes.length < interfaces.length) {
      tap.interfaceIndexes.push(
        this.analysis.addInterface(interfaces[tap.interfaceIndexes.length] as CaptureInterface),
      );
    }
  }

  private connectionsOf(ids: readonly number[]) {
    return ids.flatMap((id) => this.analysis.tracker.table.byId(id) ?? []);
  }

  private connectionsMatching(filter: string) {
    const { connections, error } = this.analysis.matching(filter);
    if (error !== null) throw new Failure('view-filter-wrong', { filter, what: error });
    return connections;
  }
}

function clock(): Time {
  const milliseconds = Date.now();
  return {
    seconds: Math.floor(milliseconds / 1000),
    nanoseconds: (milliseconds % 1000) * NANOSECONDS_PER_MILLISECOND,
  };
}

function ended(): Failure {
  return new Failure('usage', { what: 'the capture has ended', todo: 'start the program again' });
}
