import { describe, expect, it, vi } from 'vitest';
import { Failure } from '../../src/failure.ts';
import { connectionRow, createFakeEngine } from './support/fake-engine.ts';
import { start } from './support/program.ts';

const rowsOf = (count: number) => Array.from({ length: count }, (_, id) => connectionRow(id));

const wholeAgain = '\u001b[?7h\u001b[9999;1H\u001b[2K\r\n\u001b[?1049l\u001b[?25h';

vi.setConfig({ testTimeout: 30_000 });

describe('the program on a terminal', () => {
  it('takes the terminal, shows the list, and gives the terminal back after q', async () => {
    const engine = createFakeEngine(rowsOf(30));
    const run = start(engine);
    const lines = await run.until(/▸ 127\.0\.0\.1:50000/u);
    expect(lines).toHaveLength(24);
    expect(await run.buffer()).toBe('alternate');
    expect(run.stdin.raw).toBe(true);
    expect(run.writes[0]).toContain('\u001b[?7l');
    run.type('q');
    expect(await run.status).toBe(0);
    expect(run.stdin.raw).toBe(false);
    expect(await run.buffer()).toBe('normal');
    expect(run.writes.at(-1)?.endsWith(wholeAgain)).toBe(true);
    expect(engine.calls).toEqual(['close']);
    expect(run.told.join('')).toBe('');
  });

  it('shows what changes, in few and small writes', async () => {
    const engine = createFakeEngine(rowsOf(10));
    const run = start(engine);
    await run.until(/▸ 127/u);
    engine.rows = engine.rows.map((row) =>
      row.id === 3 ? { ...row, version: 2, strip: 'SsAPapaFfA' } : row,
    );
    const before = run.writes.length;
    await run.until(/SsAPapaFfA/u);
    const changes = run.writes.slice(before).filter((text) => text.includes('PapaFfA') || text.includes('P'));
    expect(changes.join('').length).toBeLessThan(1500);
    for (const text of run.writes.slice(1)) expect(text).toMatch(/^\u001b\[\?2026h.*\u001b\[\?2026l$/su);
    run.type('\u0003');
    expect(await run.status).toBe(0);
  });

  it('opens a dialogue, goes back, and takes several keys of one chunk one by one', async () => {
    const run = start(createFakeEngine(rowsOf(10)));
    await run.until(/▸ 127/u);
    run.type('jj\r');
    await run.until(/#2 127\.0\.0\.1:50002 .*SAID/su);
    run.type('\u001b');
    await run.until(/▸ 127\.0\.0\.1:50002/u);
    run.type('q');
    expect(await run.status).toBe(0);
  });

  it('draws everything anew after a resize, from very small to very large', async () => {
    const run = start(createFakeEngine(rowsOf(100)));
    await run.until(/▸ 127/u);
    await run.resize(30, 6);
    expect((await run.until(/Too small/u)).join('').trim()).toBe('Too small: 40x8 at least');
    await run.resize(200, 50);
    const lines = await run.until(/SAID/u);
    expect(lines).toHaveLength(50);
    expect(lines[0]).toContain('tcpdialog');
    expect(lines.at(-1)).toContain('q quit');
    await run.resize(80, 24);
    expect((await run.until(/q quit/u)).filter((line) => line.includes('SAID'))).toEqual([]);
    run.type('q');
    expect(await run.status).toBe(0);
  });

  it('shows the cursor in a line being typed, and hides it again', async () => {
    const run = start(createFakeEngine(rowsOf(10)));
    await run.until(/▸ 127/u);
    run.type('/5000');
    await run.until(/^\/ 5000/mu);
    expect(run.writes.at(-1)).toContain('\u001b[24;7H\u001b[?25h');
    run.type('\u001b');
    await run.until(/Enter open/u);
    expect(run.writes.at(-1)).not.toContain('\u001b[?25h');
    run.type('q');
    expect(await run.status).toBe(0);
  });

  it('lets no control character of a name through to the terminal', async () => {
    const engine = createFakeEngine(rowsOf(3).map((row) => ({ ...row, protocol: 'H\u001b[2J\u0007' })));
    engine.status = { ...engine.status, sourceName: 'lo\u001b]0;x\u0007' };
    const run = start(engine);
    await run.until(/▸ 127/u);
    expect(run.writes.slice(1).join('')).not.toContain('\u0007');
    expect(run.writes.slice(2).join('')).not.toContain('\u001b[2J');
    run.type('q');
    expect(await run.status).toBe(0);
  });

  it('finishes a recording on ^C and says what is in it', async () => {
    const engine = createFakeEngine(rowsOf(3));
    const run = start(engine);
    await run.until(/▸ 127/u);
    run.type('r');
    await run.until(/REC/u);
    run.type('\u0003');
    expect(await run.status).toBe(0);
    expect(engine.calls).toEqual(['record tcpdialog-lo-20261123-081500.pcap', 'close']);
    expect(run.told.join('')).toMatch(
      /^tcpdialog-tui: recorded 0 packets, .* to tcpdialog-lo-20261123-081500\.pcap\n$/u,
    );
  });

  it('ends with 143 after SIGTERM, the terminal whole', async () => {
    const run = start(createFakeEngine(rowsOf(3)));
    await run.until(/▸ 127/u);
    process.emit('SIGTERM');
    expect(await run.status).toBe(143);
    expect(run.writes.at(-1)?.endsWith(wholeAgain)).toBe(true);
  });

  it('ends with 1 and one line after the engine has failed', async () => {
    const engine = createFakeEngine(rowsOf(3));
    const run = start(engine);
    await run.until(/▸ 127/u);
    engine.query = async () => {
      throw new Failure('engine-died');
    };
    await run.until(/failed: engine-died \(q quits\)/u);
    run.type('q');
    expect(await run.status).toBe(1);
    expect(run.told.join('')).toBe('tcpdialog-tui: failed: engine-died\n');
  });

  it('goes on where a pane cannot be drawn, and says so there and at the end', async () => {
    const engine = createFakeEngine(rowsOf(3));
    const run = start(engine);
    await run.until(/▸ 127/u);
    engine.rows = [connectionRow(0, { version: 9, client: null as never })];
    await run.until(/This cannot be shown: internal error: .*address/u);
    engine.rows = rowsOf(5);
    await run.until(/5 conns.*▸ 127/su);
    run.type('q');
    expect(await run.status).toBe(1);
    expect(run.told.join('')).toMatch(/^tcpdialog-tui: internal error: [^\n]+\n$/u);
  });

  it('ends with 1 and one line after a crash, the terminal whole', async () => {
    const run = start(createFakeEngine(rowsOf(3)));
    await run.until(/▸ 127/u);
    process.emit('uncaughtException', new Error('something else'));
    expect(await run.status).toBe(1);
    expect(run.told.join('')).toBe('tcpdialog-tui: internal error: something else\n');
    expect(run.stdin.raw).toBe(false);
    expect(run.writes.at(-1)?.endsWith(wholeAgain)).toBe(true);
  });

  it('stops asking while paused, and asks for what a key needs', async () => {
    const engine = createFakeEngine(rowsOf(3));
    const run = start(engine);
    await run.until(/▸ 127/u);
    run.type('p');
    await run.until(/PAUSED/u);
    engine.rows = rowsOf(9);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await run.shown()).join('\n')).toContain('3 conns');
    run.type('j\r');
    await run.until(/#1 127/u);
    run.type('\u001b');
    await run.until(/CLIENT/u);
    expect((await run.shown()).join('\n')).toContain('3 conns');
    run.type('p');
    await run.until(/9 conns/u);
    run.type('q');
    expect(await run.status).toBe(0);
  });

  it('holds back what is printed meanwhile, and prints it afterwards', async () => {
    const run = start(createFakeEngine(rowsOf(3)));
    await run.until(/▸ 127/u);
    console.error('a warning of a library');
    run.type('q');
    await run.status;
    expect(run.told.join('')).toBe('a warning of a library\n');
  });

  it('ends when the terminal is gone', async () => {
    const run = start(createFakeEngine(rowsOf(3)));
    await run.until(/▸ 127/u);
    run.stdin.emit('end');
    expect(await run.status).toBe(129);
  });
});
