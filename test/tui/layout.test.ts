import { describe, expect, it } from 'vitest';
import { layoutLadder } from '../../src/draw/ladder-layout.ts';
import { DIVIDER_COLUMNS, detailsColumns, layoutOf } from '../../src/tui/layout.ts';
import { initialState } from '../../src/tui/state.ts';

describe('the details of a dialogue', () => {
  it('stand beside the ladder only where what is said keeps its room', () => {
    expect(detailsColumns(80)).toBe(0);
    expect(detailsColumns(120)).toBe(0);
    expect(detailsColumns(200)).toBe(34);
    const first = Array.from({ length: 200 }, (_, columns) => columns).find(
      (columns) => detailsColumns(columns) > 0,
    ) as number;
    expect(first).toBeLessThan(150);
    expect(layoutLadder(first - 34 - DIVIDER_COLUMNS, 'start').said).toBeGreaterThanOrEqual(45);
  });
});

describe('list and dialogue on one screen', () => {
  const rowsFor = (connectionsInAll: number | null) => {
    const { list, dialogue } = layoutOf({
      ...initialState({ columns: 120, rows: 36 }, ''),
      connectionsInAll,
    });
    return [list, dialogue];
  };

  it('share it alike however many connections there are, as long as more may come', () => {
    expect(rowsFor(null)).toEqual([13, 20]);
  });

  it('leave the dialogue what a list of few connections does not need, once no more come', () => {
    expect(rowsFor(1)).toEqual([6, 27]);
    expect(rowsFor(7)).toEqual([8, 25]);
    expect(rowsFor(12)).toEqual([13, 20]);
    expect(rowsFor(1000)).toEqual([13, 20]);
  });
});
