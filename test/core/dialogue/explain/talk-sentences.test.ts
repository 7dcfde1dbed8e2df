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
