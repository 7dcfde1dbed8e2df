import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateMeter, type Latest, latestOf, reconcile } from '../../src/tui/data.ts';
import { covers, queryOf } from '../../src/tui/query.ts';
import { initialState, selectIndex, type TuiState } from '../../src/tui/state.ts';
import { connectionRow, createFakeEngine, type FakeEngine } from './support/fake-engine.ts';

const SIZE = { columns: 80, rows: 24 };
/** A terminal of 24 rows shows so many connections. */
const VISIBLE = 19;

const rowsOf = (count: number) => Array.from({ length: count }, (_, id) => connectionRow(id));

async function asked(engine: FakeEngine, state: TuiState, before: Latest | null = null): Promise<Latest> {
  const query = queryOf(state, 1, 20);
  return latestOf(before, query, await engine.query(query), 0);
}

const selected = (parts: Partial<TuiState['list']>, more: Partial<TuiState> = {}): TuiState => ({
  ...initialState(SIZE, ''),
  list: { top: 0, index: 0, id: null, ...parts },
  ...more,
});

describe('reconcile', () => {
  it('selects the first connection that comes', async () => {
    const state = initialState(SIZE, '');
    expect(reconcile(state, await asked(createFakeEngine(rowsOf(3)), state)).list).toEqual({
      top: 0,
      index: 0,
      id: 0,
    });
  });

  it('leaves a key that came after the question to the next answer', async () => {
    const engine = createFakeEngine(rowsOf(500));
    const older = await asked(engine, selected({ index: 2, id: 2 }));
    const jumped = selectIndex(selected({ index: 2, id: 2 }), 400, 500, () => null);
    expect(reconcile(jumped, older).list).toEqual(jumped.list);
    expect(reconcile(jumped, await asked(engine, jumped)).list).toMatchObject({ index: 400, id: 400 });
  });

  it('comes to rest where fewer match than the place that was asked for', async () => {
    const engine = createFakeEngine(rowsOf(5));
    const state = selected({ index: 4000, top: 3990 });
    let current = state;
    for (let times = 0; times < 3; times += 1) current = reconcile(current, await asked(engine, current));
    expect(current.list).toEqual({ top: 0, index: 4, id: 4 });
  });

  it('starts a dialogue that is over at its start, and one that goes on at its end', async () => {
    const engine = createFakeEngine([
      connectionRow(0, { state: 'closed', closedHow: 'FIN' }),
      connectionRow(1),
    ]);
    const over = selected({ id: 0 });
    expect(reconcile(over, await asked(engine, over)).dialogue).toMatchObject({ id: 0, top: 0 });
    const open = selected({ index: 1, id: 1 });
    expect(reconcile(open, await asked(engine, open)).dialogue).toMatchObject({ id: 1, top: null });
  });

  it('always ends with a selection in view that the answers cover', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 300 }),
        fc.array(
          fc.record({ step: fc.integer({ min: -400, max: 400 }), rows: fc.integer({ min: 1, max: 300 }) }),
          { maxLength: 6 },
        ),
        async (count, moves) => {
          const engine = createFakeEngine(rowsOf(count));
          let state = initialState(SIZE, '');
          let latest: Latest | null = null;
          for (const { step, rows } of [{ step: 0, rows: count }, ...moves]) {
            const known = latest;
            const rowAt = (index: number) => known?.snapshot.rows[index - known.snapshot.offset]?.id ?? null;
            state = selectIndex(state, state.list.index + step, known?.snapshot.matching ?? 0, rowAt);
            engine.rows = rowsOf(rows);
            for (let times = 0; times < 3; times += 1) {
              latest = await asked(engine, state, latest);
              state = reconcile(state, latest);
            }
            expect(state.list.id).not.toBeNull();
            expect(state.list.id).toBe(state.list.index);
            expect(state.list.index).toBeGreaterThanOrEqual(state.list.top);
            expect(state.list.index).toBeLessThan(state.list.top + VISIBLE);
            expect(state.list.top).toBeLessThanOrEqual(Math.max(0, rows - VISIBLE));
            expect(covers(latest, state)).toBe(true);
          }
        },
      ),
    );
  });
});

describe('latestOf', () => {
  it('remembers the filter in force while a new one is wrong', async () => {
    const engine = createFakeEngine(rowsOf(3));
    engine.wrong.set('port:x', 'no port');
    const good = await asked(engine, selected({}, { filter: 'port:50001' }));
    const bad = await asked(engine, selected({}, { filter: 'port:x' }), good);
    expect(bad).toMatchObject({
      filterInForce: 'port:50001',
      snapshot: { filterError: 'no port', matching: 1 },
    });
  });

  it('remembers when the capture was first said to have ended', async () => {
    const engine = createFakeEngine(rowsOf(3));
    const going = await asked(engine, selected({}));
    expect(going.endedMilliseconds).toBeNull();
    engine.status = { ...engine.status, phase: 'ended' };
    const ended = await asked(engine, selected({}), going);
    expect(ended.endedMilliseconds).toBe(ended.receivedMilliseconds);
    const known = { ...ended, endedMilliseconds: 7 };
    expect((await asked(engine, selected({}), known)).endedMilliseconds).toBe(7);
  });

  it('lets time go on on a quiet device, not in a file', async () => {
    const engine = createFakeEngine(rowsOf(3));
    const live = await asked(engine, selected({}));
    expect(live.nowNanoseconds).toBeGreaterThan(live.snapshot.nowNanoseconds);
    engine.status = { ...engine.status, sourceKind: 'file' };
    const file = await asked(engine, selected({}));
    expect(file.nowNanoseconds).toBe(file.snapshot.nowNanoseconds);
  });
});

describe('the rate meter', () => {
  it('tells frames a second over the last second or so', () => {
    const rate = createRateMeter();
    expect(rate(0, 0)).toBe(0);
    expect(rate(50, 100)).toBe(500);
    for (let at = 200; at <= 3000; at += 100) rate(50, at);
    expect(rate(50, 3100)).toBe(0);
  });
});
