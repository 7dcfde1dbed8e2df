import { NANOSECONDS_PER_SECOND } from '../../time.ts';
import type { RemarkRule } from './rule.ts';
import { NOWHERE } from './story.ts';

const SLOW_NANOSECONDS = NANOSECONDS_PER_SECOND;

export const slowFirstByte: RemarkRule<'slow-first-byte'> = {
  code: 'slow-first-byte',
  what: 'A response took long to begin.',
  evidence:
    'At least 1 s from the last segment of a request before its response, be it whole or not, to the first of the response.',
  applies: ({ exchanges }) => (exchanges?.mostNanoseconds ?? 0) >= SLOW_NANOSECONDS,
  find({ exchanges, story }) {
    if (exchanges === null) return null;
    const { mostNanoseconds: nanoseconds, done: of, slowestIsEarly: early } = exchanges;
    const place = story.placeOf(exchanges.slowestOrdinal);
    if (place === NOWHERE || nanoseconds === null) return null;
    return { place, values: { nanoseconds, of, early } };
  },
};
