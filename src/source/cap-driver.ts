import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { type Batch, type CaptureInterface, RECORD_HEADER_OCTETS, recordEnd } from '../core/batch.ts';
import type { Drops } from '../core/view/snapshot.ts';
import { Failure } from '../failure.ts';
import { CAP_SNAPSHOT_LENGTH, type ToChild } from './cap-messages.ts';
import { CapProcess } from './cap-process.ts';
import { ANY_DEVICE } from './devices.ts';
import type { LiveOptions } from './live.ts';
import type { LiveSource } from './source.ts';

/** At least: in cap's mode each frame takes up as much of the kernel's buffer as the longest one could, 64 KiB on loopback. */
const CAP_BUFFER_OCTETS = 32 << 20;
const BATCH_OCTETS = 1 << 20;
const CAVEAT = 'cap: times are of arrival, original lengths and losses are unknown';

/**
 * Captures from one device with the npm package `cap`, in a process of its own; rejects as openLive does, or with
 * Failure `driver-missing` or `driver-died`. cap always captures promiscuously.
 */
export async function openCap(options: LiveOptions): Promise<LiveSource> {
  try {
    createRequire(import.meta.url).resolve('cap');
  } catch (error) {
    throw new Failure('driver-missing', { driver: 'cap', text: (error as Error).message.split('\n')[0]! });
  }
  return new CapSource(await CapProcess.start(opening(options, false)), options);
}

function opening(options: LiveOptions, isWaiting: boolean): Extract<ToChild, { kind: 'open' }> {
  const asked = options.snapshotLength;
  return {
    kind: 'open',
    device: options.device,
    captureFilter: options.captureFilter,
    snapshotLength: asked <= 0 || asked > CAP_SNAPSHOT_LENGTH ? CAP_SNAPSHOT_LENGTH : asked,
    bufferOctets: Math.max(options.bufferKibibytes * 1024, CAP_BUFFER_OCTETS),
    isWaiting,
  };
}

class CapSource implements LiveSource {
  readonly kind = 'live';
  readonly name: string;
  readonly interfaces: readonly CaptureInterface[];
  readonly caveat = CAVEAT;
  readonly #options: LiveOptions;
  /** The first is being read; each that follows has another filter and goes on where the one before it ended. */
  readonly #processes: CapProcess[];
  #lostBefore = 0;
  #isRead = false;
  #isClosing = false;
  #changing: Promise<void> = Promise.resolve();

  constructor(process: CapProcess, options: LiveOptions) {
    const { snapshotLength } = opening(options, false);
    this.#processes = [process];
    this.#options = options;
    this.name = options.device;
    this.interfaces = [{ name: options.device, linkType: process.linkType, snapshotLength }];
  }

  async *batches(): AsyncGenerator<Batch> {
    if (this.#isRead || this.#isClosing) return;
    this.#isRead = true;
    try {
      for (;;) {
        const current = this.#processes[0]!;
        yield* wholeRecords(current.records);
        if (this.#processes.length > 1) this.#retire(current);
        else if (this.#isClosing) return;
        else throw await this.#death(current);
      }
    } finally {
      await this.close();
    }
  }

  drops(): Drops {
    const lost = this.#processes.reduce((sum, each) => sum + each.lost, this.#lostBefore);
    return { byKernel: null, byInterface: null, byUs: lost };
  }

  progress(): null {
    return null;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.all(this.#processes.map((each) => each.stop()));
  }

  /** cap cannot change a filter: another process takes over, and what passes between the two is not seen. */
  setCaptureFilter(text: string): Promise<void> {
    const change = this.#changing.then(() => this.#change(text));
    this.#changing = change.catch(() => {});
    return change;
  }

  async #change(captureFilter: string): Promise<void> {
    if (this.#isClosing)
      throw new Failure('capture-failed', { device: this.name, text: 'the capture has ended' });
    const started = await CapProcess.start(opening({ ...this.#options, captureFilter }, true));
    if (this.#isClosing) return started.stop();
    this.#processes.push(started);
    await this.#processes.at(-2)?.halt();
    await started.go();
  }

  #retire(read: CapProcess): void {
    this.#lostBefore += read.lost;
    void read.stop();
    this.#processes.shift();
  }

  /** cap aborts its process when its device goes away. */
  async #death(ended: CapProcess): Promise<Failure> {
    const device = this.name;
    const { how, lastWords } = await ended.ended;
    if (!deviceExists(device)) return new Failure('device-gone', { device, text: lastWords || how });
    return new Failure('driver-died', { device, driver: 'cap', text: lastWords || how });
  }
}

/** In this process's own network namespace, whatever is mounted on /sys. */
function deviceExists(device: string): boolean {
  if (device === ANY_DEVICE) return true;
  const lines = readFileSync('/proc/net/dev', 'utf8').split('\n');
  return lines.some((line) => line.trimStart().startsWith(`${device}:`));
}

/** The records of a stream that cuts them anywhere, as batches of whole ones. */
async function* wholeRecords(records: Readable): AsyncGenerator<Batch> {
  const octets = new Uint8Array(BATCH_OCTETS);
  const batch = { octets, view: new DataView(octets.buffer), start: 0, end: 0, interfaceIndex: 0 };
  let used = 0;
  for await (const chunk of records as AsyncIterable<Uint8Array>) {
    for (let from = 0; from < chunk.length; ) {
      const taken = Math.min(chunk.length - from, BATCH_OCTETS - used);
      octets.set(chunk.subarray(from, from + taken), used);
      from += taken;
      used += taken;
      batch.end = endOfWholeRecords(batch.view, used);
      if (batch.end === 0) continue;
      yield batch;
      octets.copyWithin(0, batch.end, used);
      used -= batch.end;
    }
  }
}

function endOfWholeRecords(view: DataView, end: number): number {
  let at = 0;
  while (at + RECORD_HEADER_OCTETS <= end) {
    const next = recordEnd(view, at);
    if (next > end) break;
    at = next;
  }
  return at;
}
