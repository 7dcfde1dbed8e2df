import type { Time } from './time.ts';

/** When something came: the time of the frame, and which segment of its connection (from 0) it was. */
export interface Moment extends Time {
  readonly ordinal: number;
}
