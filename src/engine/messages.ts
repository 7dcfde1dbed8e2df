import type { Query } from '../core/view/query.ts';
import type { Drops, RecordingStatus, Snapshot } from '../core/view/snapshot.ts';
import type { FailureReport } from '../failure.ts';
import type { SessionOptions } from './options.ts';

/** All that crosses from the screen's thread to the engine's. Requests with `ticket` are answered with the same one. */
export type Request =
  | { readonly kind: 'start'; readonly options: SessionOptions }
  | { readonly kind: 'query'; readonly query: Query }
  | { readonly kind: 'record'; readonly ticket: number; readonly path: string }
  | { readonly kind: 'stop-recording'; readonly ticket: number }
  | { readonly kind: 'save'; readonly ticket: number; readonly path: string; readonly what: SaveWhat }
  | { readonly kind: 'capture-filter'; readonly ticket: number; readonly text: string }
  | { readonly kind: 'close' };

/** Which connections' packets to save: those named, or all that a view filter lets through. */
export type SaveWhat = { readonly ids: readonly number[] } | { readonly filter: string };

export interface SaveOutcome {
  readonly path: string;
  readonly connections: number;
  readonly frames: number;
  /** Frames of these connections that are no longer held in memory. */
  readonly missing: number;
}

/** What the engine says of itself with each snapshot, beside what the core sees. */
export interface EngineStatus {
  readonly sourceKind: 'live' | 'file';
  readonly sourceName: string;
  /** `reading` a file or capturing; `ended`: the file is read, the device is gone, or it was told to end. */
  readonly phase: 'reading' | 'ended';
  readonly captureFilter: string;
  readonly caveat: string | null;
  readonly drops: Drops;
  readonly progress: { readonly octets: number; readonly of: number | null } | null;
  readonly recording: RecordingStatus | null;
  /** The newest failure that did not end the engine and still holds (a damaged file, a device that went away, a full disk), or null. */
  readonly problem: FailureReport | null;
}

/** All that crosses from the engine's thread to the screen's. */
export type Answer =
  | { readonly kind: 'started' }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot; readonly status: EngineStatus }
  | { readonly kind: 'done'; readonly ticket: number; readonly result: SaveOutcome | RecordingStatus | null }
  | { readonly kind: 'refused'; readonly ticket: number; readonly failure: FailureReport }
  | { readonly kind: 'failed'; readonly failure: FailureReport }
  /** `failures`: all that did not end the engine, those of its closing as well. */
  | {
      readonly kind: 'closed';
      readonly recording: RecordingStatus | null;
      readonly failures: readonly FailureReport[];
    };
