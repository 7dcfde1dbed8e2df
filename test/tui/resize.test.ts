import { describe, expect, it, vi } from 'vitest';
import { BARE, UNICODE } from '../../src/draw/style.ts';
import { drawDialogue, drawPreviewLine } from '../../src/tui/panes/dialogue.ts';
import { drawEmpty } from '../../src/tui/panes/empty.ts';
import { drawExplain } from '../../src/tui/panes/explain.ts';
import { createListPane } from '../../src/tui/panes/list.ts';
import { drawStatus } from '../../src/tui/panes/status.ts';
import { connectionRow, createFakeEngine, segment } from './support/fake-engine.ts';
import { harness } from './support/harness.tsx';
import { type Program, start } from './support/program.ts';

vi.setConfig({ testTimeout: 60_000 });

const MOST_COLUMNS = 200;
const MOST_ROWS = 60;
const rowsOf = (count: number) => Array.from({ length: count }, (_, id) => connectionRow(id));
const entries = Array.from({ length: 80 }, (_, ordinal) => segment(ordinal, 16, { said: 'GET /a/b/c' }));

/** Numbers from 1 to `most` without a pattern, the same in each run. */
function scattered(most: number): () => number {
  let state = 2026;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return 1 + (state % most);
  };
}

describe('panes that are painted before React has followed a resize', () => {
  it('can be drawn in any room, of whatever size the terminal was', async () => {
    const shown = await harness(createFakeEngine(rowsOf(30), entries), {
      size: { columns: MOST_COLUMNS, rows: 50 },
    });
    await shown.press('x');
    const latest = shown.tui.data.get();
    if (latest === null) throw new Error('no answer');
    const style = { paint: BARE, glyphs: UNICODE };
    const list = createListPane(style);
    for (const columns of [...Array(MOST_COLUMNS + 1).keys()]) {
      for (const rows of [1, 2, 3, 8, MOST_ROWS]) {
        const room = { columns, rows };
        for (const size of [room, shown.state().size]) {
          const state = { ...shown.state(), size };
          drawDialogue(state, latest, room, style);
          drawExplain(state, latest, room, style);
          drawPreviewLine(state, latest, columns, style);
          list.draw(state, latest, columns, rows);
          drawStatus(state, latest, columns, style, 0);
          drawEmpty(latest, columns, style, null);
        }
      }
    }
    shown.unmount();
  });
});

/** What is open when the terminal begins to change, and what shows that it is. */
const OPEN: readonly (readonly [what: string, keys: string, shows: RegExp])[] = [
  ['the list', '', /CLIENT/u],
  ['a dialogue', '\r', /SAID/u],
  ['an explanation', 'x', /C asks/u],
  ['the help', '?', /one row up/u],
  ['a filter', '/80', /\/ 80/u],
  ['a question', 'rq', /Quit and finish/u],
];

async function storm(run: Program, times: number): Promise<void> {
  const columns = scattered(MOST_COLUMNS);
  const rows = scattered(MOST_ROWS);
  for (let time = 0; time < times; time += 1) {
    await run.resize(columns(), rows());
    // Now and then several come before the first of them is drawn.
    if (time % 3 !== 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a storm of sizes', () => {
  it.each(OPEN)('over %s ends with the screen of the last one', async (_, keys, shows) => {
    const run = start(createFakeEngine(rowsOf(30), entries), MOST_COLUMNS, 50);
    await run.until(/SAID/u);
    for (const key of keys) {
      run.type(key);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await storm(run, 60);
    await run.resize(36, 50);
    expect((await run.until(/40x8 at least/u)).join('').trim()).toBe('Too small: 40x8 at least');
    await run.resize(MOST_COLUMNS, 50);
    await run.until(shows);
    run.type('\u0003');
    expect(await run.status).toBe(0);
    expect(run.told.filter((line) => line.includes('error'))).toEqual([]);
  });
});
