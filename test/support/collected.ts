import { Writable } from 'node:stream';

/** A stream that keeps all that is written to it, as text, and has no more use for the octets then. */
export class Collected extends Writable {
  readonly chunks: string[] = [];

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.chunks.push(new TextDecoder().decode(chunk));
    done();
  }

  get text(): string {
    return this.chunks.join('');
  }
}
