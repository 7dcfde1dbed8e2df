import { describe, expect, it } from 'vitest';
import { layoutLadder } from '../../src/draw/ladder-layout.ts';
import { DIVIDER_COLUMNS, layoutOf } from '../../src/tui/layout.ts';
import { initialState } from '../../src/tui/state.ts';

const open = (columns: number, rows = 36) =>
  layoutOf({ ...initialState({ columns, rows }, ''), screens: ['list', 'dialogue'] });

describe('the details of a dialogue', () => {
  it('stand beside the ladder only where what is said keeps its room', () => {
    expect(open(80).details).toBe(0);
    expect(open(120).details).toBe(0);
    expect(open(200).details).toBe(34);
    const first = Array.from({ length: 200 }, (_, columns) => columns).find(
      (columns) => open(columns).details > 0,
    ) as number;
    expect(first).toBeLessThan(150);
    expect(layoutLadder(first - 34 - DIVIDER_COLUMNS, 'start').said).toBeGreaterThanOrEqual(45);
  });
});
