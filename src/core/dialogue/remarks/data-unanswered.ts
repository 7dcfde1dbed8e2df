import { otherThan, type Side } from '../../side.ts';
import { MARK_TIMEOUT } from '../../tcp/marks.ts';
import { ACK, RST } from '../../wire/control-bits.ts';
import { endOf, type Finding, isSentByTimer, isUnheard, type RemarkRule } from './rule.ts';
import { NOWHERE, type Story } from './story.ts';

/** One or two may be lost on a path that works. */
const FEWEST_TIMES = 3;

export const dataUnanswered: RemarkRule<'data-unanswered'> = {
  code: 'data-unanswered',
  what: 'Data was sent again and again, and nothing at all came back.',
  evidence: `The first segment with data (or FIN) of one side that is not acknowledged was sent again at least ${FEWEST_TIMES} times by its timer, and the other side, which had sent something before and had not closed, sent no segment since; not where octets of that are missing from the capture, nor where ICMP errors came back.`,
  passing: true,
  applies: ({ connection: c }) => c.icmp === null && isSentByTimer(c, FEWEST_TIMES),
  find({ connection: c, story }) {
    const last = story.length - 1;
    const silent = otherThan(story.side(last));
    const { finSent, gaps } = endOf(c, silent);
    if (isUnheard(c, silent) || finSent || gaps > 0) return null;
    return unansweredBehind(story, story.lastBefore(story.length, silent), silent);
  },
};

/** What is sent again behind `heard`, the last segment of the silent side. */
function unansweredBehind(story: Story, heard: number, silent: Side): Finding<'data-unanswered'> | null {
  if (heard === NOWHERE || (story.controlBits(heard) & (ACK | RST)) !== ACK) return null;
  const waiting = story.acknowledgment(heard);
  let times = 0;
  let place = NOWHERE;
  for (let i = heard + 1; i < story.length; i++) {
    if (story.sequence(i) !== waiting || !(story.marks(i) & MARK_TIMEOUT)) continue;
    times++;
    place = i;
  }
  if (times < FEWEST_TIMES || !story.isWhole(heard, place)) return null;
  const nanoseconds = story.time(place) - story.time(firstSent(story, waiting, otherThan(silent)));
  return { place, values: { who: otherThan(silent), times, nanoseconds } };
}

function firstSent(story: Story, sequence: number, side: Side): number {
  let place = 0;
  while (story.side(place) !== side || story.sequence(place) !== sequence || story.end(place) === sequence)
    place++;
  return place;
}
