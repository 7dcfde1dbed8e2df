import { ACK, AE, CWR, ECE, RST, SYN } from '../../wire/control-bits.ts';
import type { RemarkRule } from './rule.ts';
import { NOWHERE } from './story.ts';

/** RFC 3168, section 6.1.1: a SYN that asks for ECN. */
const ASKS = ECE | CWR;

export const ecnRefused: RemarkRule<'ecn-refused'> = {
  code: 'ecn-refused',
  what: 'ECN was asked for and not agreed.',
  evidence: 'A SYN with ECE and CWR, and a SYN+ACK without ECE, CWR and AE.',
  applies: ({ connection: c }) => (c.controlBitsSeen & ASKS) === ASKS,
  find({ story }) {
    const syn = story.firstWith(SYN, 0);
    if (syn === NOWHERE || (story.controlBits(syn) & (ASKS | ACK)) !== ASKS) return null;
    const answer = story.firstWith(SYN, 1);
    if (answer === NOWHERE || !(story.controlBits(answer) & ACK)) return null;
    if (story.controlBits(answer) & (ECE | CWR | AE | RST)) return null;
    return { place: answer, values: {} };
  },
};
