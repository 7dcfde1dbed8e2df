import { otherThan } from '../../protocols/dissector.ts';
import { MARK_ACKED_UNSEEN } from '../../tcp/marks.ts';
import type { RemarkRule } from './rule.ts';
import { NOWHERE } from './story.ts';

export const notCaptured: RemarkRule<'not-captured'> = {
  code: 'not-captured',
  what: 'The capture has not all that was sent.',
  evidence: 'One side acknowledges octets of the other that are not in the capture.',
  applies: ({ connection: c }) => (c.marksSeen & MARK_ACKED_UNSEEN) !== 0,
  find({ connection: c, story }) {
    const place = story.firstMarked(MARK_ACKED_UNSEEN);
    if (place === NOWHERE) return null;
    const side = story.side(place);
    const sender = otherThan(side);
    const octets = sender === 0 ? c.client.gaps : c.server.gaps;
    return { place, values: { who: side, octets } };
  },
};
