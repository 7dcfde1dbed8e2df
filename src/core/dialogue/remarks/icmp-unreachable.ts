import { icmpErrorText, saysUnreachable } from '../../tcp/icmp-errors.ts';
import { noticesOf, placeOfNotice } from './icmp-notices.ts';
import type { RemarkRule } from './rule.ts';
import { NOWHERE } from './story.ts';

export const icmpUnreachable: RemarkRule<'icmp-unreachable'> = {
  code: 'icmp-unreachable',
  what: 'What was sent could not be delivered.',
  evidence:
    'ICMP errors that say that the destination is unreachable quote segments of a connection that they did not refuse.',
  applies: ({ connection: { icmp } }) => icmp !== null,
  find({ connection: c, story }) {
    const notices = noticesOf(c, saysUnreachable);
    const [first] = notices;
    const place = first === undefined ? NOWHERE : placeOfNotice(first, story);
    if (first === undefined || place === NOWHERE) return null;
    const reason = icmpErrorText(c.ipVersion, first.message);
    const times = notices.reduce((sum, { count }) => sum + count, 0);
    return { place, values: { who: c.sideOf(first.about), reason, times } };
  },
};
