import type { Batch, CaptureInterface } from '../../core/batch.ts';
import type { HostNames } from '../../core/host-names.ts';
import type { KeyLog } from '../../core/protocols/tls/key-log.ts';
import type { Window } from './window.ts';

/** A capture file format: turns the octets of a window into batches, in place. */
export interface Format {
  readonly interfaces: readonly CaptureInterface[];
  /** Names of hosts by their addresses as text, where the format has them. */
  readonly names?: HostNames;
  /** Secrets of TLS, where the format has them. */
  readonly keyLog?: KeyLog;
  /**
   * The whole records at the window's start, all of one interface; null where more octets are needed first.
   * Throws the window's Failure where there is no record before the damage.
   */
  take(window: Window): Batch | null;
  /** In words, what is cut where the file ends with octets left in the window. */
  cut(window: Window): string;
}
