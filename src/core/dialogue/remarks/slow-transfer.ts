import { NANOSECONDS_PER_SECOND } from '../../time.ts';
import type { RemarkRule } from './rule.ts';
import { NOWHERE } from './story.ts';

const SLOW_NANOSECONDS = NANOSECONDS_PER_SECOND;

export const slowTransfer: RemarkRule<'slow-transfer'> = {
  code: 'slow-transfer',
  what: 'A response took long to be sent.',
  evidence:
    'At least 1 s from the first segment of a response to the last one that has octets of it; a stream of events (text/event-stream) or a tunnel (CONNECT) is none, and in gRPC more than one message.',
  applies: ({ exchanges }) => exchanges !== null && exchanges.longestTransferNanoseconds >= SLOW_NANOSECONDS,
  find({ exchanges, story }) {
    if (exchanges === null) return null;
    const place = story.placeOf(exchanges.longestTransferOrdinal);
    if (place === NOWHERE) return null;
    return { place, values: { nanoseconds: exchanges.longestTransferNanoseconds } };
  },
};
