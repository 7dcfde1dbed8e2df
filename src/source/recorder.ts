import { unlink } from 'node:fs/promises';
import { type Batch, type CaptureInterface, recordEnd } from '../core/batch.ts';
import type { RecordingStatus } from '../core/view/snapshot.ts';
import { Failure } from '../failure.ts';
import type { Block } from './record/block.ts';
import { BlockWriter, DEFAULT_POOL_LIMITS, type PoolLimits } from './record/block-writer.ts';
import { createFile, writeFailure } from './record/create-file.ts';
import type { RecordingFormat } from './record/format.ts';
import { PcapRecording } from './record/pcap-recording.ts';
import { PcapngRecording } from './record/pcapng-recording.ts';
import type { Knowledge } from './source.ts';

interface RecorderOptions {
  /** Reject with `write-exists` rather than overwrite a file. */
  readonly exclusive?: boolean;
  /** What is written beside the frames, where the file has a place for it. */
  readonly knowledge?: Knowledge;
  readonly limits?: PoolLimits;
}

/** Writes frames to a capture file while others wait for nothing: what the disk cannot take in time is counted. */
export class Recorder {
  readonly path: string;
  readonly #interfaces: readonly CaptureInterface[];
  readonly #format: RecordingFormat;
  readonly #writer: BlockWriter;
  readonly #timer: NodeJS.Timeout;
  readonly #startedMilliseconds = Date.now();
  #frames = 0;
  #octets = 0;
  #unwritten = 0;
  #failure: Failure | null = null;
  #listener: ((failure: Failure) => void) | null = null;
  #closing: Promise<RecordingStatus> | null = null;

  /**
   * Begins a recording: pcapng where the path ends in `.pcapng`, in capitals too, else pcap with nanoseconds. `interfaces` may grow
   * later (a capture file that is being read). Rejects with a Failure where the file cannot be written, or is pcap
   * and the interfaces' link types differ.
   */
  static async open(
    path: string,
    interfaces: readonly CaptureInterface[],
    options: RecorderOptions = {},
  ): Promise<Recorder> {
    const format = path.toLowerCase().endsWith('.pcapng')
      ? new PcapngRecording(interfaces, options.knowledge ?? {})
      : new PcapRecording(path, interfaces);
    for (const index of interfaces.keys()) {
      const objection = format.objection(index);
      if (objection !== null) throw objection;
    }
    const { descriptor, isNew } = await createFile(path, options.exclusive ?? false);
    const recorder = new Recorder(
      path,
      interfaces,
      format,
      descriptor,
      options.limits ?? DEFAULT_POOL_LIMITS,
    );
    const failure = await recorder.#begin();
    if (failure === null) return recorder;
    // Nobody looks for a capture that was never begun.
    if (isNew) await unlink(path).catch(() => undefined);
    throw new Failure(failure.code, { ...failure.detail, frames: 0 });
  }

  private constructor(
    path: string,
    interfaces: readonly CaptureInterface[],
    format: RecordingFormat,
    descriptor: number,
    limits: PoolLimits,
  ) {
    this.path = path;
    this.#interfaces = interfaces;
    this.#format = format;
    this.#writer = new BlockWriter(descriptor, limits, (error, block, octets, offset) =>
      this.#writeFailed(error, block, octets, offset),
    );
    this.#timer = setInterval(() => this.#writer.flush(), limits.flushMilliseconds).unref();
  }

  /** Takes the frames of a batch. Never waits and never throws; the batch is not kept. */
  write(batch: Batch, interfaceIndex: number): void {
    let at = batch.start;
    if (this.#closing === null && this.#mayWrite(interfaceIndex)) {
      while (at < batch.end) {
        const block = this.#writer.block();
        if (block === null) break;
        const next = this.#put(block, batch, at, interfaceIndex);
        if (next === at) {
          if (block.used === 0) break;
          this.#writer.seal();
        }
        at = next;
      }
    }
    this.#unwritten += framesIn(batch, at);
  }

  /**
   * A promise for when the disk has caught up so far that a few mebibytes can be written without loss, beside all that is
   * known by now, or writing failed; none where that is so now.
   */
  writable(): Promise<void> | undefined {
    const isPrepared = this.#interfaces.length === 0 || this.#prepareNow();
    return isPrepared ? this.#writer.writable() : this.#prepareInTime();
  }

  status(): RecordingStatus {
    return {
      path: this.path,
      frames: this.#frames,
      octets: this.#octets,
      unwritten: this.#unwritten,
      startedMilliseconds: this.#startedMilliseconds,
    };
  }

  /** Called once, when writing fails: the recording has ended then and holds what was whole before, but is still to be closed. */
  onFailure(listener: (failure: Failure) => void): void {
    this.#listener = listener;
    if (this.#failure !== null) listener(this.#failure);
  }

  /** Why the recording ended by itself, or null. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /** Writes all that was taken, ends the file and resolves with the figures; safe to call twice. */
  close(): Promise<RecordingStatus> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  /** What can be said before the first frame is written now: a full disk shows, and other programs can follow the file. */
  async #begin(): Promise<Failure | null> {
    await this.#prepareInTime();
    this.#writer.seal();
    await this.#writer.idle();
    if (this.#failure !== null) await this.close();
    return this.#failure;
  }

  async #finish(): Promise<RecordingStatus> {
    clearInterval(this.#timer);
    const block = this.#writer.block();
    // A file without frames is a capture all the same.
    if (block !== null && this.#octets === 0) this.#prepare(block, this.#interfaces.length - 1);
    try {
      await this.#writer.close();
    } catch (error) {
      this.#fail(writeFailure(this.path, error));
    }
    return this.status();
  }

  #mayWrite(interfaceIndex: number): boolean {
    if (this.#failure !== null) return false;
    const objection = this.#format.objection(interfaceIndex);
    if (objection !== null) this.#fail(objection);
    return objection === null;
  }

  /** Puts what the file has to say before the next frame; false where there is no room for all of it. */
  #prepareNow(): boolean {
    const block = this.#writer.block();
    return block !== null && this.#prepare(block, this.#interfaces.length - 1);
  }

  /** The same, and waits for room: secrets may take more than the pool. */
  async #prepareInTime(): Promise<void> {
    if (this.#interfaces.length === 0) return;
    while (!this.#prepareNow()) {
      this.#writer.seal();
      await this.#writer.writable();
      if (this.#failure !== null) return;
    }
    await this.#writer.writable();
  }

  #prepare(block: Block, interfaceIndex: number): boolean {
    const used = block.used;
    const prepared = this.#format.prepare(block, interfaceIndex);
    this.#octets += block.used - used;
    return prepared;
  }

  /** Returns where the first record starts that the block has no room for. */
  #put(block: Block, batch: Batch, at: number, interfaceIndex: number): number {
    if (!this.#prepare(block, interfaceIndex)) return at;
    const { used, frames } = block;
    const next = this.#format.fill(block, batch, at, interfaceIndex);
    this.#octets += block.used - used;
    this.#frames += block.frames - frames;
    return next;
  }

  /** Returns how long the file is to be: up to the last whole record. */
  #writeFailed(error: NodeJS.ErrnoException, block: Block, octets: number, offset: number): number {
    const whole = this.#format.whole(block, octets, offset);
    const frames = this.#writer.frames + whole.frames;
    this.#unwritten += this.#frames - frames;
    this.#frames = frames;
    this.#octets = offset + whole.octets;
    this.#fail(writeFailure(this.path, error));
    return this.#octets;
  }

  #fail(failure: Failure): void {
    if (this.#failure !== null) return;
    this.#failure = failure;
    clearInterval(this.#timer);
    this.#writer.seal();
    this.#listener?.(failure);
  }
}

/** Frames of a batch from the record at `at` on. */
function framesIn(batch: Batch, at: number): number {
  let frames = 0;
  for (let next = at; next < batch.end; frames++) next = recordEnd(batch.view, next);
  return frames;
}
