import { ACK, SYN } from '../../wire/control-bits.ts';
import { elapsedNanoseconds } from '../elapsed.ts';
import type { Sighting } from '../sighting.ts';

/** How long after its newest SYN the first segment with ACK and without SYN came on a connection. */
export interface FirstRoundTrip {
  /** When that SYN was seen; both 0 where there is none, or once it is measured. */
  synSeconds: number;
  synNanoseconds: number;
  /** 0 where it is not known. */
  firstRoundTripNanoseconds: number;
}

/** Measures, as Wireshark's initial round trip, what tells out of order from sent again. */
export function noteFirstRoundTrip(c: FirstRoundTrip, controlBits: number, at: Sighting): void {
  const opening = controlBits & (SYN | ACK);
  if (opening === SYN) {
    c.synSeconds = at.seconds;
    c.synNanoseconds = at.nanoseconds;
  } else if (opening === ACK && c.synSeconds + c.synNanoseconds > 0) {
    if (c.firstRoundTripNanoseconds === 0)
      c.firstRoundTripNanoseconds = elapsedNanoseconds(c.synSeconds, c.synNanoseconds, at);
    // Two clock ticks that are the same tell nothing: then the next ACK is measured.
    if (c.firstRoundTripNanoseconds > 0) {
      c.synSeconds = 0;
      c.synNanoseconds = 0;
    }
  }
}
