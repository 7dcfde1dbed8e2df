import type { Connection } from '../tcp/connection.ts';
import type { Endpoint } from '../tcp/endpoint.ts';
import { CONNECTION_STATES } from '../tcp/state.ts';
import { NANOSECONDS_PER_SECOND } from '../time.ts';
import { protocolOf } from './row.ts';

export const SORT_COLUMNS = [
  'id',
  'client',
  'server',
  'protocol',
  'state',
  'packets',
  'bytes',
  'retx',
  'requests',
  'rtt',
  'ttfb',
  'lasted',
  'age',
  'idle',
] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

/** A number by which connections are ordered; ties go by id. Times are relative, so that they fit. */
export type SortKey = (connection: Connection) => number;

/** IPv4 addresses before IPv6 ones; of these the first 32 bits and the last 16 count, which is enough to stand together. */
function endpointKey(ipVersion: number, end: Endpoint): number {
  if (ipVersion === 4) return (end.word3 >>> 0) * 0x1_0000 + end.port;
  return 2 ** 48 + (end.word0 >>> 0) * 0x1_0000 + (end.word3 & 0xffff);
}

/** Orders by name: the first letters as a number. */
function nameKey(name: string | null): number {
  if (name === null) return Number.MAX_SAFE_INTEGER;
  let key = 0;
  for (let i = 0; i < 6; i++) key = key * 128 + (i < name.length ? name.charCodeAt(i) & 0x7f : 0);
  return key;
}

export const SORT_KEYS: Readonly<Record<SortColumn, SortKey>> = {
  id: (c) => c.id,
  client: (c) => endpointKey(c.ipVersion, c.client),
  server: (c) => endpointKey(c.ipVersion, c.server),
  protocol: (c) => nameKey(protocolOf(c)),
  state: (c) => CONNECTION_STATES.indexOf(c.state),
  packets: (c) => c.packets,
  bytes: (c) => c.first.payloadBytes + c.second.payloadBytes,
  retx: (c) => c.first.retransmissions + c.second.retransmissions,
  requests: (c) => c.conversation?.requests ?? 0,
  rtt: (c) => c.handshakeNanoseconds ?? Number.MAX_SAFE_INTEGER,
  ttfb: (c) => c.conversation?.exchanges?.meanNanoseconds ?? Number.MAX_SAFE_INTEGER,
  lasted: (c) =>
    c.lastSeconds - c.firstSeconds + (c.lastNanoseconds - c.firstNanoseconds) / NANOSECONDS_PER_SECOND,
  age: (c) => -(c.firstSeconds + c.firstNanoseconds / NANOSECONDS_PER_SECOND),
  idle: (c) => -(c.lastSeconds + c.lastNanoseconds / NANOSECONDS_PER_SECOND),
};
