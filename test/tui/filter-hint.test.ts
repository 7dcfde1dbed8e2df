import { describe, expect, it } from 'vitest';
import { filterHint } from '../../src/tui/filter-hint.ts';

describe('the hint for a filter that matches nothing', () => {
  it('tells how to write words of other filter languages', () => {
    expect(filterHint('tcp port 99')).toEqual({ words: ['tcp', 'port'], instead: ['port:80'] });
    expect(filterHint('host:10.0.0.0/8 or port:80')?.words).toEqual(['or']);
  });

  it.each([
    '"this and that"',
    'text:"not found"',
    '!"sold or lent',
    '/foo or bar/',
    'text:/a\\/b and c/',
    'port:8000',
  ])('says nothing of %s, where they are text', (filter) => expect(filterHint(filter)).toBeNull());

  it('still finds those beside text', () => {
    expect(filterHint('"this and that" or port:80')?.words).toEqual(['or']);
  });
});
