import type { Side } from '../../side.ts';
import type { Connection } from '../../tcp/connection.ts';
import { endOf } from './rule.ts';

/** The shortest time from what `side` sends, seen from here, to the ACK for it, in nanoseconds; null where none was taken. */
export function leastOf(c: Connection, side: Side): number | null {
  const { roundTripSamples, leastRoundTrip } = endOf(c, side);
  return roundTripSamples === 0 ? null : leastRoundTrip;
}

/** From one end to the other and back, in nanoseconds, as far as it is known. */
export function betweenEnds(c: Connection): number {
  return c.handshakeNanoseconds ?? (leastOf(c, 0) ?? 0) + (leastOf(c, 1) ?? 0);
}

/** The same at the least; 0 where that is not known. */
export function leastBetweenEnds(c: Connection): number {
  const [client, server] = [leastOf(c, 0), leastOf(c, 1)];
  if (c.handshakeNanoseconds === null || client === null || server === null) return 0;
  return Math.min(c.handshakeNanoseconds, client + server);
}
