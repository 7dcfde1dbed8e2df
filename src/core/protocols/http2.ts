import type { Dissector } from './dissector.ts';
import { Http2Connection } from './http2/connection.ts';
import { identifyBeginning } from './http2/identification.ts';
import { consumed, malformed } from './progress.ts';

/** HTTP/2 in the clear, by prior knowledge or after an Upgrade to h2c: frames, streams, header fields; bodies are passed over. */
export const http2: Dissector<Http2Connection> = {
  name: 'http2',
  title: 'HTTP/2',
  reference: 'RFC 9113',
  ports: [],
  identify: (first, _side, other) => identifyBeginning(first, other),
  start: () => new Http2Connection(),
  dissect(connection, side, octets, telling) {
    const done = connection.take(side, octets, telling);
    return connection.fault === null ? consumed(done) : malformed(connection.fault);
  },
  gap(connection, side, missingOctets, telling) {
    connection.gap(side, missingOctets, telling);
    return 'go-on';
  },
  lose: (connection, side) => connection.lose(side),
};
