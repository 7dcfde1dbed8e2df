import { Failure } from '../../failure.ts';
import type { OctetReader } from './octet-reader.ts';

/** Octets read at once: large enough that a call costs nothing, small enough to stay in the processor's cache. */
const WINDOW_OCTETS = 1 << 19;

/**
 * The part of a file that is in memory: `octets` from `start` to `end`, which a format takes from the front and may
 * rewrite in place. What is left of it moves to the front when more is read.
 */
export class Window {
  readonly path: string;
  octets = new Uint8Array(WINDOW_OCTETS);
  view = new DataView(this.octets.buffer);
  start = 0;
  end = 0;
  /** Where `octets[0]` stands in the file (decompressed). */
  #base = 0;
  readonly #reader: OctetReader;

  constructor(path: string, reader: OctetReader) {
    this.path = path;
    this.#reader = reader;
  }

  /** Reads on; false at the end of the file. It grows only as far as a format lets records wait for their end. */
  async more(): Promise<boolean> {
    this.#makeRoom();
    const { octets, end } = this;
    const read = await this.#reader.read(octets, end, octets.length - end);
    this.end += read;
    return read > 0;
  }

  /** What a format throws where the octets at `at` make no sense. */
  damaged(what: string, at: number): Failure {
    return new Failure('file-damaged', { path: this.path, offset: this.#base + at, what });
  }

  #makeRoom(): void {
    if (this.octets.length - this.end >= this.octets.length / 2) return;
    const left = this.end - this.start;
    const from = this.octets;
    if (left > from.length / 2) {
      this.octets = new Uint8Array(from.length * 2);
      this.view = new DataView(this.octets.buffer);
      this.octets.set(from.subarray(this.start, this.end));
    } else {
      from.copyWithin(0, this.start, this.end);
    }
    this.#base += this.start;
    this.start = 0;
    this.end = left;
  }
}
