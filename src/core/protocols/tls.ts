import type { Dissector } from './dissector.ts';
import { consumed, malformed } from './progress.ts';
import { newAgreement } from './tls/agreement.ts';
import {
  identifyApplicationData,
  identifyHello,
  identifyLateAlert,
  identifyLateHandshake,
} from './tls/record.ts';
import { RecordStream } from './tls/record-stream.ts';

type State = readonly [RecordStream, RecordStream];

/** TLS and SSL 3.0: what is said in the clear, and where encryption begins. */
export const tls: Dissector<State> = {
  name: 'tls',
  title: 'TLS',
  reference: 'RFC 8446',
  ports: [443],
  identify(first, _side, other) {
    const answer = identifyHello(first);
    if (answer !== 'reject') return answer;
    const late = identifyLateAlert(first);
    if (late !== 'reject') return late;
    const handshake = identifyLateHandshake(first);
    return handshake === 'reject' ? identifyApplicationData(first, other) : handshake;
  },
  start() {
    const agreement = newAgreement();
    return [new RecordStream(0, agreement), new RecordStream(1, agreement)];
  },
  dissect(state, side, octets, telling) {
    const done = state[side].take(octets, telling);
    return done === -1 ? malformed('no TLS record') : consumed(done);
  },
  gap(state, side, missingOctets, telling) {
    state[side].gap(missingOctets, telling);
    return 'go-on';
  },
  lose: (state, side, telling) => state[side].lose(telling),
  end: (state, side, telling) => state[side].close(telling),
  reset: (state, by, telling) => state[by].close(telling),
};
