import { NANOSECONDS_PER_MILLISECOND } from '../time.ts';

/** A copy of a packet comes no later than this: a host forwards at once; no timer, and hardly any duplicate ACK, is as soon. */
export const COPIED_WITHIN_NANOSECONDS = 5 * NANOSECONDS_PER_MILLISECOND;
