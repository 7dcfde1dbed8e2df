import { createGunzip } from 'node:zlib';
import { type Compression, CompressionDamage } from './compression.ts';
import { type OctetReader, StreamTap } from './octet-reader.ts';

const DECOMPRESSED_OCTETS = 1 << 16;
/** Compressed octets that the stream is given at once: ever fewer where it failed. */
const PIECES_OCTETS = [1 << 16, 1 << 8, 1] as const;
/** The compressed octets end too early: then nothing that was decompressed is lost. */
const CUT = 'Z_BUF_ERROR';

/** gzip, RFC 1952 section 2.3.1, with the one method there is. */
export const GZIP: Compression = {
  name: 'gzip',
  isAt: (octets, at) => octets[at] === 0x1f && octets[at + 1] === 0x8b && octets[at + 2] === 8,
  open: (compressed) => new GunzipReader(compressed),
};

/**
 * Decompresses what `compressed` gives (RFC 1952, members one after the other).
 *
 * A stream that fails forgets what it decompressed of the octets that it was given last. A file that can be read again
 * is then decompressed again, those octets in smaller pieces and at last one by one, so that all before the damage is
 * given out.
 */
class GunzipReader implements OctetReader {
  readonly #compressed: OctetReader;
  readonly #buffer = new Uint8Array(PIECES_OCTETS[0]);
  #gunzip = createGunzip({ chunkSize: DECOMPRESSED_OCTETS });
  #tap = new StreamTap(this.#gunzip);
  #writing = false;
  #finished = false;
  /** Compressed octets before those that the stream has now, and those included. */
  #fedBefore = 0;
  #fed = 0;
  /** Octets given out; and of those, how many are still to come once more. */
  #given = 0;
  #repeated = 0;
  /** How often it began again, and from where on pieces are smaller. */
  #again = 0;
  #carefulFrom = 0;

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
    for (;;) {
      const taken = this.#take(into, at, length);
      if (taken > 0) return taken;
      const tap = this.#tap;
      if (tap.error !== null) {
        if (!this.#beginAgain(tap.error)) throw new CompressionDamage(GZIP.name, tap.error.message);
      } else if (tap.ended) return 0;
      else if (this.#writing || this.#finished) await tap.wait();
      else {
        const read = await this.#compressed.read(this.#buffer, 0, this.#nextLength());
        this.#feed(this.#buffer.subarray(0, read));
      }
    }
  }

  async close(): Promise<void> {
    this.#gunzip.destroy();
    await this.#compressed.close();
  }

  /** Octets that are at hand, but for those that were given out before. */
  #take(into: Uint8Array, at: number, length: number): number {
    while (this.#repeated > 0) {
      const repeated = this.#tap.take(into, at, Math.min(length, this.#repeated));
      if (repeated === 0) return 0;
      this.#repeated -= repeated;
    }
    const taken = this.#tap.take(into, at, length);
    this.#given += taken;
    return taken;
  }

  #beginAgain(error: NodeJS.ErrnoException): boolean {
    const isLast = this.#again + 1 === PIECES_OCTETS.length;
    if (error.code === CUT || isLast || !this.#compressed.rewind?.()) return false;
    this.#again++;
    this.#carefulFrom = this.#fedBefore;
    this.#fed = 0;
    this.#repeated = this.#given;
    this.#writing = false;
    this.#finished = false;
    this.#gunzip = createGunzip({ chunkSize: DECOMPRESSED_OCTETS });
    this.#tap = new StreamTap(this.#gunzip);
    return true;
  }

  /** Called only when all that came before is taken. */
  #feed(octets: Uint8Array): void {
    if (octets.length === 0) {
      this.#finished = true;
      this.#gunzip.end();
      return;
    }
    this.#fedBefore = this.#fed;
    this.#fed += octets.length;
    this.#writing = true;
    const tap = this.#tap;
    this.#gunzip.write(octets, () => {
      if (tap !== this.#tap) return;
      this.#writing = false;
      tap.wake();
    });
  }

  #nextLength(): number {
    const before = this.#carefulFrom - this.#fed;
    return before > 0 ? Math.min(PIECES_OCTETS[0], before) : PIECES_OCTETS[this.#again]!;
  }
}
