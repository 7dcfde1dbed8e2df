import { icmpErrorText, saysUnreachable } from '../../tcp/icmp-errors.ts';
import { findNotices } from './icmp-notices.ts';
import type { RemarkRule } from './rule.ts';

export const icmpUnreachable: RemarkRule<'icmp-unreachable'> = {
  code: 'icmp-unreachable',
  what: 'What was sent could not be delivered.',
  evidence:
    'ICMP errors that say that the destination is unreachable quote segments of a connection that they did not refuse.',
  applies: ({ connection: { icmp } }) => icmp !== null,
  find(e) {
    const notices = findNotices(e, saysUnreachable);
    if (notices === null) return null;
    const { place, who, times, first } = notices;
    return { place, values: { who, reason: icmpErrorText(e.connection.ipVersion, first.message), times } };
  },
};
