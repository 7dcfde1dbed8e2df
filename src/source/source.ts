import type { Batch, CaptureInterface } from '../core/batch.ts';
import type { HostNames } from '../core/host-names.ts';
import type { KeyLog } from '../core/protocols/tls/key-log.ts';
import type { Drops } from '../core/view/snapshot.ts';

/** What a capture tells beside its frames; more may come as it is read. */
export interface Knowledge {
  /** Names of hosts. */
  readonly names?: HostNames | undefined;
  /** Secrets of TLS. */
  readonly keyLog?: KeyLog | undefined;
}

/**
 * Where frames come from. `batches()` is iterated once. A batch is borrowed: valid until the next is asked for.
 * A damaged file yields all that stands before the damage and then throws a Failure.
 */
export interface Source extends Knowledge {
  readonly kind: 'live' | 'file';
  /** What the screen shows: `lo`, `capture.pcap`, `standard input`. */
  readonly name: string;
  /** Complete before the first batch of a live source; a file's may grow as it is read. */
  readonly interfaces: readonly CaptureInterface[];
  /** Something the user must know about this source for as long as it is used (a driver's shortcomings), or null. */
  readonly caveat: string | null;
  batches(): AsyncIterable<Batch>;
  drops(): Drops;
  /** Octets read and in all, for a file's progress; null where that is not known. */
  progress(): { readonly octets: number; readonly of: number | null } | null;
  /** Ends `batches()` after what is already there. Safe to call twice. */
  close(): Promise<void>;
}

export interface LiveSource extends Source {
  readonly kind: 'live';
  /** Another capture filter (pcap-filter(7)) while running; rejects with Failure `capture-filter-wrong`, and then the old one stays. */
  setCaptureFilter(text: string): Promise<void>;
}
