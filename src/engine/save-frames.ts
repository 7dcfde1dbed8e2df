import type { CaptureInterface } from '../core/batch.ts';
import { Failure } from '../source/failure.ts';
import { copyFrames } from '../source/file/copy-frames.ts';
import { openFile, STANDARD_INPUT } from '../source/file.ts';
import { FrameRing } from '../source/frame-ring.ts';
import { Recorder } from '../source/recorder.ts';
import type { FileInput, LiveInput } from './options.ts';

/**
 * Writes the frames at `positions`, ascending, to a new file: out of memory for a live capture, else by reading the
 * capture file once more. Resolves with how many were still to be had.
 */
export async function saveFrames(
  path: string,
  interfaces: readonly CaptureInterface[],
  positions: Float64Array,
  from: FrameRing | FileInput | LiveInput,
): Promise<number> {
  if (!(from instanceof FrameRing) && (from.kind === 'live' || from.path === STANDARD_INPUT)) {
    throw new Failure('usage', {
      what: 'what came from standard input is not kept',
      todo: 'record it with -w',
    });
  }
  const recorder = await Recorder.open(path, interfaces, { exclusive: true });
  try {
    return from instanceof FrameRing
      ? await copyFromRing(from, positions, recorder)
      : (await copyFrames(await openFile(from.path), positions, recorder)).frames;
  } finally {
    await recorder.close();
  }
}

async function copyFromRing(ring: FrameRing, positions: Float64Array, recorder: Recorder): Promise<number> {
  let frames = 0;
  for (const position of positions) {
    const frame = ring.frame(position);
    if (frame === null) continue;
    await recorder.writable();
    if (recorder.failure !== null) throw recorder.failure;
    recorder.write(frame, frame.interfaceIndex);
    frames++;
  }
  return frames;
}
