import { isAfter } from '../../tcp/sequence.ts';
import { ACK, FIN, RST } from '../../wire/control-bits.ts';
import { closerOf, type RemarkRule } from './rule.ts';
import { NOWHERE, type Story } from './story.ts';

export const requestOnClosingConnection: RemarkRule<'request-on-closing-connection'> = {
  code: 'request-on-closing-connection',
  what: 'The client sent data on a connection that the server was closing.',
  evidence: "Payload from the client behind the server's FIN, and an RST from the server behind that.",
  applies: ({ connection: c }) =>
    closerOf(c) === 1 && c.closedHow === 'FIN' && (c.controlBitsSeen & RST) !== 0,
  find({ story }) {
    const fin = story.firstWith(FIN, 1);
    const data = fin === NOWHERE ? NOWHERE : story.firstData(0, fin + 1);
    if (data === NOWHERE) return null;
    const reset = story.firstWith(RST, 1, data + 1);
    if (reset === NOWHERE) return null;
    return { place: data, values: { octets: story.payload(data), knew: knewOf(story, fin, data) } };
  },
};

/** Whether the client had acknowledged the FIN before it sent the data. */
function knewOf(story: Story, fin: number, data: number): boolean {
  for (let i = fin + 1; i < data; i++) {
    const acknowledges = story.side(i) === 0 && story.controlBits(i) & ACK;
    if (acknowledges && !isAfter(story.end(fin), story.acknowledgment(i))) return true;
  }
  return false;
}
