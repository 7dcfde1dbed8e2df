import { createGunzip } from 'node:zlib';
import { type OctetReader, StreamTap } from './octet-reader.ts';

/** Octets decompressed by one call: what a damaged stream can lose of what stands before the damage. */
const DECOMPRESSED_OCTETS = 1 << 16;
const COMPRESSED_OCTETS = 1 << 16;
/** CRC-32 and length at the end of a gzip member (RFC 1952 section 2.3.1). */
const TRAILER_OCTETS = 8;

/** Decompresses what `compressed` gives (RFC 1952, members one after the other); `head` are octets already read of it. */
export class GunzipReader implements OctetReader {
  readonly #compressed: OctetReader;
  readonly #gunzip = createGunzip({ chunkSize: DECOMPRESSED_OCTETS });
  readonly #tap = new StreamTap(this.#gunzip);
  readonly #buffer = new Uint8Array(COMPRESSED_OCTETS);
  #head: Uint8Array;
  #writing = false;
  #finished = false;

  constructor(compressed: OctetReader, head: Uint8Array) {
    this.#compressed = compressed;
    this.#head = head;
  }

  get octetsRead(): number {
    return this.#compressed.octetsRead;
  }

  get octetsInAll(): number | null {
    return this.#compressed.octetsInAll;
  }

  async read(into: Uint8Array, at: number, length: number): Promise<number> {
    const tap = this.#tap;
    for (;;) {
      const taken = tap.take(into, at, length);
      if (taken > 0) return taken;
      if (tap.error !== null) throw tap.error;
      if (tap.ended) return 0;
      if (this.#writing || this.#finished) await tap.wait();
      else this.#feed(await this.#nextCompressed());
    }
  }

  async close(): Promise<void> {
    this.#gunzip.destroy();
    await this.#compressed.close();
  }

  /** Written only when all that came before is taken: an error makes the stream forget what it still holds. */
  #feed(octets: Uint8Array): void {
    if (octets.length === 0) {
      this.#finished = true;
      this.#gunzip.end();
      return;
    }
    this.#writing = true;
    this.#gunzip.write(octets, () => {
      this.#writing = false;
      this.#tap.wake();
    });
  }

  async #nextCompressed(): Promise<Uint8Array> {
    const length = this.#nextLength();
    if (this.#head.length > 0) {
      const octets = this.#head.subarray(0, length);
      this.#head = this.#head.subarray(length);
      return octets;
    }
    return this.#buffer.subarray(0, await this.#compressed.read(this.#buffer, 0, length));
  }

  /** The trailer goes alone, so that a wrong checksum takes nothing with it. */
  #nextLength(): number {
    const { octetsInAll, octetsRead } = this.#compressed;
    if (octetsInAll === null) return COMPRESSED_OCTETS;
    const beforeTrailer = octetsInAll - octetsRead + this.#head.length - TRAILER_OCTETS;
    return beforeTrailer > 0 ? Math.min(COMPRESSED_OCTETS, beforeTrailer) : TRAILER_OCTETS;
  }
}
