import { MARK_SPURIOUS } from '../../tcp/marks.ts';
import type { RemarkRule } from './rule.ts';
import { sentAgain } from './sent-again.ts';

export const spuriousRetransmission: RemarkRule<'spurious-retransmission'> = {
  code: 'spurious-retransmission',
  what: 'Segments were sent again for nothing.',
  evidence: 'A segment comes again whose octets the other side had acknowledged.',
  applies: ({ connection: c }) => (c.marksSeen & MARK_SPURIOUS) !== 0,
  find: (e) => sentAgain(e, MARK_SPURIOUS),
};
