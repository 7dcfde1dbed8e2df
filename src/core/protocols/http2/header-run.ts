import type { Octets } from '../dissector.ts';
import {
  CONTINUATION,
  END_HEADERS,
  FRAME_HEAD_OCTETS,
  type FrameHead,
  HEADERS,
  PUSH_PROMISE,
  readFrameHead,
} from './frame.ts';

/** Nobody needs as many: only who floods sends more, perhaps without an octet in them. */
const MOST_CONTINUATIONS = 256;

const following: FrameHead = { length: 0, type: 0, flags: 0, stream: 0 };

/**
 * Is all of the header block there that the frame at `at` begins, over as many frames as it takes, or something else in
 * place of its next frame? Until then it is left where it is, so that nothing is kept here. A text says what is wrong with
 * a block of which no end is waited for, since it need not have one.
 */
export function isRunWhole(
  head: FrameHead,
  { view, end }: Octets,
  at: number,
  most: number,
): boolean | string {
  if ((head.type !== HEADERS && head.type !== PUSH_PROMISE) || (head.flags & END_HEADERS) !== 0) return true;
  let next = at + FRAME_HEAD_OCTETS + head.length;
  let frames = 1;
  let isEnded = false;
  while (next - at <= most) {
    if (isEnded) return end >= next;
    if (frames > MOST_CONTINUATIONS) break;
    if (end - next < FRAME_HEAD_OCTETS) return false;
    readFrameHead(view, next, following);
    if (following.type !== CONTINUATION || following.stream !== head.stream) return true;
    next += FRAME_HEAD_OCTETS + following.length;
    frames += 1;
    isEnded = (following.flags & END_HEADERS) !== 0;
  }
  return `a header block of over ${next - at} B in ${frames} frames`;
}
