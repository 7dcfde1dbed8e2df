import { describe, expect, it } from 'vitest';
import { helpText } from '../../src/cli/help.ts';
import { OPTION_SHAPES, optionUsage } from '../../src/cli/options.ts';

describe('the help', () => {
  it('has every option with all its words', () => {
    const text = helpText().replace(/\s+/g, ' ');
    for (const option of OPTION_SHAPES) {
      expect(text).toContain(`${optionUsage(option)} ${option.help}`);
    }
  });

  it('fits a terminal of 80 columns', () => {
    for (const line of helpText().split('\n')) expect(line.length).toBeLessThan(80);
  });
});
