import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../../src/core/dialogue/explain/catalogue.ts';

describe('a window of HTTP/2 that is used up', () => {
  const { stalled } = CATALOGUE;

  it('is told of its stream, or of all', () => {
    expect(stalled.en({ who: 1, stream: 3 })).toBe(
      'S has sent all that C takes for now on stream 3 (flow control), and has to wait.',
    );
    expect(stalled.en({ who: 0, stream: null })).toContain(
      'C has sent all that S takes for now on all streams together',
    );
    expect(stalled.ja({ who: 1, stream: 3 })).toContain('C がストリーム 3 で');
    expect(stalled.ja({ who: 0, stream: null })).toContain('S が全体で');
  });
});

it('tells no time where the clock went back', () => {
  const goesOn = CATALOGUE['goes-on'];
  const values = { times: 3, every: null, nanoseconds: -3600e9, octets: [84, 129] } as const;
  expect(goesOn.en(values)).toBe('It goes on like this 3 more times: 84 octets from C and 129 from S.');
  expect(goesOn.ja(values)).toBe(
    '同じようなやりとりがさらに 3 回続きます（C から 84 バイト、S から 129 バイト）。',
  );
  expect(goesOn.en({ ...values, nanoseconds: 5e9 })).toContain(', for 5.000 s: 84');
});
