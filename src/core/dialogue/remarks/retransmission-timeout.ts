import { MARK_TIMEOUT } from '../../tcp/marks.ts';
import type { RemarkRule } from './rule.ts';
import { sentAgain } from './sent-again.ts';

export const retransmissionTimeout: RemarkRule<'retransmission-timeout'> = {
  code: 'retransmission-timeout',
  what: 'Segments were retransmitted after a timeout.',
  evidence:
    'A segment that was sent before comes again after so long a silence of its sender that only its timer can be the cause, and it is the first one that is not acknowledged: the last one is a tail loss probe (RFC 8985); in a connection that was answered.',
  applies: ({ connection: c }) => (c.marksSeen & MARK_TIMEOUT) !== 0 && c.server.packets > 0,
  find: (e) => sentAgain(e, MARK_TIMEOUT),
};
