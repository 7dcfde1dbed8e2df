import * as zlib from 'node:zlib';
import { type Compression, CompressionDamage } from './compression.ts';
import { type OctetReader, StreamTap } from './octet-reader.ts';
import {
  BLOCK_HEADER_OCTETS,
  BLOCK_OCTETS_LIMIT,
  CHECKSUM_OCTETS,
  frameHeaderOctets,
  frameKind,
  hasChecksum,
  MAGIC_OCTETS,
  readBlockHeader,
  readU32,
  SKIPPABLE_HEADER_OCTETS,
} from './zstd-frame.ts';

const BUFFER_OCTETS = BLOCK_HEADER_OCTETS + BLOCK_OCTETS_LIMIT;

/** Zstandard, RFC 8878; Node.js reads it from 22.15 and 23.8 on. */
export const ZSTD: Compression = {
  name: 'zstd',
  isAt: (octets, at) => frameKind(octets, at) !== null,
  open: (compressed) => ('createZstdDecompress' in zlib ? new ZstdReader(compressed) : null),
};

/**
 * Decompresses what `compressed` gives, frames one after the other.
 *
 * The stream of Node.js ends with the first frame, and one that fails forgets what it has just decompressed. So a frame
 * has a stream of its own, and gets its blocks one by one, each when all before it is given out.
 */
class ZstdReader implements OctetReader {
  readonly #compressed: OctetReader;
  readonly #buffer = new Uint8Array(BUFFER_OCTETS);
  #start = 0;
  #end = 0;
  #stream: zlib.ZstdDecompress | null = null;
  #tap: StreamTap | null = null;
  #writing = false;
  #closed = false;
  /** Of the frame at hand: whether its last block was read, and whether a checksum follows. */
  #last = false;
  #checksum = false;

  constructor(compressed: OctetReader) {
    this.#compressed = compressed;
  }

  get octetsRead(): number {
    return this.#compressed.octetsRead;
  }

  get octetsInAll(): number | null {
    return this.#compressed.octetsInAll;
  }

  async read(into: Uint8Array, at: number, length: number): Promise<number> {
    try {
      return await this.#read(into, at, length);
    } catch (error) {
      // Its end came too early because it was closed.
      if (this.#closed) return 0;
      throw error;
    }
  }

  async #read(into: Uint8Array, at: number, length: number): Promise<number> {
    for (;;) {
      if (this.#closed) return 0;
      const tap = this.#tap;
      if (tap === null) {
        if (!(await this.#beginFrame())) return 0;
        continue;
      }
      const taken = tap.take(into, at, length);
      if (taken > 0) return taken;
      if (tap.error !== null) throw new CompressionDamage(ZSTD.name, tap.error.message);
      if (this.#writing) await tap.wait();
      else if (!this.#last) await this.#feedBlock();
      else if (this.#checksum) await this.#feedChecksum();
      else this.#endFrame();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stream?.destroy();
    await this.#compressed.close();
  }

  /** False where there is no further frame. */
  async #beginFrame(): Promise<boolean> {
    for (;;) {
      if (!(await this.#has(MAGIC_OCTETS))) {
        if (this.#end > this.#start) throw cut();
        return false;
      }
      const kind = frameKind(this.#buffer, this.#start);
      if (kind === 'frame') break;
      if (kind === null) throw new CompressionDamage(ZSTD.name, 'no frame where one should begin');
      await this.#skipFrame();
    }
    await this.#need(MAGIC_OCTETS + 1);
    const descriptor = this.#buffer[this.#start + MAGIC_OCTETS]!;
    const length = frameHeaderOctets(descriptor);
    await this.#need(length);
    this.#last = false;
    this.#checksum = hasChecksum(descriptor);
    this.#stream = zlib.createZstdDecompress({ chunkSize: BLOCK_OCTETS_LIMIT });
    this.#tap = new StreamTap(this.#stream);
    this.#feed(length);
    return true;
  }

  #endFrame(): void {
    this.#stream?.destroy();
    this.#stream = null;
    this.#tap = null;
  }

  async #skipFrame(): Promise<void> {
    await this.#need(SKIPPABLE_HEADER_OCTETS);
    let left = readU32(this.#buffer, this.#start + MAGIC_OCTETS);
    this.#start += SKIPPABLE_HEADER_OCTETS;
    while (left > 0) {
      await this.#need(1);
      const passed = Math.min(left, this.#end - this.#start);
      this.#start += passed;
      left -= passed;
    }
  }

  async #feedBlock(): Promise<void> {
    await this.#need(BLOCK_HEADER_OCTETS);
    const { length, last } = readBlockHeader(this.#buffer, this.#start);
    if (length > BLOCK_OCTETS_LIMIT) throw new CompressionDamage(ZSTD.name, `block of ${length} octets`);
    await this.#need(BLOCK_HEADER_OCTETS + length);
    this.#last = last;
    this.#feed(BLOCK_HEADER_OCTETS + length);
  }

  async #feedChecksum(): Promise<void> {
    await this.#need(CHECKSUM_OCTETS);
    this.#checksum = false;
    this.#feed(CHECKSUM_OCTETS);
  }

  #feed(length: number): void {
    // A copy: the stream may hold it while the buffer is filled anew.
    const octets = this.#buffer.slice(this.#start, this.#start + length);
    this.#start += length;
    this.#writing = true;
    const tap = this.#tap;
    this.#stream?.write(octets, () => {
      this.#writing = false;
      tap?.wake();
    });
  }

  async #need(octets: number): Promise<void> {
    if (!(await this.#has(octets))) throw cut();
  }

  /** Reads on until the buffer holds so many octets; false where they end before. */
  async #has(octets: number): Promise<boolean> {
    while (this.#end - this.#start < octets) {
      if (this.#start > 0) {
        this.#buffer.copyWithin(0, this.#start, this.#end);
        this.#end -= this.#start;
        this.#start = 0;
      }
      const read = await this.#compressed.read(this.#buffer, this.#end, this.#buffer.length - this.#end);
      if (read === 0) return false;
      this.#end += read;
    }
    return true;
  }
}

function cut(): CompressionDamage {
  return new CompressionDamage(ZSTD.name, 'unexpected end of file');
}
