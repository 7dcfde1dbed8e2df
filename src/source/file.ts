import { constants, fstat, open, type Stats } from 'node:fs';
import { basename } from 'node:path';
import { isatty } from 'node:tty';
import { promisify } from 'node:util';
import type { Batch, CaptureInterface } from '../core/batch.ts';
import type { HostNames } from '../core/host-names.ts';
import type { KeyLog } from '../core/protocols/tls/key-log.ts';
import type { Drops } from '../core/view/snapshot.ts';
import { Failure } from '../failure.ts';
import { CompressionDamage } from './file/compression.ts';
import type { Format } from './file/format.ts';
import { GZIP } from './file/gunzip-reader.ts';
import { DescriptorReader, HeadedReader, type OctetReader, PipeReader } from './file/octet-reader.ts';
import { describeOther, MAGIC_OCTETS, recogniseFormat } from './file/recognise.ts';
import { Window } from './file/window.ts';
import { ZSTD } from './file/zstd-reader.ts';
import type { Source } from './source.ts';

/** The path that stands for standard input. */
export const STANDARD_INPUT = '-';

/** How failures call it. */
const STANDARD_INPUT_NAME = 'standard input';
const COMPRESSIONS = [GZIP, ZSTD];
const NO_DROPS: Drops = { byKernel: 0, byInterface: 0, byUs: 0 };
const DONE: IteratorResult<Batch> = { done: true, value: undefined };

/**
 * A capture file, or standard input for `-`: pcap, pcapng or snoop, each also with gzip or zstd. Rejects with a Failure where it
 * cannot be read or is no capture; a pipe is not waited for, and says so in `batches()`.
 */
export async function openFile(file: string): Promise<Source> {
  const isInput = file === STANDARD_INPUT;
  const path = isInput ? STANDARD_INPUT_NAME : file;
  const descriptor = isInput ? 0 : await openForReading(file);
  const stats = await statOf(path, descriptor);
  const isPipe = stats.isFIFO() || stats.isSocket();
  const size = stats.isFile() ? stats.size : null;
  const reader = isPipe ? new PipeReader(descriptor) : new DescriptorReader(descriptor, size);
  const source = new FileSource(path, isInput ? path : basename(path), reader);
  try {
    if (stats.isDirectory()) throw new Failure('file-unreadable', { path, why: 'it is a directory' });
    if (isatty(descriptor)) throw new Failure('file-not-a-capture', { path, what: 'a terminal' });
    if (!isPipe) await source.begin();
    return source;
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function openForReading(path: string): Promise<number> {
  try {
    // Non-blocking, so that opening a FIFO does not wait for its writer on a thread of the pool.
    return await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new Failure('file-not-found', { path });
    throw new Failure('file-unreadable', { path, why: code === 'EACCES' ? 'permission denied' : message });
  }
}

async function statOf(path: string, descriptor: number): Promise<Stats> {
  try {
    return await promisify(fstat)(descriptor);
  } catch (error) {
    throw new Failure('file-unreadable', { path, why: (error as Error).message });
  }
}

/**
 * Its own iterator: a batch that is in memory already costs one resolved promise, which matters where frames of
 * several interfaces take turns and each turn is a batch.
 */
class FileSource implements Source, AsyncIterableIterator<Batch> {
  readonly kind = 'file';
  readonly name: string;
  readonly caveat = null;
  readonly #path: string;
  #reader: OctetReader;
  #window: Window;
  #format: Format | null = null;
  #closed = false;

  constructor(path: string, name: string, reader: OctetReader) {
    this.name = name;
    this.#path = path;
    this.#reader = reader;
    this.#window = new Window(path, reader);
  }

  get interfaces(): readonly CaptureInterface[] {
    return this.#format?.interfaces ?? [];
  }

  get names(): HostNames | undefined {
    return this.#format?.names;
  }

  get keyLog(): KeyLog | undefined {
    return this.#format?.keyLog;
  }

  batches(): AsyncIterable<Batch> {
    return this;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  drops(): Drops {
    return NO_DROPS;
  }

  progress(): { readonly octets: number; readonly of: number | null } {
    return { octets: this.#reader.octetsRead, of: this.#reader.octetsInAll };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#reader.close();
  }

  next(): Promise<IteratorResult<Batch>> {
    if (this.#format === null) return this.#readOn();
    try {
      const batch = this.#format.take(this.#window);
      return batch === null ? this.#readOn() : Promise.resolve({ done: false, value: batch });
    } catch (error) {
      return this.#fail(error);
    }
  }

  async return(): Promise<IteratorResult<Batch>> {
    await this.close();
    return DONE;
  }

  /** Reads as much as says what the file is. */
  async begin(): Promise<void> {
    try {
      await this.#fill(MAGIC_OCTETS);
      this.#decompress();
      this.#format = await this.#recognise();
    } catch (error) {
      await this.#fail(error);
    }
  }

  #decompress(): void {
    const { octets, start, end } = this.#window;
    const compression =
      end - start < MAGIC_OCTETS ? undefined : COMPRESSIONS.find((c) => c.isAt(octets, start));
    if (compression === undefined) return;
    const { name } = compression;
    const reader = compression.open(new HeadedReader(octets.slice(start, end), this.#reader));
    if (reader === null) {
      const what = `compressed with ${name}, which Node.js ${process.versions.node} cannot read: decompress it with ${name} -dc`;
      throw new Failure('file-not-a-capture', { path: this.#path, what });
    }
    this.#reader = reader;
    this.#window = new Window(this.#path, reader);
  }

  async #recognise(): Promise<Format | null> {
    for (;;) {
      const window = this.#window;
      const format = recogniseFormat(window, this.name);
      if (format !== null && typeof format !== 'number') return format;
      if (format !== null && (await this.#fill(format))) continue;
      if (this.#closed) return null;
      if (format !== null && format > MAGIC_OCTETS) {
        throw window.damaged(
          `file header cut after ${window.end - window.start} of ${format} octets`,
          window.start,
        );
      }
      throw new Failure('file-not-a-capture', { path: this.#path, what: describeOther(window) });
    }
  }

  /** False where the file ends before the window holds so many octets. */
  async #fill(octets: number): Promise<boolean> {
    while (this.#window.end - this.#window.start < octets) {
      if (this.#closed || !(await this.#window.more())) return false;
    }
    return true;
  }

  async #readOn(): Promise<IteratorResult<Batch>> {
    const begun = this.#format !== null;
    if (!begun && !this.#closed) await this.begin();
    const format = this.#format;
    if (format === null) return DONE;
    const window = this.#window;
    try {
      // Records may have come in the same run of octets as the file's header.
      const batch = begun ? null : format.take(window);
      if (batch !== null) return { done: false, value: batch };
      while (!this.#closed && (await window.more())) {
        const batch = format.take(window);
        if (batch !== null) return { done: false, value: batch };
      }
      if (!this.#closed && window.end > window.start) throw window.damaged(format.cut(window), window.start);
    } catch (error) {
      return this.#fail(error);
    }
    await this.close();
    return DONE;
  }

  async #fail(error: unknown): Promise<never> {
    await this.close();
    if (error instanceof Failure) throw error;
    const { message } = error as Error;
    if (error instanceof CompressionDamage) throw this.#window.damaged(message, this.#window.end);
    throw new Failure('file-unreadable', { path: this.#path, why: message });
  }
}
