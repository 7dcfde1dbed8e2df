import { describe, expect, it } from 'vitest';
import { holdOutput } from '../../../src/tui/terminal/held-output.ts';

describe('held output', () => {
  it('keeps what is printed, in order, and puts everything back', () => {
    const before = [process.stderr.write, console.log, console.error];
    const release = holdOutput();
    console.log('number %d', 1);
    process.stderr.write('a warning\n');
    console.error('an error');
    expect(release()).toBe('number 1\na warning\nan error\n');
    expect([process.stderr.write, console.log, console.error]).toEqual(before);
  });

  it('is bounded, and counts what it did not keep', () => {
    const release = holdOutput();
    for (let times = 0; times < 60; times += 1) console.warn('again');
    expect(release().split('\n')).toHaveLength(52);
  });
});
