import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { KeyLog } from '../core/protocols/tls/key-log.ts';
import type { SecretSource } from '../core/protocols/tls/secrets.ts';
import { Failure } from '../failure.ts';

const READ_OCTETS = 64 * 1024;

/**
 * A file of TLS secrets that programs add to while they run (SSLKEYLOGFILE, RFC 9850), read on as it grows. Its name is
 * what they know it by: where another file takes that, be it because this one was removed, that one is read.
 */
export class KeyLogFile implements SecretSource {
  readonly keyLog = new KeyLog();
  readonly #path: string;
  #descriptor: number | null;
  /** Octets read so far of the file that is open. */
  #octets = 0;
  readonly #buffer = new Uint8Array(READ_OCTETS);

  /** Throws a Failure `key-log-unreadable` where there is no such file, or it holds something else. */
  static open(path: string): KeyLogFile {
    let descriptor: number;
    try {
      descriptor = openToRead(path);
    } catch (error) {
      throw unreadable(path, error as NodeJS.ErrnoException);
    }
    const file = new KeyLogFile(path, descriptor);
    try {
      if (!fstatSync(descriptor).isFile())
        throw new Failure('key-log-unreadable', { path, why: 'it is not a file' });
      file.#readOn(descriptor);
      if (file.#octets > 0 && !file.keyLog.isKeyLog)
        throw new Failure('key-log-unreadable', { path, why: 'it holds no secrets of TLS' });
    } catch (error) {
      file.close();
      throw error instanceof Failure ? error : unreadable(path, error as NodeJS.ErrnoException);
    }
    return file;
  }

  private constructor(path: string, descriptor: number) {
    this.#path = path;
    this.#descriptor = descriptor;
  }

  refresh(): void {
    if (this.#descriptor === null) return;
    try {
      this.#readOn(this.#descriptor);
      this.#follow(this.#descriptor);
    } catch {
      // What it held until now is known; what it cannot tell any more is missing, and its records stay closed.
    }
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #readOn(descriptor: number): void {
    // Emptied, to be written anew.
    if (fstatSync(descriptor).size < this.#octets) this.#beginAnew();
    for (;;) {
      const octets = readSync(descriptor, this.#buffer, 0, READ_OCTETS, this.#octets);
      if (octets === 0) break;
      this.#octets += octets;
      this.keyLog.take(this.#buffer, 0, octets);
    }
    this.keyLog.tryLine();
  }

  /** Turns to the file that has the name now. */
  #follow(former: number): void {
    const named = statSync(this.#path, { throwIfNoEntry: false });
    if (!named?.isFile() || isSame(named, fstatSync(former))) return;
    const descriptor = openToRead(this.#path);
    closeSync(former);
    this.#descriptor = descriptor;
    this.#beginAnew();
    this.#readOn(descriptor);
  }

  #beginAnew(): void {
    this.#octets = 0;
    this.keyLog.endLine();
  }
}

/** Whatever has the name: nobody waits for who would write to it. */
function openToRead(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
}

function isSame(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

function unreadable(path: string, { code, message }: NodeJS.ErrnoException): Failure {
  const why = { ENOENT: 'there is no such file', EACCES: 'permission denied' }[code ?? ''] ?? message;
  return new Failure('key-log-unreadable', { path, why });
}
