import { MARK_RETRANSMISSION, MARK_SPURIOUS } from '../../tcp/marks.ts';
import type { RemarkRule } from './rule.ts';
import { sentForNothing } from './sent-again.ts';

export const spuriousRetransmission: RemarkRule<'spurious-retransmission'> = {
  code: 'spurious-retransmission',
  what: 'Segments were retransmitted needlessly.',
  evidence:
    'A segment comes again whose octets the other side had acknowledged, or whose SYN or FIN it had, or which it then reports as received twice (D-SACK, RFC 2883); not one that the network has doubled: the same, with the same timestamp, within less than a round trip.',
  applies: ({ connection: c }) => (c.marksSeen & (MARK_SPURIOUS | MARK_RETRANSMISSION)) !== 0,
  find(e) {
    const found = sentForNothing(e);
    if (found === null) return null;
    const { place, values, reported } = found;
    return { place, values: { ...values, reported } };
  },
};
