import { Failure } from '../source/failure.ts';
import { OctetText } from './octet-text.ts';

/** What is written at once: small writes cost a system call each. */
const CHUNK_OCTETS = 64 << 10;
/** What a write ends with when the reader of a pipe or socket has gone. */
const READER_GONE: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED']);

/**
 * Text for standard output, written in big chunks. When the reader has gone (`| head`), `gone` is true and what is written
 * from then on is let go without a word.
 */
export class Output {
  /** What waits to be written: put text in here, and `flush` once it `isFull`. */
  readonly text = new OctetText();
  readonly #stream: NodeJS.WritableStream;
  #gone = false;
  #error: Error | null = null;
  #wake: (() => void) | null = null;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
    stream.on('error', (error) => this.#stop(error));
    stream.on('close', () => this.#stop(null));
    stream.on('drain', () => this.#wake?.());
  }

  /** Whether the reader has gone: there is nothing more to write for. */
  get gone(): boolean {
    return this.#gone;
  }

  /** Whether so much waits that it should be written. */
  get isFull(): boolean {
    return this.text.length >= CHUNK_OCTETS;
  }

  /** Hands over all that waits and resolves when there is room for more. Throws Failure `write-failed`. */
  async flush(): Promise<void> {
    const chunk = this.text.take();
    if (chunk.length > 0 && !this.#gone && this.#write(chunk) === false) await this.#drained();
    if (this.#error !== null) {
      throw new Failure('write-failed', { path: 'standard output', text: this.#error.message });
    }
  }

  /** Like `flush`, and waits until the stream has taken everything. */
  async end(): Promise<void> {
    await this.flush();
    if (!this.#gone) await new Promise<void>((resolve) => this.#write('', resolve));
    await this.flush();
  }

  #write(chunk: Uint8Array | string, done: () => void = () => {}): boolean {
    return this.#stream.write(chunk, (error) => {
      if (error) this.#stop(error);
      done();
    });
  }

  /** Nothing more can be written: because of an error, or because there is nobody to read it. */
  #stop(error: NodeJS.ErrnoException | null): void {
    this.#gone = true;
    if (error !== null && !READER_GONE.has(error.code ?? '')) this.#error ??= error;
    this.#wake?.();
  }

  #drained(): Promise<void> {
    if (this.#gone) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        resolve();
      };
    });
  }
}
