import { otherThan } from '../../protocols/dissector.ts';
import { NANOSECONDS_PER_MILLISECOND } from '../../time.ts';
import { FIN, RST } from '../../wire/control-bits.ts';
import { lastedOf, type RemarkRule } from './rule.ts';
import { NOWHERE } from './story.ts';

/** Programs that take in a FIN at once answer it sooner. */
const LONG_NANOSECONDS = 500 * NANOSECONDS_PER_MILLISECOND;

export const halfClosed: RemarkRule<'half-closed'> = {
  code: 'half-closed',
  what: 'One side had closed, and the other did not for a while.',
  evidence:
    'At least 0.5 s between the FIN of one side and the FIN or RST of the other, or its last segment.',
  passing: true,
  applies: ({ connection: c }) => (c.controlBitsSeen & FIN) !== 0 && lastedOf(c) >= LONG_NANOSECONDS,
  find({ story }) {
    const fin = story.firstWith(FIN);
    if (fin === NOWHERE) return null;
    const by = story.side(fin);
    const other = otherThan(by);
    const answer = story.firstWith(FIN | RST, other, fin + 1);
    const end = answer === NOWHERE ? story.length - 1 : answer;
    const lasted = story.time(end) - story.time(fin);
    if (lasted < LONG_NANOSECONDS) return null;
    let octets = 0;
    for (let i = fin + 1; i <= end; i++) if (story.side(i) === other) octets += story.payload(i);
    return { place: end, values: { who: by, nanoseconds: lasted, octets } };
  },
};
