import type { Batch } from '../../core/batch.ts';
import type { Failure } from '../../failure.ts';
import type { Block } from './block.ts';

/** A file format to record in: lays the frames of batches down in blocks. */
export interface RecordingFormat {
  /** Why frames of this interface cannot go into this file, or null. */
  objection(interfaceIndex: number): Failure | null;
  /** Puts what the file has to say before the first frame of this interface; false where the block has no room for it. */
  prepare(block: Block, interfaceIndex: number): boolean;
  /** Puts as many of the batch's records from `at` on as the block has room for. Returns where the next one starts. */
  fill(block: Block, batch: Batch, at: number, interfaceIndex: number): number;
  /** How much of the first `octets` of a block are whole records, and their frames; `offset`: where it stands in the file. */
  whole(block: Block, octets: number, offset: number): { readonly octets: number; readonly frames: number };
}
