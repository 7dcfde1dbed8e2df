import { otherThan, type Side } from '../../side.ts';
import { MARK_ACKED_UNSEEN } from '../../tcp/marks.ts';
import { sequenceDistance } from '../../tcp/sequence.ts';
import { ACK, RST } from '../../wire/control-bits.ts';
import { endOf, type Finding, isUnheard, type RemarkRule } from './rule.ts';
import { NOWHERE, type Story } from './story.ts';

export const notCaptured: RemarkRule<'not-captured'> = {
  code: 'not-captured',
  what: 'The capture lacks some of what was sent.',
  evidence: 'One side acknowledges octets of the other that are not in the capture.',
  applies: ({ connection: { client, server } }) => client.gaps + server.gaps > 0,
  find({ connection: c, story }) {
    let found: Finding<'not-captured'> | null = null;
    for (const sender of [0, 1] as const) {
      const { gaps: octets } = endOf(c, sender);
      if (octets === 0) continue;
      const who = otherThan(sender);
      const place = isUnheard(c, sender)
        ? firstGrowth(story, who)
        : story.firstMarked(MARK_ACKED_UNSEEN, who);
      if (place === NOWHERE || (found !== null && found.place <= place)) continue;
      found = { place, values: { who, octets } };
    }
    return found;
  },
};

/** Of an end that was never seen, the first acknowledgment tells where it was: here it has gone on, by more than a FIN. */
function firstGrowth(story: Story, side: Side): number {
  let known: number | null = null;
  for (let i = 0; i < story.length; i++) {
    if (story.side(i) !== side || (story.controlBits(i) & (ACK | RST)) !== ACK) continue;
    known ??= story.acknowledgment(i);
    if (sequenceDistance(known, story.acknowledgment(i)) > 1) return i;
  }
  return NOWHERE;
}
