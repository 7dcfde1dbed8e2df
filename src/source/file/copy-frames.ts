import { recordEnd } from '../../core/batch.ts';
import type { Recorder } from '../recorder.ts';
import type { Source } from '../source.ts';

/** Octets handed to a recorder at once: far less than its pool, so that nothing is lost to a slow disk. */
const RUN_OCTETS = 1 << 20;

/**
 * Runs through a source from its beginning and records the frames at `positions`, ascending: the octets of all
 * batches before a frame's record. Resolves with how many were recorded, rejects with the recorder's Failure or the
 * source's. The source is used up, the recorder still open.
 */
export async function copyFrames(
  source: Source,
  positions: ArrayLike<number>,
  recorder: Recorder,
): Promise<{ readonly frames: number }> {
  let base = 0;
  let index = 0;
  let frames = 0;
  for await (const batch of source.batches()) {
    const { octets, view, interfaceIndex } = batch;
    const toOctets = batch.start - base;
    base += batch.end - batch.start;
    while (index < positions.length && positions[index]! < base) {
      const start = positions[index]! + toOctets;
      let end = start;
      // Records side by side go in one piece.
      do {
        end = recordEnd(view, end);
        index++;
        frames++;
      } while (
        index < positions.length &&
        positions[index] === end - toOctets &&
        end < batch.end &&
        end - start < RUN_OCTETS
      );
      await recorder.writable();
      if (recorder.failure !== null) throw recorder.failure;
      recorder.write({ octets, view, start, end, interfaceIndex }, interfaceIndex);
    }
    if (index >= positions.length) break;
  }
  return { frames };
}
