import type { Query } from '../core/view/query.ts';
import type { RecordingStatus, Snapshot } from '../core/view/snapshot.ts';
import type { FailureReport } from '../failure.ts';
import type { EngineStatus, SaveOutcome, SaveWhat } from './messages.ts';

/** The engine as the screen sees it; a test can stand in for it with prepared snapshots. */
export interface EngineClient {
  /** One query in flight at a time: rejects only when the engine has ended. */
  query(query: Query): Promise<{ readonly snapshot: Snapshot; readonly status: EngineStatus }>;
  /** These reject with a Failure, and nothing has changed then. */
  record(path: string): Promise<RecordingStatus>;
  stopRecording(): Promise<RecordingStatus>;
  save(path: string, what: SaveWhat): Promise<SaveOutcome>;
  setCaptureFilter(text: string): Promise<void>;
  /** Ends the capture, finishes a recording and resolves with its figures; safe to call twice. */
  close(): Promise<RecordingStatus | null>;
  /** What failed without ending the engine: told when it is closed, empty until then. */
  failures(): readonly FailureReport[];
  /** Called once when the engine ends by itself because of a failure. */
  onFailure(listener: (failure: FailureReport) => void): void;
}
