import { NANOSECONDS_PER_SECOND } from '../time.ts';
import type { Sighting } from './sighting.ts';

/** Nanoseconds from the time given to the sighting; where clocks went back, longer than anything. */
export function elapsedNanoseconds(seconds: number, nanoseconds: number, at: Sighting): number {
  const elapsed = (at.seconds - seconds) * NANOSECONDS_PER_SECOND + at.nanoseconds - nanoseconds;
  return elapsed < 0 ? Number.POSITIVE_INFINITY : elapsed;
}
