import type { Dissector } from './dissector.ts';
import { identifySocks } from './socks/identification.ts';
import { SocksSession } from './socks/session.ts';

/** SOCKS 4, 4A and 5: what a client asks its proxy for; what goes through the tunnel is another protocol's. */
export const socks: Dissector<SocksSession> = {
  name: 'socks',
  title: 'SOCKS',
  reference: 'RFC 1928',
  ports: [1080],
  identify: identifySocks,
  start: () => new SocksSession(),
  gap: (session, side) => session.gap(side),
  dissect: (session, side, octets, telling) => session.take(side, octets, telling),
};
