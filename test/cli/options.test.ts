import { describe, expect, it } from 'vitest';
import { OPTION_GROUPS, OPTION_SHAPES, optionUsage } from '../../src/cli/options.ts';

describe('the table of options', () => {
  it('has no name and no letter twice', () => {
    const names = OPTION_SHAPES.map(({ name }) => name);
    const letters = OPTION_SHAPES.flatMap(({ alias }) => alias ?? []);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(letters).size).toBe(letters.length);
    expect(letters.every((letter) => letter.length === 1)).toBe(true);
  });

  it('says what each argument is', () => {
    for (const { kind, argument, range, needs } of OPTION_SHAPES) {
      expect(argument === null).toBe(kind === 'switch');
      expect(range !== undefined).toBe(kind === 'count' || kind === 'seconds');
      if (needs) expect(OPTION_SHAPES.map(({ name }) => name)).toContain(needs);
    }
  });

  it('has an option in each group', () => {
    for (const group of OPTION_GROUPS)
      expect(OPTION_SHAPES.some((option) => option.group === group)).toBe(true);
  });

  it('tells how an option is written', () => {
    const usages = OPTION_SHAPES.map(optionUsage);
    expect(usages).toContain('-i, --interface NAME');
    expect(usages).toContain('--json');
  });
});
