import { otherThan, type Side } from '../../side.ts';
import { isAfter, sequenceAdd } from '../../tcp/sequence.ts';
import { NANOSECONDS_PER_SECOND } from '../../time.ts';
import { ACK, FIN, RST } from '../../wire/control-bits.ts';
import { resetNotFromHost } from './reset-not-from-host.ts';
import { closerOf, type Evidence, endOf, type RemarkRule } from './rule.ts';
import { NOWHERE } from './story.ts';

/** A host that had the connection that long ago may have lost it by now; a program that breaks off does so sooner. */
const SILENCE_NANOSECONDS = NANOSECONDS_PER_SECOND;
/** The RST answers at once, a round trip away. */
const ANSWERED_WITHIN_NANOSECONDS = NANOSECONDS_PER_SECOND;

export const connectionUnknown: RemarkRule<'connection-unknown'> = {
  code: 'connection-unknown',
  what: 'One side answered like a host that does not have the connection.',
  evidence:
    'RST without ACK within 1 s after a segment of the other side, with the number that this one acknowledges, which is all that the resetting side has sent; no FIN nor RST before, that side had sent payload or acknowledged some, and sent nothing for at least 1 s before; not where the RST was probably not sent by the host that it names, nor where octets are missing from the capture.',
  applies: ({ connection: c }) => c.closedHow === 'RST' && c.closer !== null,
  find(e) {
    const { connection: c, story } = e;
    const by = closerOf(c);
    const reset = story.firstWith(FIN | RST);
    if (by === null || reset === NOWHERE || story.side(reset) !== by) return null;
    if ((story.controlBits(reset) & (ACK | RST)) !== RST || c.client.gaps + c.server.gaps > 0) return null;
    const answered = reset - 1;
    if (!isAnswer(e, answered, reset) || !hasTakenPart(e, by)) return null;
    const before = story.lastBefore(reset, by);
    if (before === NOWHERE || !story.isWhole(before, reset)) return null;
    const nanoseconds = story.time(reset) - story.time(before);
    if (nanoseconds < SILENCE_NANOSECONDS || story.end(before) !== story.sequence(reset)) return null;
    return resetNotFromHost.find(e) === null ? { place: reset, values: { who: by, nanoseconds } } : null;
  },
};

/** Whether the RST at `reset` is made from the segment at `answered`. */
function isAnswer({ story }: Evidence, answered: number, reset: number): boolean {
  return (
    answered >= 0 &&
    story.side(answered) !== story.side(reset) &&
    (story.controlBits(answered) & ACK) !== 0 &&
    story.acknowledgment(answered) === story.sequence(reset) &&
    story.time(reset) - story.time(answered) <= ANSWERED_WITHIN_NANOSECONDS
  );
}

/** Whether that side had the connection: who only sent a SYN+ACK may have dropped it when its queue was full. */
function hasTakenPart({ connection: c }: Evidence, side: Side): boolean {
  const { payloadBytes, acknowledged } = endOf(c, side);
  const { initialSequence } = endOf(c, otherThan(side));
  if (payloadBytes > 0 || acknowledged === null || initialSequence === null) return payloadBytes > 0;
  return isAfter(acknowledged, sequenceAdd(initialSequence, 1));
}
