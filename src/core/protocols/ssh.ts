import { startsWith } from './ascii.ts';
import type { Dissector, Identification, Octets } from './dissector.ts';
import { consumed, malformed } from './progress.ts';
import { SshConnection } from './ssh/connection.ts';

const BEGINNINGS = ['SSH-2.0-', 'SSH-1.99-', 'SSH-1.5-'];

/** SSH: who speaks, what is offered and agreed on, and where encryption begins. */
export const ssh: Dissector<SshConnection> = {
  name: 'ssh',
  title: 'SSH',
  reference: 'RFC 4253',
  ports: [22],
  identify: identifyBeginning,
  start: () => new SshConnection(),
  dissect(connection, side, octets, telling) {
    const done = connection.take(side, octets, telling);
    return done === -1 ? malformed('no SSH packet') : consumed(done);
  },
  gap(connection, side, missingOctets) {
    connection.gap(side, missingOctets);
    return 'go-on';
  },
  end(connection, side, telling) {
    connection.end(side, telling);
  },
};

function identifyBeginning({ octets, start, end }: Octets): Identification {
  const beginning = BEGINNINGS.find((text) => startsWith(octets, start, end, text));
  if (beginning === undefined) return 'reject';
  if (end - start <= beginning.length) return 'need-more';
  const next = octets[start + beginning.length] as number;
  return next > 0x20 && next < 0x7f ? 'match' : 'reject';
}
