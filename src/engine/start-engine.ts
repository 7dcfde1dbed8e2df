import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Query } from '../core/view/query.ts';
import type { RecordingStatus, Snapshot } from '../core/view/snapshot.ts';
import { Failure, type FailureReport } from '../failure.ts';
import type { EngineClient } from './client.ts';
import type { Answer, EngineStatus, Request, SaveOutcome, SaveWhat } from './messages.ts';
import type { SessionOptions } from './options.ts';

type Reply = { readonly snapshot: Snapshot; readonly status: EngineStatus };
interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (failure: Failure) => void;
}
type Ticketed = 'record' | 'stop-recording' | 'save' | 'capture-filter';
type WithoutTicket<K extends Ticketed> = Omit<Extract<Request, { kind: K }>, 'ticket'>;

/** Compiled or not, the worker is a module of the same kind as this one. */
const WORKER = new URL(`../engine/worker${extname(import.meta.url)}`, import.meta.url);
/** How long a closing engine may take to finish its file before it is ended. */
const CLOSE_MILLISECONDS = 5000;
const TOO_SLOW: FailureReport = {
  code: 'engine-died',
  detail: { what: `it did not end within ${CLOSE_MILLISECONDS / 1000} s, and a recording may be cut` },
};

/** Starts the engine on a thread of its own; rejects with the Failure of what could not be opened. */
export async function startEngine(options: SessionOptions): Promise<EngineClient> {
  const engine = new WorkerEngine(new Worker(WORKER));
  try {
    await engine.start(options);
  } catch (error) {
    // A thread that waits for requests would keep the program from ending.
    await engine.close();
    throw error;
  }
  return engine;
}

class WorkerEngine implements EngineClient {
  private readonly worker: Worker;
  private started: Waiting<void> | null = null;
  private queried: Waiting<Reply> | null = null;
  private readonly tickets = new Map<number, Waiting<unknown>>();
  private nextTicket = 1;
  private failure: FailureReport | null = null;
  private failureListener: ((failure: FailureReport) => void) | null = null;
  private closing: Promise<RecordingStatus | null> | null = null;
  private closed: ((recording: RecordingStatus | null, failures?: readonly FailureReport[]) => void) | null =
    null;
  private told: readonly FailureReport[] = [];

  constructor(worker: Worker) {
    this.worker = worker;
    worker.on('message', (answer: Answer) => (this.answers[answer.kind] as (answer: Answer) => void)(answer));
    worker.on('error', (error: Error) => this.fail({ code: 'engine-died', detail: { what: error.message } }));
    worker.on('exit', () => {
      this.closed?.(null);
      if (this.closing === null) this.fail({ code: 'engine-died', detail: { what: 'its thread ended' } });
    });
  }

  start(options: SessionOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      this.started = { resolve, reject };
      this.send({ kind: 'start', options });
    });
  }

  query(query: Query): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.ended) return reject(failureOf(this.ended));
      this.queried = { resolve, reject };
      this.send({ kind: 'query', query });
    });
  }

  record(path: string): Promise<RecordingStatus> {
    return this.ask<'record', RecordingStatus>({ kind: 'record', path });
  }

  stopRecording(): Promise<RecordingStatus> {
    return this.ask<'stop-recording', RecordingStatus>({ kind: 'stop-recording' });
  }

  save(path: string, what: SaveWhat): Promise<SaveOutcome> {
    return this.ask<'save', SaveOutcome>({ kind: 'save', path, what });
  }

  setCaptureFilter(text: string): Promise<void> {
    return this.ask<'capture-filter', void>({ kind: 'capture-filter', text });
  }

  close(): Promise<RecordingStatus | null> {
    this.closing ??= this.end();
    return this.closing;
  }

  failures(): readonly FailureReport[] {
    return this.told;
  }

  onFailure(listener: (failure: FailureReport) => void): void {
    this.failureListener = listener;
    if (this.failure) listener(this.failure);
  }

  private readonly answers: {
    readonly [K in Answer['kind']]: (answer: Extract<Answer, { kind: K }>) => void;
  } = {
    started: () => this.started?.resolve(),
    snapshot: ({ snapshot, status }) => this.queried?.resolve({ snapshot, status }),
    done: ({ ticket, result }) => this.settle(ticket)?.resolve(result),
    refused: ({ ticket, failure }) => this.settle(ticket)?.reject(failureOf(failure)),
    failed: ({ failure }) => this.fail(failure),
    closed: ({ recording, failures }) => this.closed?.(recording, failures),
  };

  private async end(): Promise<RecordingStatus | null> {
    const recording = await new Promise<RecordingStatus | null>((resolve) => {
      this.closed = (status, failures = []) => {
        clearTimeout(timer);
        // The end of the thread says the same again, and less.
        this.closed = null;
        this.told = failures;
        resolve(status);
      };
      const timer = setTimeout(() => this.closed?.(null, [TOO_SLOW]), CLOSE_MILLISECONDS);
      if (this.failure) this.closed(null);
      else this.send({ kind: 'close' });
    });
    await this.worker.terminate();
    return recording;
  }

  /** Why nothing can be asked any more. */
  private get ended(): FailureReport | null {
    return (
      this.failure ??
      (this.closing === null ? null : { code: 'engine-died', detail: { what: 'it was closed' } })
    );
  }

  private ask<K extends Ticketed, T>(request: WithoutTicket<K>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.ended) return reject(failureOf(this.ended));
      const ticket = this.nextTicket++;
      this.tickets.set(ticket, { resolve: resolve as (value: unknown) => void, reject });
      this.send({ ...request, ticket } as unknown as Request);
    });
  }

  private send(request: Request): void {
    this.worker.postMessage(request);
  }

  private settle(ticket: number): Waiting<unknown> | undefined {
    const waiting = this.tickets.get(ticket);
    this.tickets.delete(ticket);
    return waiting;
  }

  private fail(report: FailureReport): void {
    if (this.failure) return;
    this.failure = report;
    const failure = failureOf(report);
    this.started?.reject(failure);
    this.queried?.reject(failure);
    for (const waiting of this.tickets.values()) waiting.reject(failure);
    this.tickets.clear();
    this.failureListener?.(report);
  }
}

function failureOf(report: FailureReport): Failure {
  return new Failure(report.code, report.detail);
}
