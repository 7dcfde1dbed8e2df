import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { KeyLog } from '../core/protocols/tls/key-log.ts';
import type { SecretSource } from '../core/protocols/tls/secrets.ts';
import { Failure } from '../failure.ts';

const READ_OCTETS = 64 * 1024;

/** A file of TLS secrets that programs add to while they run (SSLKEYLOGFILE, RFC 9850), read on as it grows. */
export class KeyLogFile implements SecretSource {
  readonly keyLog = new KeyLog();
  #descriptor: number | null;
  /** Octets read so far. */
  #octets = 0;
  readonly #buffer = new Uint8Array(READ_OCTETS);

  /** Throws a Failure `key-log-unreadable` where there is no such file, or it holds something else. */
  static open(path: string): KeyLogFile {
    let descriptor: number;
    try {
      descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch (error) {
      throw unreadable(path, error as NodeJS.ErrnoException);
    }
    const file = new KeyLogFile(descriptor);
    try {
      if (!fstatSync(descriptor).isFile())
        throw new Failure('key-log-unreadable', { path, why: 'it is not a file' });
      file.#readOn();
      if (file.keyLog.isEmpty && file.#octets > 0 && !file.keyLog.hasComments)
        throw new Failure('key-log-unreadable', { path, why: 'it holds no secrets of TLS' });
    } catch (error) {
      file.close();
      throw error instanceof Failure ? error : unreadable(path, error as NodeJS.ErrnoException);
    }
    return file;
  }

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  refresh(): void {
    try {
      this.#readOn();
    } catch {
      // What it held until now is known; what it cannot tell any more is missing, and its records stay closed.
    }
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #readOn(): void {
    if (this.#descriptor === null) return;
    // Emptied, to be written anew.
    if (fstatSync(this.#descriptor).size < this.#octets) this.#octets = 0;
    for (;;) {
      const octets = readSync(this.#descriptor, this.#buffer, 0, READ_OCTETS, this.#octets);
      if (octets === 0) return;
      this.#octets += octets;
      this.keyLog.take(this.#buffer, 0, octets);
    }
  }
}

function unreadable(path: string, { code, message }: NodeJS.ErrnoException): Failure {
  const why = { ENOENT: 'there is no such file', EACCES: 'permission denied' }[code ?? ''] ?? message;
  return new Failure('key-log-unreadable', { path, why });
}
