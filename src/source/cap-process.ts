import { type ChildProcess, spawn } from 'node:child_process';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure.ts';
import { type FromChild, RECORDS_DESCRIPTOR, type ToChild } from './cap-messages.ts';

const CHILD_PATH = fileURLToPath(new URL(`../source/cap-child${extname(import.meta.url)}`, import.meta.url));
/** What the kernel collected before the end gets this long to arrive. */
const STOPPING_GRACE_MILLISECONDS = 20;
/** Kept of what the child says before it dies: the end. */
const LAST_WORDS_CHARACTERS = 4096;
/** How long a child may take to end. */
const STOPPING_MILLISECONDS = 1000;

/** One child process that captures with cap; its records come from `records`. */
export class CapProcess {
  readonly records: Readable;
  /** Resolves when the process has ended, with its signal or exit status as text and what it said last. */
  readonly ended: Promise<{ readonly how: string; readonly lastWords: string }>;
  /** LINKTYPE_ value. */
  linkType = -1;
  /** Frames that it let go because we did not read them in time. */
  lost = 0;
  readonly #child: ChildProcess;
  #lastWords = '';
  #stopped: Promise<void> | null = null;

  private constructor() {
    this.#child = spawn(process.execPath, [CHILD_PATH], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.records = this.#child.stdio[RECORDS_DESCRIPTOR] as Readable;
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS_CHARACTERS);
    });
    const exited = new Promise<string>((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      this.#child.once('exit', (status, signal) => resolve(signal ?? `exit status ${status}`));
    });
    const silent = new Promise<void>((resolve) => {
      this.#child.stderr?.once('close', resolve);
    });
    this.ended = Promise.all([exited, silent]).then(([how]) => ({ how, lastWords: this.#lastWords.trim() }));
    // A child that dies while it is written to is told of by `ended`.
    this.#child.on('error', () => {});
    this.#child.on('message', (message: FromChild) => {
      if (message.kind === 'lost') this.lost += message.frames;
    });
  }

  /** Opens the device in a new process; rejects with a Failure. */
  static async start(options: Extract<ToChild, { kind: 'open' }>): Promise<CapProcess> {
    const started = new CapProcess();
    started.#send(options);
    const answer = new Promise<FromChild>((resolve) => {
      started.#child.once('message', resolve);
    });
    const first = await Promise.race([answer, started.ended]);
    if ('how' in first)
      throw new Failure('driver-died', { device: options.device, text: first.lastWords || first.how });
    if (first.kind === 'opened') {
      started.linkType = first.linkType;
      return started;
    }
    await started.stop();
    throw started.#failureOf(first, options);
  }

  #failureOf(answer: FromChild, options: Extract<ToChild, { kind: 'open' }>): Failure {
    const { device, captureFilter: filter } = options;
    if (answer.kind !== 'failed') return new Failure('driver-died', { device, text: answer.kind });
    const { code, text } = answer;
    if (code === 'capture-filter-wrong') return new Failure(code, { device, filter, text });
    return new Failure(code, { device, driver: 'cap', text });
  }

  /** Resolves when what comes from now on is forwarded. */
  async go(): Promise<void> {
    const going = this.#told('going');
    this.#send({ kind: 'go' });
    await going;
  }

  /** Captures no more from when this resolves on; the process ends as soon as `records` has been read to its end. */
  async halt(): Promise<void> {
    const stopped = this.#told('stopped');
    this.#send({ kind: 'stop', afterMilliseconds: 0 });
    await stopped;
  }

  /** Ends the process after what it has; it is killed when it takes longer than it should. Safe to call twice. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#send({ kind: 'stop', afterMilliseconds: STOPPING_GRACE_MILLISECONDS });
    const inTime = new AbortController();
    const late = delay(STOPPING_MILLISECONDS, 'late', { signal: inTime.signal }).catch(() => '');
    if ((await Promise.race([this.ended, late])) === 'late') this.#child.kill('SIGKILL');
    inTime.abort();
  }

  /** Resolves with the next message of this kind, or when the process has ended. */
  async #told(kind: FromChild['kind']): Promise<void> {
    let listener: (message: FromChild) => void = () => {};
    const told = new Promise<void>((resolve) => {
      listener = (message) => message.kind === kind && resolve();
    });
    this.#child.on('message', listener);
    await Promise.race([told, this.ended]);
    this.#child.off('message', listener);
  }

  #send(message: ToChild): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }
}
