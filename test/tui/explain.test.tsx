import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectionRow, createFakeEngine, type FakeEngine, sentence } from './support/fake-engine.ts';
import { type Harness, harness } from './support/harness.tsx';

vi.setConfig({ testTimeout: 30_000 });

const ESC = '\u001b';

let shown: Harness;
afterEach(() => shown.unmount());

const start = async (engine: FakeEngine, options?: Parameters<typeof harness>[1]) => {
  shown = await harness(engine, options);
};
const lines = () => shown.frame().split('\n');

/** Two connections; what is told of them is longer than the screen. */
function longEngine(): FakeEngine {
  const engine = createFakeEngine([connectionRow(0), connectionRow(1)]);
  engine.told = {
    en: Array.from({ length: 50 }, (_, at) => sentence(at * 1e6, `C says number ${at}.`)),
    ja: Array.from({ length: 50 }, (_, at) => sentence(at * 1e6, `C が ${at} 番を言います。`)),
  };
  return engine;
}

describe('the explanation', () => {
  it('opens with x from the list, and Esc leads back', async () => {
    await start(createFakeEngine([connectionRow(0)]));
    await shown.press('x');
    expect(lines()[2]).toMatch(/^── #0 {2}C 127\.0\.0\.1:50000 ⇄ S 127\.0\.0\.1:8000 {2}HTTP ─+/u);
    expect(shown.frame()).toContain('0.000000  C asks.');
    expect(lines().at(-1)).toMatch(/Esc back.*l English\/日本語.*q quit/u);
    await shown.press(ESC);
    expect(shown.state().screens).toEqual(['list']);
    expect(shown.frame()).toContain('CLIENT');
  });

  it('leads back to the ladder where it was opened from there', async () => {
    await start(createFakeEngine([connectionRow(0)]));
    await shown.press('\r', 'x', 'q');
    expect(shown.state().screens).toEqual(['list', 'dialogue']);
  });

  it('is told in the other language with l', async () => {
    const engine = createFakeEngine([connectionRow(0)]);
    await start(engine);
    await shown.press('x', 'l');
    expect(engine.queries.at(-1)?.open?.explain).toBe('ja');
    expect(shown.frame()).toContain('C が求めます。');
    await shown.press('l');
    expect(shown.frame()).toContain('C asks.');
  });

  it('leaves the language of the remarks as it was chosen', async () => {
    const engine = createFakeEngine([connectionRow(0)]);
    engine.entries = [{ kind: 'remark', nanoseconds: 0, code: 'tls-to-plain-http-port', values: {} }];
    await start(engine);
    await shown.press('\r');
    expect(shown.frame()).toContain('C began with TLS, S answered in plain HTTP');
    await shown.press('x', 'l', ESC);
    expect(shown.frame()).toContain('C は TLS で話し始め、S は平文の HTTP で答えました');
    await shown.press('/', '平文', '\r');
    expect(shown.frame()).not.toContain('Not found');
  });

  it('asks for it only while it is shown', async () => {
    const engine = createFakeEngine([connectionRow(0)]);
    await start(engine);
    expect(engine.queries.at(-1)?.open?.explain).toBeNull();
    await shown.press('x', ESC);
    expect(engine.queries.at(-1)?.open?.explain).toBeNull();
  });

  it('scrolls with the usual keys, and not beyond its ends', async () => {
    await start(longEngine());
    await shown.press('x', 'jj');
    expect(lines()[3]).toContain('number 2.');
    await shown.press('G');
    expect(shown.frame()).toContain('number 49.');
    expect(lines()[3]).toContain('number 30.');
    await shown.press('j', '\u001b[5~');
    expect(lines()[3]).toContain('number 10.');
    await shown.press('g');
    expect(lines()[3]).toContain('number 0.');
  });

  it('turns to the next connection, from its beginning', async () => {
    await start(longEngine());
    await shown.press('x', 'G', ']');
    expect(lines()[2]).toContain('#1');
    expect(lines()[3]).toContain('number 0.');
  });

  it('keeps Japanese within the screen', async () => {
    const engine = longEngine();
    engine.told = { ...engine.told, ja: [sentence(0, 'コネクションが開きました。'.repeat(20))] };
    await start(engine, { size: { columns: 61, rows: 20 } });
    await shown.press('x', 'l');
    expect(shown.frame().match(/コネクションが開きました。/gu)?.length ?? 0).toBeGreaterThan(0);
    expect(lines()).toHaveLength(20);
  });
});
