import type { FailureCode } from '../failure.ts';

/** What the program and the process in which `cap` captures say to each other, and what both must know of `cap`. */

/** Of the process that captures: its records come out there. */
export const RECORDS_DESCRIPTOR = 3;
/** The snapshot length that cap asks libpcap for. */
export const CAP_SNAPSHOT_LENGTH = 65_535;

export type ToChild =
  | {
      readonly kind: 'open';
      readonly device: string;
      readonly captureFilter: string;
      readonly snapshotLength: number;
      readonly bufferOctets: number;
      /** Let go of all that comes before `go`. */
      readonly isWaiting: boolean;
    }
  | { readonly kind: 'go' }
  /** Capture no more after that, and end as soon as what there is has been read. */
  | { readonly kind: 'stop'; readonly afterMilliseconds: number };

export type FromChild =
  | { readonly kind: 'opened'; readonly linkType: number }
  | { readonly kind: 'going' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly text: string }
  /** Frames let go, since the last time this was said, because the other process did not read them in time. */
  | { readonly kind: 'lost'; readonly frames: number };
