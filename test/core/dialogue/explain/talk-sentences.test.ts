import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../../src/core/dialogue/explain/catalogue.ts';

describe('a window of HTTP/2 that is used up', () => {
  const { stalled } = CATALOGUE;

  it('is told of its stream, or of all', () => {
    expect(stalled.en({ who: 1, stream: 3 })).toBe(
      'S has sent all that C takes on stream 3 for now (flow control), and has to wait.',
    );
    expect(stalled.en({ who: 0, stream: null })).toContain('C has sent all that S takes in all for now');
    expect(stalled.ja({ who: 1, stream: 3 })).toContain('C がストリーム 3 で');
    expect(stalled.ja({ who: 0, stream: null })).toContain('S が全体で');
  });
});
