import { NANOSECONDS_PER_SECOND } from '../../time.ts';
import { FIN } from '../../wire/control-bits.ts';
import { closerOf, hasTakenLeave, lastSaidBefore, type RemarkRule } from './rule.ts';
import { NOWHERE } from './story.ts';

/** A client that waits for longer had kept the connection for a while. */
const AT_ONCE_NANOSECONDS = NANOSECONDS_PER_SECOND;

/** No other took its turn; TLS may be around it. */
function speaksOne(protocols: readonly string[]): boolean {
  return protocols.filter((name) => name !== 'tls').length === 1;
}

export const clientClosedEarly: RemarkRule<'client-closed-early'> = {
  code: 'client-closed-early',
  what: 'The client closed after one request although keep-alive was agreed.',
  evidence:
    'HTTP: one whole request with a whole final response, none of the two says close (in HTTP/1.0 both say keep-alive), and the client is the first to send FIN, within 1 s.',
  whole: true,
  applies({ connection: c, conversation, exchanges, cues }) {
    if (closerOf(c) !== 0 || c.closedHow !== 'FIN') return false;
    if (conversation?.requests !== 1 || !speaksOne(conversation.protocols)) return false;
    if (exchanges?.done !== 1 || cues === null || cues.cutBody !== null) return false;
    // Behind half a request nothing but its other half may be sent, and who leaves half a response has no use for
    // another: to close is right.
    if (cues.requestLeft || cues.responseLeft) return false;
    return cues.keepsAlive && cues.endsByItself;
  },
  find(e) {
    const { story } = e;
    const fin = story.firstWith(FIN, 0);
    const last = fin === NOWHERE ? NOWHERE : lastSaidBefore(e, fin);
    // A server that has said so before leaves the client nothing to keep.
    if (last === NOWHERE || story.side(last) !== 1 || hasTakenLeave(e, 1, fin)) return null;
    const after = story.time(fin) - story.time(last);
    if (after > AT_ONCE_NANOSECONDS) return null;
    return { place: fin, values: { nanoseconds: after } };
  },
};
