import type { Limits } from '../core/limits.ts';
import type { LiveOptions } from '../source/live.ts';

/** What a session captures or reads, and how: plain data, so that it crosses to a worker thread as it is. */
export interface SessionOptions {
  readonly input: LiveInput | FileInput;
  /** Record from the start to this path, or null. */
  readonly write: string | null;
  /** Stop after this many frames; null: never. */
  readonly frames: number | null;
  readonly durationSeconds: number | null;
  /** A file of secrets with which TLS is decrypted, or null. */
  readonly tlsKeys: string | null;
  /** Keep the segments and messages of each connection, for ladders and for `--segments` and `--messages`. */
  readonly keepDialogues: boolean;
  /** Limits of the core that are to be others than the default ones. */
  readonly limits?: Partial<Limits>;
}

/** Devices, and how to capture from each of them. */
export interface LiveInput extends Omit<LiveOptions, 'device'> {
  readonly kind: 'live';
  readonly driver: 'libpcap' | 'cap';
  readonly devices: readonly string[];
}

export interface FileInput {
  readonly kind: 'file';
  /** `-` is standard input. */
  readonly path: string;
}
