import { Failure } from '../failure.ts';
import { OctetText } from './octet-text.ts';

/** What is written at once: small writes cost a system call each. */
const CHUNK_OCTETS = 64 << 10;
/** What a write ends with when the reader of a pipe or socket has gone. */
const READER_GONE: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED']);

/**
 * Text for standard output, written in big chunks. When the reader has gone (`| head`), `gone` is true and what is written
 * from then on is let go without a word. The stream must have no more use for a chunk once it says that it is written.
 */
export class Output {
  /** What waits to be written: put text in here, and `flush` once it `isFull`. */
  readonly text = new OctetText();
  readonly #stream: NodeJS.WritableStream;
  #gone = false;
  #error: Error | null = null;
  /** Ends the wait for what is being written. */
  #wake: () => void = () => {};

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
    stream.on('error', (error) => this.#stop(error));
    stream.on('close', () => this.#stop(null));
  }

  /** Whether the reader has gone: there is nothing more to write for. */
  get gone(): boolean {
    return this.#gone;
  }

  /** Whether so much waits that it should be written. */
  get isFull(): boolean {
    return this.text.length >= CHUNK_OCTETS;
  }

  /** Resolves when the stream has taken all that waits. Throws Failure `output-failed`. */
  async flush(): Promise<void> {
    const chunk = this.text.take();
    if (chunk.length > 0 && !this.#gone) {
      await this.#written(chunk);
      this.text.giveBack(chunk);
    }
    if (this.#error !== null) throw new Failure('output-failed', { text: this.#error.message });
  }

  #written(chunk: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#stream.write(chunk, (error) => {
        if (error) this.#stop(error);
        resolve();
      });
    });
  }

  /** Nothing more can be written: because of an error, or because there is nobody to read it. */
  #stop(error: NodeJS.ErrnoException | null): void {
    this.#gone = true;
    if (error !== null && !READER_GONE.has(error.code ?? '')) this.#error ??= error;
    this.#wake();
  }
}
