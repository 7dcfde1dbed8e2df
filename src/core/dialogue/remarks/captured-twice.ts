import type { Connection } from '../../tcp/connection.ts';
import { mayHaveCopies } from './copies.ts';
import type { RemarkRule } from './rule.ts';
import type { Story } from './story.ts';

export const capturedTwice: RemarkRule<'captured-twice'> = {
  code: 'captured-twice',
  what: 'Every packet is in the capture twice, or more often.',
  evidence:
    'Nearly all segments of both sides, and at least 3, come again within 5 ms with the same numbers, control bits, length and window; or with the same octets in larger or smaller segments. All other remarks take each of them for one.',
  passing: true,
  applies: ({ connection: c }) => mayHaveCopies(c),
  find({ connection: c, story }) {
    const { length: copies } = story.copies;
    if (copies === 0) return null;
    return { place: 0, values: { times: Math.max(2, Math.round(timesOf(c, story, copies))), copies } };
  },
};

/** By octets where all are kept: copies may be larger or smaller segments. */
function timesOf(c: Connection, story: Story, copies: number): number {
  let once = 0;
  for (let i = 0; i < story.length; i++) once += story.payload(i);
  if (once > 0 && c.segmentsKept === c.packets) return (c.client.payloadBytes + c.server.payloadBytes) / once;
  return 1 + copies / story.length;
}
