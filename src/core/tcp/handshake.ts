import { nanosecondsSince } from '../time.ts';
import { ACK, RST, SYN } from '../wire/control-bits.ts';
import type { Segment } from '../wire/segment.ts';
import type { Connection } from './connection.ts';
import type { Endpoint } from './endpoint.ts';
import type { Sighting } from './sighting.ts';

/**
 * Notes how long the handshake took, from the SYN to the ACK of the SYN+ACK: that is a round trip wherever on the path
 * we are. Where something of it was sent again, it tells nothing. To be called before the states are inferred.
 */
export function noteHandshake(c: Connection, from: Endpoint, to: Endpoint, s: Segment, at: Sighting): void {
  // A server that has taken Fast Open may have sent FIN by then, but its SYN+ACK must have been seen.
  if (from.state !== 'SYN-SENT' || to.offered === null || (s.controlBits & (SYN | ACK | RST)) !== ACK) return;
  if (from !== c.client || c.basis !== 'syn' || from.retransmissions + to.retransmissions > 0) return;
  c.handshakeNanoseconds = nanosecondsSince(c.firstSeconds, c.firstNanoseconds, at);
}
