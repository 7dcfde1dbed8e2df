import { ACK, RST } from '../../wire/control-bits.ts';
import type { RemarkRule } from './rule.ts';

export const selfConnected: RemarkRule<'self-connected'> = {
  code: 'self-connected',
  what: 'A socket is connected to itself.',
  evidence:
    'Segments whose source address and port are their destination, and one of them, without RST, acknowledges what was sent: a SYN alone opens nothing.',
  applies: ({ connection: c }) => c.selfConnected,
  find({ connection: c, story }) {
    for (let place = 0; place < story.length; place++)
      if ((story.controlBits(place) & (ACK | RST)) === ACK) return { place, values: { port: c.client.port } };
    return null;
  },
};
