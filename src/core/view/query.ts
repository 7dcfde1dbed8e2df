import type { Language } from '../dialogue/explain/values.ts';
import type { SortColumn } from './sort.ts';

/** What the screen wants to see: the only thing that it asks of the engine, one at a time. */
export interface Query {
  /** Answered in the snapshot, so that an answer can be told from an older one. */
  readonly sequence: number;
  /** View filter as typed; where it is wrong the last good one stays in force and the snapshot says why. */
  readonly filter: string;
  readonly sort: SortColumn;
  readonly descending: boolean;
  /** First row wanted and how many. */
  readonly offset: number;
  readonly rows: number;
  /** A connection that must be among the rows: its place is found, and `offset` moved where needed. */
  readonly keep: number | null;
  /** The newest connection is wanted instead of `keep`, and its dialogue instead of that of `open`. */
  readonly follow: boolean;
  /** Characters of a strip that fit at the most. */
  readonly stripLength: number;
  readonly open: DialogueQuery | null;
}

/** A segment and the entry that it stood at: entries change their places when older ones are let go, or folded. */
export interface LadderAnchor {
  readonly ordinal: number;
  readonly index: number;
}

/** The part of one dialogue that is on the screen. */
export interface DialogueQuery {
  readonly id: number;
  /** First entry wanted; null: as many as fit, counted from the end. */
  readonly offset: number | null;
  readonly entries: number;
  /** A place that is known: `offset` is moved by as much as its segment has moved since. */
  readonly anchor?: LadderAnchor | null;
  /**
   * Fold runs of pure ACKs, and the data segments of one message, into one entry; notes that a request has no room for
   * beside it stand below.
   */
  readonly fold: boolean;
  /** The dialogue told in sentences is wanted too, in this language. */
  readonly explain?: Language | null;
}
