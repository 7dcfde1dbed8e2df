import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import {
  type Batch,
  CAPTURED_OCTETS_LIMIT,
  type CaptureInterface,
  RECORD_HEADER_OCTETS,
} from '../core/batch.ts';
import type { Drops } from '../core/view/snapshot.ts';
import { Failure, type FailureCode } from '../failure.ts';
import {
  type CaptureHandle,
  type CaptureStats,
  type Libpcap,
  loadLibpcap,
  type PcapError,
} from './libpcap.ts';
import type { LiveSource } from './source.ts';

/** One device, and how to capture from it. */
export interface LiveOptions {
  readonly device: string;
  readonly captureFilter: string;
  /** Octets; 0 is the most there is. */
  readonly snapshotLength: number;
  /** The kernel's buffer; 0 is libpcap's own choice. */
  readonly bufferKibibytes: number;
  readonly promiscuous: boolean;
}

const BATCH_OCTETS = 1 << 20;
/** How long the kernel collects frames before it hands them over. */
const BUFFER_MILLISECONDS = 20;
/** After this long the kernel has handed over what it had collected when the capture was told to end. */
const CLOSING_GRACE_MILLISECONDS = 50;
/** Drained at the most after that: a device that is never silent must not keep a capture from ending. */
const CLOSING_OCTETS = 64 << 20;
/** How long `close` waits for a reader to take what is left. */
const CLOSING_MILLISECONDS = 500;
const MAXIMUM_BUFFER_OCTETS = 0x7fff_ffff;

const LOOPBACK_DEVICE = 'lo';

/** libpcap's codes, pcap(3PCAP). */
const FAILURE_OF_STATUS: Readonly<Record<number, FailureCode>> = {
  [-5]: 'no-such-device',
  [-8]: 'permission',
  [-9]: 'device-down',
  [-11]: 'permission',
};

/** What libpcap says, since 1.10 and before, of a device that went away; there is no code for it. */
const DEVICE_GONE = /interface disappeared|interface went down|no such device|network is down/i;

/**
 * Captures from one device with libpcap, in any thread; rejects with Failure `permission`, `no-such-device`,
 * `device-down`, `capture-filter-wrong`, `capture-failed`, `libpcap-missing` or `addon-missing`.
 */
export async function openLive(options: LiveOptions): Promise<LiveSource> {
  const libpcap = loadLibpcap();
  const readiness = new Readiness();
  try {
    const handle = await libpcap.open(
      {
        device: options.device,
        filter: options.captureFilter,
        snapshotLength: snapshotLengthOf(options),
        bufferOctets: Math.min(options.bufferKibibytes * 1024, MAXIMUM_BUFFER_OCTETS),
        timeoutMilliseconds: BUFFER_MILLISECONDS,
        promiscuous: options.promiscuous,
      },
      () => readiness.tell(),
    );
    return new PcapSource(libpcap, handle, options.device, readiness);
  } catch (error) {
    throw failureOf(error as PcapError, options.device, options.captureFilter);
  }
}

function snapshotLengthOf(options: LiveOptions): number {
  const asked = options.snapshotLength;
  return asked <= 0 || asked > CAPTURED_OCTETS_LIMIT ? CAPTURED_OCTETS_LIMIT : asked;
}

function failureOf(error: PcapError, device: string, filter: string): Failure {
  const text = error.message;
  if (error.ofFilter) return new Failure('capture-filter-wrong', { device, filter, text });
  return new Failure(FAILURE_OF_STATUS[error.status] ?? 'capture-failed', { device, text });
}

/** One wait at a time, for whatever `tell` is called for; a call that no one waits for is remembered. */
class Readiness {
  #told = false;
  #resolve: (() => void) | null = null;

  tell(): void {
    const resolve = this.#resolve;
    this.#resolve = null;
    if (resolve === null) this.#told = true;
    else resolve();
  }

  wait(): Promise<void> {
    if (this.#told) {
      this.#told = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }
}

type Phase = 'new' | 'running' | 'ending' | 'released';

class PcapSource implements LiveSource {
  readonly kind = 'live';
  readonly name: string;
  readonly interfaces: readonly CaptureInterface[];
  readonly caveat = null;
  readonly #libpcap: Libpcap;
  readonly #handle: CaptureHandle;
  readonly #readiness: Readiness;
  #phase: Phase = 'new';
  #isHeld = false;
  #drops: Drops = { byKernel: 0, byInterface: 0, byUs: 0 };
  #changing: Promise<void> = Promise.resolve();
  #closed: Promise<void> | null = null;
  readonly #released: Promise<void>;
  #tellReleased: () => void = () => {};

  constructor(libpcap: Libpcap, handle: CaptureHandle, device: string, readiness: Readiness) {
    this.#libpcap = libpcap;
    this.#handle = handle;
    this.#readiness = readiness;
    this.name = device;
    this.interfaces = [{ name: device, linkType: handle.linkType, snapshotLength: handle.snapshotLength }];
    this.#released = new Promise((resolve) => {
      this.#tellReleased = resolve;
    });
  }

  async *batches(): AsyncGenerator<Batch> {
    if (this.#phase !== 'new') return;
    this.#phase = 'running';
    const octets = new Uint8Array(Math.max(BATCH_OCTETS, this.#handle.snapshotLength + RECORD_HEADER_OCTETS));
    const batch = { octets, view: new DataView(octets.buffer), start: 0, end: 0, interfaceIndex: 0 };
    let closingOctets = 0;
    try {
      for (;;) {
        batch.end = this.#drain(octets);
        if (batch.end > 0) {
          this.#isHeld = true;
          yield batch;
          this.#isHeld = false;
          if (this.#isEnding()) closingOctets += batch.end;
          if (closingOctets > CLOSING_OCTETS) return;
          // A device that is never silent must leave this thread its turns for other things.
          await nextTurn();
        } else {
          if (this.#isEnding()) return;
          this.#libpcap.arm(this.#handle);
          await this.#readiness.wait();
        }
      }
    } finally {
      this.#release();
    }
  }

  drops(): Drops {
    if (this.#phase !== 'released') this.#drops = this.#readDrops();
    return this.#drops;
  }

  progress(): null {
    return null;
  }

  /** Waits until the kernel has handed over what it collected so far, so that nothing seen before is missing. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  setCaptureFilter(text: string): Promise<void> {
    const change = this.#changing.then(() => this.#change(text));
    this.#changing = change.catch(() => {});
    return change;
  }

  async #change(filter: string): Promise<void> {
    const device = this.name;
    if (this.#phase === 'released')
      throw new Failure('capture-failed', { device, text: 'the capture has ended' });
    try {
      await this.#libpcap.setFilter(this.#handle, filter);
    } catch (error) {
      throw failureOf(error as PcapError, device, filter);
    }
  }

  #isEnding(): boolean {
    return this.#phase === 'ending';
  }

  #drain(room: Uint8Array): number {
    try {
      return this.#libpcap.drain(this.#handle, room);
    } catch (error) {
      const { message } = error as PcapError;
      const code = DEVICE_GONE.test(message) ? 'device-gone' : 'capture-failed';
      throw new Failure(code, { device: this.name, text: message });
    }
  }

  async #end(): Promise<void> {
    if (this.#phase === 'new') this.#release();
    await this.#releasedWithin(CLOSING_GRACE_MILLISECONDS);
    if (this.#phase === 'released') return;
    this.#phase = 'ending';
    this.#readiness.tell();
    // Whoever holds a batch may be the one who waits for this: the rest ends when the next one is asked for.
    if (!this.#isHeld) await this.#releasedWithin(CLOSING_MILLISECONDS);
  }

  async #releasedWithin(milliseconds: number): Promise<void> {
    const stop = new AbortController();
    const late = delay(milliseconds, undefined, { signal: stop.signal }).catch(() => {});
    await Promise.race([this.#released, late]);
    stop.abort();
  }

  #release(): void {
    if (this.#phase === 'released') return;
    this.#drops = this.#readDrops();
    this.#phase = 'released';
    this.#libpcap.close(this.#handle);
    this.#tellReleased();
  }

  /**
   * On the loopback device the kernel offers libpcap each frame twice, leaving and arriving, and libpcap takes one: each
   * frame lost is counted twice, in tcpdump and dumpcap as well.
   */
  #readDrops(): Drops {
    let stats: CaptureStats;
    try {
      stats = this.#libpcap.stats(this.#handle);
    } catch {
      return this.#drops;
    }
    const isLoopback = this.name === LOOPBACK_DEVICE;
    return {
      byKernel: isLoopback ? Math.ceil(stats.droppedByKernel / 2) : stats.droppedByKernel,
      byInterface: stats.droppedByInterface,
      byUs: stats.lost,
    };
  }
}
