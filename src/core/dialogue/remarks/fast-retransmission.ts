import { MARK_FAST } from '../../tcp/marks.ts';
import type { RemarkRule } from './rule.ts';
import { sentAgain } from './sent-again.ts';

export const fastRetransmission: RemarkRule<'fast-retransmission'> = {
  code: 'fast-retransmission',
  what: 'Segments were retransmitted because of duplicate ACKs.',
  evidence:
    'A segment that was sent before comes again right after duplicate ACKs, which say that something is missing; not one that was late instead: by its timestamp, or because it comes sooner than its sender can have heard of that.',
  applies: ({ connection: c }) => (c.marksSeen & MARK_FAST) !== 0,
  find: (e) => sentAgain(e, MARK_FAST),
};
