import { otherThan, type Side } from '../../side.ts';
import { MARK_RETRANSMISSION, MARK_SPURIOUS } from '../../tcp/marks.ts';
import { NANOSECONDS_PER_SECOND } from '../../time.ts';
import { leastOf } from './round-trips.ts';
import type { RemarkRule } from './rule.ts';
import { NOWHERE, type Story } from './story.ts';

const SLOW_NANOSECONDS = NANOSECONDS_PER_SECOND;

export const slowFirstByte: RemarkRule<'slow-first-byte'> = {
  code: 'slow-first-byte',
  what: 'A response took long to begin.',
  evidence:
    'At least 1 s, and the shortest round trip to the one who answers, from the last segment of a request before its response, be it whole or not, to the first of the response; where it had to be sent again, from then on.',
  whole: true,
  applies: ({ exchanges }) => (exchanges?.mostNanoseconds ?? 0) >= SLOW_NANOSECONDS,
  find({ connection: c, exchanges, story }) {
    if (exchanges === null) return null;
    const { mostNanoseconds: most, done: of, slowestIsEarly: early } = exchanges;
    const place = story.placeOf(exchanges.slowestOrdinal);
    if (place === NOWHERE || most === null) return null;
    const asker = otherThan(story.side(place));
    const nanoseconds = Math.min(most, sinceSentAgain(story, place, asker));
    const roundTrip = c.basis === 'first' ? 0 : (leastOf(c, asker) ?? 0);
    if (nanoseconds - roundTrip < SLOW_NANOSECONDS) return null;
    return { place, values: { nanoseconds, of, early } };
  },
};

/** How long before this place `side` last sent something again that had not been acknowledged. */
function sinceSentAgain(story: Story, place: number, side: Side): number {
  for (let i = place - 1; i >= 0; i--) {
    const isLost = (story.marks(i) & (MARK_RETRANSMISSION | MARK_SPURIOUS)) === MARK_RETRANSMISSION;
    if (isLost && story.side(i) === side && story.payload(i) > 0) return story.time(place) - story.time(i);
  }
  return Number.POSITIVE_INFINITY;
}
