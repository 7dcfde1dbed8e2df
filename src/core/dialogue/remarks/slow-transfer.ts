import { NANOSECONDS_PER_SECOND } from '../../time.ts';
import { type Evidence, endOf, type RemarkRule, sideNow } from './rule.ts';
import { NOWHERE } from './story.ts';

const SLOW_NANOSECONDS = NANOSECONDS_PER_SECOND;

export const slowTransfer: RemarkRule<'slow-transfer'> = {
  code: 'slow-transfer',
  what: 'A response took long to be sent.',
  evidence:
    'At least 1 s from the first segment of a response to the last one that has octets of it; a stream of events (text/event-stream) or a tunnel (CONNECT) is none, and in gRPC more than one message.',
  whole: true,
  applies: ({ exchanges }) => exchanges !== null && exchanges.longestTransferNanoseconds >= SLOW_NANOSECONDS,
  find(e) {
    const { exchanges, story } = e;
    if (exchanges === null) return null;
    const place = story.placeOf(exchanges.longestTransferOrdinal);
    if (place === NOWHERE) return null;
    const end = isLeft(e, place) ? 'cut' : exchanges.longestTransferIsWhole ? 'seen' : 'unseen';
    return { place, values: { nanoseconds: exchanges.longestTransferNanoseconds, end } };
  },
};

/** Whether the response that goes on at `place` did not come to its end: the last one of a connection may not. */
function isLeft({ connection: c, cues, story }: Evidence, place: number): boolean {
  if (cues === null || story.firstData(story.side(place), place + 1) !== NOWHERE) return false;
  const isCut = cues.cutBody !== null && sideNow(c, cues.cutBody.from) === story.side(place);
  return isCut || (cues.responseLeft && endOf(c, story.side(place)).gaps === 0);
}
