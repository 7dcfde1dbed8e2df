import { describe, expect, it } from 'vitest';
import { layoutLadder } from '../../src/draw/ladder-layout.ts';
import { DIVIDER_COLUMNS, detailsColumns } from '../../src/tui/layout.ts';

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
