import { close, read, readSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

/** Octets in order, from a file, a pipe or what either of them compresses. One read at a time. */
export interface OctetReader {
  /** Octets put into `into` at `at`, at most `length`, as soon as there are any; 0 where there will be no more. */
  read(into: Uint8Array, at: number, length: number): Promise<number>;
  /** Octets read so far as they stand in the file, and in all; null where that is not known. */
  readonly octetsRead: number;
  readonly octetsInAll: number | null;
  /** Back to the first octet; false, or not there at all, where octets are to be had once only. */
  rewind?(): boolean;
  /** Ends a waiting read as if the octets had come to their end. Safe to call twice. */
  close(): Promise<void>;
}

/** Reads a regular file (or any descriptor that never waits for long) from where its descriptor stands. */
export class DescriptorReader implements OctetReader {
  octetsRead = 0;
  readonly octetsInAll: number | null;
  readonly #descriptor: number;
  /** Where the next read begins; null where the descriptor keeps that. */
  #position: number | null = null;
  #reading: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(descriptor: number, size: number | null) {
    this.#descriptor = descriptor;
    this.octetsInAll = size;
  }

  async read(into: Uint8Array, at: number, length: number): Promise<number> {
    if (this.#closed) return 0;
    // What a file holds is there, or nearly so: to go through the event loop for it takes longer than to read it.
    const octets =
      this.octetsInAll === null
        ? await this.#readLater(into, at, length)
        : readSync(this.#descriptor, into, at, length, this.#position);
    this.octetsRead += octets;
    if (this.#position !== null) this.#position += octets;
    return octets;
  }

  rewind(): boolean {
    // Standard input may have stood anywhere when it was handed to us.
    if (this.octetsInAll === null || this.#descriptor <= 2 || this.#closed) return false;
    this.octetsRead = 0;
    this.#position = 0;
    return true;
  }

  #readLater(into: Uint8Array, at: number, length: number): Promise<number> {
    const reading = new Promise<number>((resolve, reject) => {
      read(this.#descriptor, into, at, length, this.#position, (error, octets) =>
        error === null ? resolve(octets) : reject(error),
      );
    });
    this.#reading = reading.catch(() => 0);
    return reading;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#reading;
    // Standard input stays open: another file would get its number.
    if (this.#descriptor > 2) await new Promise<void>((resolve) => close(this.#descriptor, () => resolve()));
  }
}

/** Gives `head`, octets that were already read of `rest`, and then `rest`. */
export class HeadedReader implements OctetReader {
  readonly #rest: OctetReader;
  #head: Uint8Array;

  constructor(head: Uint8Array, rest: OctetReader) {
    this.#head = head;
    this.#rest = rest;
  }

  get octetsRead(): number {
    return this.#rest.octetsRead;
  }

  get octetsInAll(): number | null {
    return this.#rest.octetsInAll;
  }

  async read(into: Uint8Array, at: number, length: number): Promise<number> {
    const head = this.#head.subarray(0, length);
    if (head.length === 0) return this.#rest.read(into, at, length);
    into.set(head, at);
    this.#head = this.#head.subarray(head.length);
    return head.length;
  }

  rewind(): boolean {
    if (!this.#rest.rewind?.()) return false;
    this.#head = this.#head.subarray(0, 0);
    return true;
  }

  close(): Promise<void> {
    return this.#rest.close();
  }
}

/** Takes what a stream has at hand, and waits for more only where it has nothing. */
export class StreamTap {
  readonly stream: Readable;
  error: Error | null = null;
  ended = false;
  #wake: (() => void) | null = null;

  constructor(stream: Readable) {
    this.stream = stream;
    stream.on('readable', () => this.wake());
    stream.on('error', (error) => {
      this.error = error;
      this.wake();
    });
    for (const event of ['end', 'close']) {
      stream.on(event, () => {
        this.ended = true;
        this.wake();
      });
    }
  }

  /** Octets taken without waiting. */
  take(into: Uint8Array, at: number, length: number): number {
    const chunk: Uint8Array | null = this.stream.destroyed ? null : this.stream.read();
    if (chunk === null) return 0;
    const taken = Math.min(length, chunk.length);
    into.set(taken === chunk.length ? chunk : chunk.subarray(0, taken), at);
    if (taken < chunk.length) this.stream.unshift(chunk.subarray(taken));
    return taken;
  }

  /** Resolves at the stream's next event. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  wake(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }
}

/**
 * Reads a pipe through the event loop: a read that waits on a thread of the pool could not be ended, and would hold up
 * the end of the process.
 */
export class PipeReader implements OctetReader {
  octetsRead = 0;
  readonly octetsInAll = null;
  readonly #tap: StreamTap;

  constructor(descriptor: number) {
    this.#tap = new StreamTap(new Socket({ fd: descriptor, readable: true, writable: false }));
  }

  async read(into: Uint8Array, at: number, length: number): Promise<number> {
    const tap = this.#tap;
    for (;;) {
      const taken = tap.take(into, at, length);
      this.octetsRead += taken;
      if (taken > 0) return taken;
      if (tap.error !== null) throw tap.error;
      if (tap.ended) return 0;
      await tap.wait();
    }
  }

  async close(): Promise<void> {
    this.#tap.stream.destroy();
  }
}
