import { mayHaveCopies } from './copies.ts';
import type { RemarkRule } from './rule.ts';

export const capturedTwice: RemarkRule<'captured-twice'> = {
  code: 'captured-twice',
  what: 'Every packet is in the capture twice, or more often.',
  evidence:
    'Nearly all segments of both sides, and at least 3, come again within 5 ms with the same numbers, control bits, length and window. All other remarks take each of them for one.',
  passing: true,
  applies: ({ connection: c }) => mayHaveCopies(c),
  find({ story }) {
    const { length: copies } = story.copies;
    if (copies === 0) return null;
    return { place: 0, values: { times: Math.round(1 + copies / story.length), copies } };
  },
};
