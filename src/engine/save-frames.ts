import type { CaptureInterface } from '../core/batch.ts';
import { Failure } from '../failure.ts';
import { copyFrames } from '../source/file/copy-frames.ts';
import { openFile, STANDARD_INPUT } from '../source/file.ts';
import { FrameRing } from '../source/frame-ring.ts';
import { Recorder } from '../source/recorder.ts';
import type { Knowledge } from '../source/source.ts';
import type { FileInput, LiveInput } from './options.ts';

/**
 * Writes the frames at `positions`, ascending, to a new file: out of memory for a live capture, else by reading the
 * capture file once more; and beside them what is known of names and secrets. Resolves with how many are in the file: some may have left the memory.
 */
export async function saveFrames(
  path: string,
  interfaces: readonly CaptureInterface[],
  positions: Float64Array,
  from: FrameRing | FileInput | LiveInput,
  knowledge: Knowledge,
): Promise<number> {
  if (!(from instanceof FrameRing) && (from.kind === 'live' || from.path === STANDARD_INPUT)) {
    throw new Failure('usage', {
      what: 'what came from standard input is not kept',
      todo: 'record it with -w',
    });
  }
  const recorder = await Recorder.open(path, interfaces, { exclusive: true, knowledge });
  try {
    if (from instanceof FrameRing) await copyFromRing(from, positions, recorder);
    else await copyFrames(await openFile(from.path), positions, recorder);
  } finally {
    await recorder.close();
  }
  // What the disk had no room for may show only now, when the last of it is written.
  if (recorder.failure !== null) throw recorder.failure;
  return recorder.status().frames;
}

async function copyFromRing(ring: FrameRing, positions: Float64Array, recorder: Recorder): Promise<void> {
  for (const position of positions) {
    // Waiting comes first: while it lasts the capture goes on, and other frames come to lie where this one was.
    await recorder.writable();
    if (recorder.failure !== null) throw recorder.failure;
    const frame = ring.frame(position);
    if (frame !== null) recorder.write(frame, frame.interfaceIndex);
  }
}
