import type { Drops, RecordingStatus } from '../core/view/snapshot.ts';

/** How a run ended, beside what the core knows of it. */
export interface Ended {
  /** What was lost before we saw it; null where a file was read. */
  readonly drops: Drops | null;
  /** Figures of the recording that was made on the way, or null. */
  readonly recorded: RecordingStatus | null;
  /** What was wrong with the file that was read, or null. */
  readonly fileError: string | null;
}
