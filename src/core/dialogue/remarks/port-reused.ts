import { SYN } from '../../wire/control-bits.ts';
import type { RemarkRule } from './rule.ts';
import { NOWHERE } from './story.ts';

export const portReused: RemarkRule<'port-reused'> = {
  code: 'port-reused',
  what: 'The same pair of addresses and ports was used before.',
  evidence: 'A SYN with another sequence number between two ends that had a connection in this capture.',
  applies: ({ connection: c }) => c.reused,
  find({ connection: c, story }) {
    const syn = story.firstWith(SYN);
    if (syn === NOWHERE) return null;
    return { place: syn, values: { port: c.client.port } };
  },
};
