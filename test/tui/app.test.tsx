import { afterEach, describe, expect, it, vi } from 'vitest';
import { CLIENT } from '../../src/core/side.ts';
import { MARK_GAP_BEFORE, MARK_RETRANSMISSION, MARK_TIMEOUT } from '../../src/core/tcp/marks.ts';
import { ACK, PSH, SYN } from '../../src/core/wire/control-bits.ts';
import { Failure } from '../../src/failure.ts';
import { footerPieces } from '../../src/tui/parts/footer.tsx';
import { connectionRow, createFakeEngine, type FakeEngine, segment } from './support/fake-engine.ts';
import { type Harness, harness } from './support/harness.tsx';

vi.setConfig({ testTimeout: 30_000 });

const ENTER = '\r';
const ESC = '\u001b';

let shown: Harness;
afterEach(() => shown.unmount());

const CLOSED = { state: 'closed', closedBy: 'server', closedHow: 'FIN' } as const;
const ZERO_WINDOW = {
  code: 'zero-window',
  values: { who: 1, times: 2, nanoseconds: 4e9 },
  ordinal: 0,
  nanoseconds: 0,
} as const;
const PASSED_OVER = {
  code: 'h2c-not-taken',
  values: { reason: 'the request said Connection: close' },
  ordinal: 0,
  nanoseconds: 0,
} as const;

const rowsOf = (count: number) => Array.from({ length: count }, (_, id) => connectionRow(id));
const start = async (engine: FakeEngine, options?: Parameters<typeof harness>[1]) => {
  shown = await harness(engine, options);
  return shown;
};
const lines = () => shown.frame().split('\n');
const lastLine = () => lines().at(-1) ?? '';

describe('the first screen', () => {
  it('says where it listens, for what, what came and what to try', async () => {
    await start(createFakeEngine([]));
    expect(shown.frame()).toContain('Waiting for the first TCP connection');
    expect(shown.frame()).toMatch(/device +lo/u);
    expect(shown.frame()).toMatch(/capture filter +tcp/u);
    expect(shown.frame()).toMatch(/packets so far +100/u);
    expect(shown.frame()).toContain('curl http://127.0.0.1:8000/');
    expect(shown.frame()).toContain('--demo');
  });

  it('tells to try only what the capture filter lets through', async () => {
    const engine = createFakeEngine([]);
    engine.status = { ...engine.status, captureFilter: ' tcp  port 26001' };
    await start(engine);
    expect(shown.frame()).toContain('python3 -m http.server 26001');
    expect(shown.frame()).toContain('curl http://127.0.0.1:26001/');
    engine.status = { ...engine.status, captureFilter: 'tcp and host 10.0.0.1' };
    await shown.settle();
    expect(shown.frame()).not.toContain('curl');
    expect(shown.frame()).toMatch(/lets through appears here\.\n +c changes the filter/u);
  });

  it('offers no keys for connections where there are none', async () => {
    const engine = createFakeEngine([]);
    await start(engine, { size: { columns: 80, rows: 24 } });
    expect(lastLine()).not.toMatch(/open|explain|sort|save|mark/u);
    expect(lastLine()).toMatch(/r record .*c capture filter .*q quit/u);
    engine.rows = rowsOf(1);
    await shown.settle();
    expect(lastLine()).toContain('Enter open');
  });

  it('gives way to the list with the first connection', async () => {
    const engine = createFakeEngine([]);
    await start(engine);
    engine.rows = rowsOf(1);
    await shown.settle();
    expect(shown.frame()).not.toContain('Waiting');
    expect(shown.frame()).toMatch(/▸ +0 127.0.0.1:50000/u);
  });

  it('does not tell to make traffic where the demo makes it', async () => {
    await start(createFakeEngine([]), { demo: true });
    expect(shown.frame()).toContain('demo is starting');
    expect(shown.frame()).not.toContain('curl');
  });

  it('asks about the capture filter where the demo should have begun and nothing came', async () => {
    await start(createFakeEngine([]), { demo: true, startedMilliseconds: Date.now() - 11_000 });
    expect(shown.frame()).not.toContain('demo is starting');
    expect(shown.frame()).toMatch(
      /does the capture filter let its dialogues through\?\n +c changes the filter/u,
    );
  });
});

describe('the list', () => {
  it('fills the terminal and no more: status, table, preview, footer', async () => {
    await start(createFakeEngine(rowsOf(50)));
    expect(lines()).toHaveLength(24);
    expect(lines()[0]).toMatch(/lo {2}LIVE .* 50 conns/u);
    expect(lines()[1]).toMatch(/no filter .* 50 of 50 {2}sort id▲/u);
    expect(lines()[2]).toContain('CLIENT');
    expect(lines()[3]).toContain('▸');
    expect(lines()[22]).toContain('200 OK');
    expect(lastLine()).toMatch(/Enter open .*\? help .*q quit/u);
  });

  it('has the newest things said below the table, and of the one before as much as fits', async () => {
    const said = 'h2c not taken: the request said Connection: close, and then so much more';
    const entries = [
      segment(0, PSH, { said: 'GET / HTTP/1.1', protocol: 'HTTP' }),
      segment(1, PSH, { said, protocol: 'HTTP' }),
      segment(3, PSH, { said: 'S closed first, and all of this is to be read', protocol: 'HTTP' }),
    ];
    await start(createFakeEngine(rowsOf(1), entries));
    expect(lines()[22]?.trimEnd()).toBe(
      '#0 S h2c not taken: the request said Connection:…  · S S closed first, and all of this is to be read',
    );
  });

  it('has the end of a long dialogue below the table, though that opens at its start', async () => {
    const long = Array.from({ length: 200 }, (_, at) =>
      segment(at, PSH, { said: `number ${at}`, protocol: 'X' }),
    );
    const engine = createFakeEngine([connectionRow(0, CLOSED)], long);
    await start(engine);
    expect(lines()[22]).toContain('S number 199');
    await shown.press('p');
    engine.entries = long.slice(0, 150);
    await shown.settle();
    expect(lines()[22]).toContain('S number 199');
    await shown.press(ENTER);
    expect(shown.frame()).toMatch(/number 0$/mu);
    expect(shown.frame()).not.toContain('number 199');
  });

  it('has the remarks on one that is over below the table, and how many there are on one that goes on', async () => {
    const engine = createFakeEngine([connectionRow(0, CLOSED)]);
    engine.remarks = [PASSED_OVER, ZERO_WINDOW];
    await start(engine);
    expect(lines()[22]?.trimEnd()).toBe(
      "#0 ▲ S did not switch to h2c: the request said Connection: close  · ▲ S's receive buffer was full: …",
    );
    engine.remarks = [PASSED_OVER];
    await shown.settle();
    expect(lines()[22]?.trimEnd()).toBe('#0 ▲ S did not switch to h2c: the request said Connection: close');
    engine.rows = rowsOf(1);
    await shown.settle();
    expect(lines()[22]).toMatch(/^#0 ▲1 .*S 200 OK/u);
    await shown.press(ENTER);
    expect(lines()[2]).toContain('HTTP  ▲ 1 remark ─');
  });

  it('moves the selection and keeps it in view', async () => {
    await start(createFakeEngine(rowsOf(50)));
    await shown.press('jj', '\u001b[B');
    expect(shown.state().list).toMatchObject({ index: 3, id: 3 });
    await shown.press('\u001b[6~');
    expect(shown.state().list.id).toBe(22);
    expect(lines().find((line) => line.includes('▸'))).toContain('50022');
    await shown.press('G');
    expect(shown.state().list.id).toBe(49);
    expect(lines()[21]).toContain('▸');
    await shown.press('g');
    expect(shown.state().list).toEqual({ top: 0, index: 0, id: 0 });
  });

  it('jumps over more rows than it has at hand', async () => {
    await start(createFakeEngine(rowsOf(5000)));
    await shown.press('G', 'k');
    expect(shown.state().list.id).toBe(4998);
    await shown.press('\u001b[H', '\u001b[6~\u001b[6~\u001b[6~\u001b[6~');
    expect(shown.state().list.id).toBe(76);
    expect(shown.frame()).toMatch(/▸ +76 127.0.0.1:50076/u);
  });

  it('keeps the selection on its connection while rows move around it', async () => {
    const engine = createFakeEngine(rowsOf(5));
    await start(engine);
    await shown.press('jj', 'S');
    expect(shown.state().list).toMatchObject({ id: 2, index: 2 });
    engine.rows = rowsOf(30);
    await shown.settle();
    expect(shown.state().list).toMatchObject({ id: 2, index: 27 });
    expect(lines().find((line) => line.includes('▸'))).toContain('50002');
  });

  it('selects a neighbour where the selected connection is let go', async () => {
    const engine = createFakeEngine(rowsOf(5));
    await start(engine);
    await shown.press('jj');
    engine.rows = engine.rows.filter(({ id }) => id !== 2);
    await shown.settle();
    expect(shown.state().list).toMatchObject({ id: 3, index: 2 });
  });

  it('follows the newest connection until one moves', async () => {
    const engine = createFakeEngine(rowsOf(5));
    await start(engine);
    await shown.press('F');
    engine.rows = rowsOf(40);
    await shown.settle();
    expect(shown.state().list.id).toBe(39);
    expect(lines()[1]).toContain('follow');
    await shown.press('k');
    expect(shown.state().follow).toBe(false);
    expect(shown.state().list.id).toBe(38);
  });

  it('shows marks, unknown drops and what limits let go', async () => {
    const engine = createFakeEngine(rowsOf(3));
    engine.status = {
      ...engine.status,
      drops: { byKernel: null, byInterface: null, byUs: 0 },
      caveat: 'times are those of arrival',
    };
    engine.letGo = { controlBitsLetGo: 2, messagesLetGo: 3, reassemblyOctetsLetGo: 2048 };
    await start(engine, { size: { columns: 120, rows: 24 } });
    expect(lines()[0]).toContain('5 + 2.0K octets let go');
    await shown.press(' ', 'j', ' ');
    expect(lines()[0]).toContain('drops unknown');
    expect(lines()[1]).toContain('2 marked');
    expect(lines()[2]).toContain('times are those of arrival');
    expect(lines()).toHaveLength(24);
  });

  it('says PAUSED, and a large terminal shows the dialogue below', async () => {
    await start(createFakeEngine(rowsOf(3)), { size: { columns: 120, rows: 36 } });
    await shown.press('p');
    expect(lines()[0]).toContain('PAUSED');
    expect(shown.frame()).toContain('SAID');
    expect(shown.state().focus).toBe('list');
    await shown.press('\t');
    expect(shown.state().focus).toBe('dialogue');
    await shown.press(ESC);
    expect(shown.state().focus).toBe('list');
  });

  it('holds the screen while paused: a key brings in what it needs and no more', async () => {
    const engine = createFakeEngine(rowsOf(3));
    await start(engine);
    await shown.press('p');
    const figures = lines().slice(0, 2);
    engine.frames = 5000;
    engine.rows = rowsOf(9).map((row) => ({ ...row, version: 2, strip: 'SsAPapaFfA' }));
    await shown.press('j');
    expect(shown.state().list.id).toBe(1);
    expect(lines().slice(0, 2)).toEqual(figures);
    expect(shown.frame()).not.toContain('50003');
    expect(shown.frame()).not.toContain('SsAPapaFfA');
    await shown.press(ENTER);
    expect(lines()[2]).toContain('#1 ');
    expect(lines().slice(0, 2)).toEqual(figures);
    await shown.press(ESC, '/', '5000', ENTER);
    // Other rows come with the figures of their moment.
    expect(lines()[0]).toContain('9 conns');
    expect(lines()[1]).toContain('9 of 9');
  });

  it('says so where the terminal is too small', async () => {
    await start(createFakeEngine(rowsOf(3)), { size: { columns: 30, rows: 5 } });
    expect(shown.frame().trim()).toBe('Too small: 40x8 at least');
  });
});

describe('the filter', () => {
  it('works while it is typed, and Esc restores the former one', async () => {
    await start(createFakeEngine(rowsOf(50)));
    await shown.press('/', '5', '0', '0', '0');
    expect(lastLine()).toContain('/ 5000');
    expect(lines()[1]).toContain('10 of 50');
    await shown.press(ESC);
    expect(lines()[1]).toMatch(/no filter .* 50 of 50/u);
    await shown.press('/', 'port:50007', ENTER);
    expect(lines()[1]).toMatch(/port:50007 .* 1 of 50/u);
    expect(shown.state().input).toBeNull();
  });

  it('leaves the last good one in force while the new one is wrong, says why and stays open', async () => {
    const engine = createFakeEngine(rowsOf(50));
    engine.wrong.set('port:50007x', "'x' is no port");
    await start(engine);
    await shown.press('/', 'port:50007', ENTER, '/', 'x', ENTER);
    expect(lines()[1]).toMatch(/! 'x' is no port +in force: \/ port:50007 .* 1 of 50/u);
    expect(shown.state().input?.purpose).toBe('filter');
    await shown.press(ESC);
    expect(lines()[1]).not.toContain('is no port');
  });

  it('finds the selected connection again while it is typed, and after Esc', async () => {
    await start(createFakeEngine(rowsOf(90)));
    await shown.press('\u001b[6~', '\u001b[6~', 'jjj', 'k');
    const { list } = shown.state();
    await shown.press('/', 'x');
    expect(shown.state().list.id).toBeNull();
    await shown.press('\u007f', '5', '0', '0', '0');
    expect(shown.state().list.id).not.toBe(list.id);
    await shown.press('\u007f');
    expect(shown.state().list.id).toBe(list.id);
    await shown.press('1', 'x', ESC);
    expect(shown.state().list).toEqual(list);
    await shown.press('/', 'x', '\u007f', ENTER);
    expect(shown.state().list.id).toBe(list.id);
  });

  it('takes a paste as text, without its control characters', async () => {
    await start(createFakeEngine(rowsOf(50)));
    await shown.press('/', '\u001b[200~port:50003\u0007\r\n\u001b[201~');
    expect(lastLine()).toContain('/ port:50003');
    expect(shown.state().input).not.toBeNull();
  });

  it('says that none matches', async () => {
    await start(createFakeEngine(rowsOf(5)));
    await shown.press('/', 'nothing', ENTER);
    expect(shown.frame()).toContain('None of 5 connections matches nothing');
    await shown.press('/', '\u0015', ENTER);
    expect(shown.frame()).toMatch(/▸ +0 127.0.0.1:50000/u);
  });

  it('tells how to write what words of other filter languages mean, where nothing matches', async () => {
    await start(createFakeEngine(rowsOf(5)));
    await shown.press('/', '80 or 443');
    expect(shown.frame()).toMatch(/Searched as a plain word: or {3}Write it as: port:80,443/u);
    await shown.press('\u0015', 'tcp port 80');
    expect(shown.frame()).toMatch(/Searched as plain words: tcp {2}port {3}Write it as: port:80$/mu);
    await shown.press('\u0015', 'nothing');
    expect(shown.frame()).not.toContain('Searched as');
  });
});

describe('a dialogue', () => {
  it('opens on the whole screen and goes back', async () => {
    await start(createFakeEngine(rowsOf(5)));
    await shown.press('j', ENTER);
    expect(lines()[2]).toContain('#1 127.0.0.1:50001 ⇄ 127.0.0.1:8000');
    expect(shown.frame()).toContain('[SYN]');
    expect(shown.frame()).toContain('GET /index.html HTTP/1.1');
    expect(shown.frame()).toContain('closed by the client first');
    expect(lines()).toHaveLength(24);
    await shown.press(ESC);
    expect(lines()[2]).toContain('CLIENT');
    await shown.press(ESC, ESC);
    expect(shown.calls).toEqual([]);
  });

  it('has what is known of it below its end where there is room, and only there', async () => {
    await start(createFakeEngine(rowsOf(5)));
    await shown.press(ENTER);
    expect(lines()[11]?.trim()).toBe('');
    expect(lines()[12]).toMatch(/^state +open/u);
    const long = Array.from({ length: 40 }, (_, ordinal) => segment(ordinal, PSH));
    await shown.unmount();
    await start(createFakeEngine(rowsOf(1), long));
    await shown.press(ENTER);
    expect(shown.frame()).not.toMatch(/^state/mu);
  });

  it('keeps to its end while it grows, until one scrolls up', async () => {
    const engine = createFakeEngine(
      rowsOf(1),
      Array.from({ length: 100 }, (_, at) => segment(at, PSH, { said: `number ${at}`, protocol: 'X' })),
    );
    await start(engine);
    await shown.press(ENTER);
    expect(shown.frame()).toContain('number 99');
    engine.entries = [...engine.entries, segment(100, PSH, { said: 'number 100', protocol: 'X' })];
    await shown.settle();
    expect(shown.frame()).toContain('number 100');
    await shown.press('k');
    engine.entries = [...engine.entries, segment(101, PSH, { said: 'number 101', protocol: 'X' })];
    await shown.settle();
    expect(shown.frame()).not.toContain('number 101');
    await shown.press('G');
    expect(shown.frame()).toContain('number 101');
    await shown.press('g');
    expect(shown.frame()).toContain('number 0');
  });

  it('opens at its start where it has ended since it was selected, and stays where one has scrolled to', async () => {
    const numbered = Array.from({ length: 100 }, (_, at) =>
      segment(at, PSH, { said: `number ${at}`, protocol: 'X' }),
    );
    const engine = createFakeEngine(rowsOf(1), numbered);
    await start(engine);
    engine.rows = [connectionRow(0, CLOSED)];
    await shown.settle();
    await shown.press(ENTER);
    expect(shown.frame()).toMatch(/number 0$/mu);
    await shown.press('\u001b[6~', ESC, ENTER);
    expect(shown.frame()).toMatch(/number 19$/mu);
    expect(shown.frame()).not.toMatch(/number 0$/mu);
  });

  it('finds a text, the next and the previous one', async () => {
    const entries = Array.from({ length: 1200 }, (_, at) =>
      segment(at, PSH, { said: at % 400 === 7 ? `GET /${at}` : 'x', protocol: 'X', from: CLIENT }),
    );
    await start(createFakeEngine(rowsOf(1), entries));
    await shown.press(ENTER, 'g', '/', 'get', ENTER);
    expect(shown.state().search?.found).toBe(7);
    await shown.press('n');
    expect(shown.state().search?.found).toBe(407);
    expect(shown.frame()).toContain('GET /407');
    expect(lastLine()).not.toContain('Wrapped');
    await shown.press('n', 'n');
    expect(shown.state().search?.found).toBe(7);
    expect(lastLine()).toContain('Wrapped: on from the start');
    await shown.press('N');
    expect(shown.state().search?.found).toBe(807);
    expect(lastLine()).toContain('Wrapped: on from the end');
    await shown.press('/', '/807', ENTER, 'n');
    expect(lastLine()).toContain('Only one match');
    await shown.press('/', 'nowhere', ENTER);
    expect(lastLine()).toContain('Not found: nowhere');
  });

  it('finds all that stands on the screen, and what was cut from it', async () => {
    const long = `SELECT ${'x'.repeat(200)} FROM late`;
    const entries = [
      segment(0, SYN),
      segment(1, ACK, { nanoseconds: 2e6 }),
      segment(2, PSH, { payloadBytes: 58_200, count: 41 }),
      { kind: 'silence', nanoseconds: 1_397e6, durationNanoseconds: 1_204e6 },
      segment(4, PSH, { nanoseconds: 1_397e6, marks: MARK_TIMEOUT | MARK_RETRANSMISSION, payloadBytes: 79 }),
      segment(5, PSH, { marks: MARK_GAP_BEFORE, said: long, protocol: 'X' }),
    ] as const;
    await start(createFakeEngine(rowsOf(1), entries));
    await shown.press(ENTER);
    for (const [text, place] of [
      ['58.2K', 2],
      ['41 seg', 2],
      ['Silent for 1.204', 3],
      ['1.397', 4],
      ['after RTO', 4],
      ['79 B', 4],
      ['data before', 5],
      ['from late', 5],
      ['psh', 2],
    ] as const) {
      await shown.press('g', '/', text, ENTER);
      expect([text, shown.state().search?.found]).toEqual([text, place]);
    }
  });

  it('goes to the next and previous connection, folds, and tells other times', async () => {
    const engine = createFakeEngine(rowsOf(5));
    await start(engine);
    await shown.press(ENTER, ']', ']', '[');
    expect(lines()[2]).toContain('#1 ');
    await shown.press('z', 't');
    expect(engine.queries.at(-1)?.open?.fold).toBe(false);
    expect(lines()[3]).toContain('SINCE');
  });

  it('says where there is no next or previous connection, and stays where it is', async () => {
    await start(createFakeEngine(rowsOf(2)));
    await shown.press(ENTER, '[');
    expect(lastLine()).toContain('This is the first connection of the list');
    await shown.press(']');
    expect(lines()[2]).toContain('#1 ');
    await shown.press(']');
    expect(lastLine()).toContain('This is the last connection of the list');
    expect(lines()[2]).toContain('#1 ');
  });

  it('goes to the neighbour in the list that was shown, though rows have come before it since', async () => {
    const engine = createFakeEngine(rowsOf(5));
    await start(engine);
    await shown.press('S', 'g', 'jj', ENTER);
    expect(lines()[2]).toContain('#2 ');
    engine.rows = rowsOf(9);
    await shown.press(']');
    expect(lines()[2]).toContain('#1 ');
    engine.rows = rowsOf(40);
    await shown.press('[');
    expect(lines()[2]).toContain('#2 ');
    await shown.press('x');
    engine.rows = rowsOf(90);
    await shown.press(']', ']');
    expect(lines()[2]).toContain('#0 ');
  });

  it('leaves the list where it was', async () => {
    await start(createFakeEngine(rowsOf(90)));
    await shown.press('\u001b[6~', '\u001b[6~', '\u001b[6~', 'kkk');
    const { list } = shown.state();
    expect(list.index).toBeGreaterThan(list.top);
    await shown.press(ENTER, ']', '[', ESC);
    expect(shown.state().list).toEqual(list);
  });

  it('stands still under its reader while its first segments are let go', async () => {
    const all = Array.from({ length: 1000 }, (_, at) =>
      segment(at, PSH, { said: `number ${at}.`, protocol: 'X' }),
    );
    const engine = createFakeEngine(rowsOf(1), all);
    await start(engine);
    await shown.press(ENTER, '/', 'number 500.', ENTER);
    const seen = lines().slice(3);
    engine.entries = [{ kind: 'omitted', nanoseconds: 0, segments: 300 }, ...all.slice(300)];
    await shown.settle();
    expect(lines().slice(3)).toEqual(seen);
    expect(shown.state().search?.found).toBe(201);
    engine.entries = [{ kind: 'omitted', nanoseconds: 0, segments: 700 }, ...all.slice(700)];
    await shown.settle();
    expect(shown.frame()).toContain('number 700.');
  });

  it('stays open though its connection no longer matches the filter', async () => {
    const engine = createFakeEngine(rowsOf(3));
    await start(engine);
    await shown.press('/', 'open', ENTER, 'j', ENTER);
    engine.rows = engine.rows.map((row) => (row.id === 1 ? { ...row, version: 2, state: 'closed' } : row));
    await shown.settle();
    expect(lines()[2]).toMatch(/#1 .*CLOSED/u);
  });

  it('says where the connection is no longer kept', async () => {
    const engine = createFakeEngine(rowsOf(3));
    await start(engine);
    await shown.press('j', ENTER);
    engine.rows = engine.rows.filter(({ id }) => id !== 1);
    await shown.settle();
    expect(shown.frame()).toContain('Connection #1 is no longer kept');
  });
});

describe('recording and saving', () => {
  it('records to a file named by device and date, says which, and stops', async () => {
    const engine = createFakeEngine(rowsOf(3));
    await start(engine);
    await shown.press('r');
    expect(engine.calls).toEqual(['record tcpdialog-lo-20261123-081500.pcap']);
    expect(lastLine()).toContain('Recording to tcpdialog-lo-20261123-081500.pcap');
    expect(lines()[0]).toContain('● REC');
    expect(lines()[1]).toContain('tcpdialog-lo-20261123-081500.pcap');
    await shown.press('r');
    expect(lastLine()).toMatch(/Recorded 12 packets, 3\.5K octets, to tcpdialog-lo-20261123-081500\.pcap/u);
    expect(lines()[0]).not.toContain('REC');
  });

  it('asks before it quits while recording', async () => {
    await start(createFakeEngine(rowsOf(3)));
    await shown.press('r', 'q');
    expect(lastLine()).toContain('Quit and finish the file?');
    await shown.press('n');
    expect(shown.calls).toEqual([]);
    await shown.press('q', 'y');
    expect(shown.calls).toEqual(['quit 0']);
  });

  it('saves what is shown, or the marked ones, to the name proposed or typed', async () => {
    const engine = createFakeEngine(rowsOf(3));
    await start(engine);
    await shown.press('/', 'port:5000', ENTER, 'w');
    expect(lastLine()).toContain('save 3 shown to tcpdialog-lo-20261123-081500-saved.pcap');
    await shown.press(ENTER);
    expect(lastLine()).toContain('Saved 2 connections, 14 packets');
    await shown.press(' ', 'w', '\u0015', 'my.pcap', ENTER);
    expect(engine.calls).toEqual([
      'save tcpdialog-lo-20261123-081500-saved.pcap filter port:5000',
      'save my.pcap ids 0',
    ]);
  });

  it('says what it is going to save, and saves that', async () => {
    const engine = createFakeEngine(rowsOf(30));
    await start(engine);
    await shown.press('w');
    expect(lastLine()).toMatch(/^save 30 shown to tcpdialog-lo/u);
    await shown.press(ESC, ' ', 'j', ' ', 'j', '/', 'port:50002', ENTER, 'w');
    expect(lastLine()).toMatch(/^save 2 marked to tcpdialog-lo/u);
    await shown.press(ENTER, ENTER, 'w');
    expect(lastLine()).toMatch(/^save #2 to tcpdialog-lo/u);
    await shown.press(ENTER);
    const name = 'tcpdialog-lo-20261123-081500-saved.pcap';
    expect(engine.calls).toEqual([`save ${name} ids 0,1`, `save ${name} ids 2`]);
  });

  it('saves the dialogue beside the list where that has the keys, unless there are marks', async () => {
    await start(createFakeEngine(rowsOf(3)), { size: { columns: 120, rows: 36 } });
    await shown.press('\t', 'w');
    expect(lastLine()).toMatch(/^save #0 to /u);
    await shown.press(ESC, ' ', 'w');
    expect(lastLine()).toMatch(/^save 1 marked to /u);
  });

  it('keeps what was typed where it failed, below the whole message', async () => {
    const remedy = 'write it as for tcpdump (man pcap-filter)';
    const engine = createFakeEngine(rowsOf(50));
    await start(engine, {
      describeFailure: () => `the filter '${'x'.repeat(90)}' is wrong: a syntax error; ${remedy}`,
    });
    engine.refusal = new Failure('capture-filter-wrong');
    await shown.press('c', ' prt 80', ENTER);
    expect(lines()).toHaveLength(24);
    expect(lines().at(-4)).toMatch(/^ ! the filter *$/u);
    expect(lines().at(-3)).toMatch(/^ {3}'x+' is *$/u);
    expect(lines().at(-2)).toContain(remedy);
    expect(lastLine()).toContain('capture filter (libpcap) tcp prt 80');
    await shown.press('\u007f', ENTER);
    expect(engine.calls).toEqual(['capture-filter tcp prt 80', 'capture-filter tcp prt 8']);
    expect(lastLine()).toContain('Capture filter now: tcp prt 8');
    engine.refusal = new Failure('disk-full');
    await shown.press('w', '\u0015', '/nowhere/x.pcap', ENTER);
    expect(lastLine()).toContain('to /nowhere/x.pcap');
    await shown.press(ESC);
    expect(shown.state().input).toBeNull();
  });

  it('does not take a line twice, nor keys for commands, while the engine is at it', async () => {
    const engine = createFakeEngine(rowsOf(3));
    let done: () => void = () => undefined;
    engine.setCaptureFilter = async (text) => {
      engine.calls.push(text);
      await new Promise<void>((resolve) => {
        done = resolve;
      });
    };
    await start(engine);
    await shown.press('c', ENTER, ENTER, 'q', 'x');
    expect(engine.calls).toEqual(['tcp']);
    expect(lastLine()).toMatch(/capture filter \(libpcap\) tcp *$/u);
    done();
    await shown.settle();
    expect(lastLine()).toContain('Capture filter now: tcp');
  });

  it('takes a message away some time after a key that came at once', async () => {
    await start(createFakeEngine(rowsOf(3)));
    await shown.press('r', 'j');
    expect(lastLine()).toContain('Recording to');
    await vi.waitFor(() => expect(shown.state().notice).toBeNull(), 10_000);
  });

  it('says so where a recording that was to be stopped had ended by itself', async () => {
    const engine = createFakeEngine(rowsOf(3));
    await start(engine);
    await shown.press('r');
    const stop = engine.stopRecording;
    engine.stopRecording = async () => {
      engine.status = { ...engine.status, recording: null };
      return stop();
    };
    await shown.press('r');
    expect(lastLine()).toContain('! failed: usage');
  });

  it('records nothing more of a capture that has ended, and says how long that was', async () => {
    const engine = createFakeEngine(rowsOf(3));
    engine.status = { ...engine.status, phase: 'ended' };
    await start(engine, { startedMilliseconds: Date.now() - 2_900 });
    const [header] = lines();
    expect(header).toContain('ENDED 00:00:03');
    await shown.press('r');
    expect(lastLine()).toContain('The capture has ended, so nothing can be recorded');
    await shown.press('c');
    expect(lastLine()).toContain('The capture has ended, so its filter no longer has any effect');
    expect(shown.state().input).toBeNull();
    expect(engine.calls).toEqual([]);
  });

  it('words a failure in one line', async () => {
    const engine = createFakeEngine(rowsOf(3));
    await start(engine);
    engine.refusal = new Failure('disk-full');
    await shown.press('r');
    expect(lastLine()).toContain('! failed: disk-full');
  });

  it('changes the capture filter, and says where it is wrong', async () => {
    const engine = createFakeEngine(rowsOf(3));
    await start(engine);
    engine.refusal = new Failure('capture-filter-wrong');
    await shown.press('c', 'x', ENTER);
    expect(engine.calls).toEqual(['capture-filter tcpx']);
    expect(lines().at(-2)).toContain('failed: capture-filter-wrong');
    expect(lastLine()).toContain('capture filter (libpcap) tcpx');
  });

  it('records no file that is being read', async () => {
    const engine = createFakeEngine(rowsOf(3));
    engine.status = { ...engine.status, sourceKind: 'file', sourceName: 'a.pcap', phase: 'ended' };
    await start(engine);
    await shown.press('r');
    expect(engine.calls).toEqual([]);
    expect(lastLine()).toContain('Only a live capture');
    expect(lines()[0]).toContain('ENDED');
  });
});

describe('the footer', () => {
  it('offers what can be done with a live capture', async () => {
    await start(createFakeEngine(rowsOf(3)), { size: { columns: 200, rows: 24 } });
    expect(lastLine()).toMatch(/r record .*c capture filter/u);
    expect(lastLine()).not.toContain('Tab pane');
    await shown.press('r');
    await shown.press('j');
    await vi.waitFor(() => expect(lastLine()).toContain('r stop recording'), 5000);
  });

  it('offers nothing that does nothing with a file, and the explanation on 80 columns', async () => {
    const engine = createFakeEngine(rowsOf(3));
    engine.status = { ...engine.status, sourceKind: 'file', sourceName: 'a.pcap', phase: 'ended' };
    await start(engine, { size: { columns: 80, rows: 24 } });
    expect(lastLine()).not.toMatch(/record|capture filter/u);
    expect(lastLine()).toMatch(/x explain.*q quit/u);
  });

  it('offers the explanation of a live dialogue on 80 columns', async () => {
    await start(createFakeEngine(rowsOf(3)), { size: { columns: 80, rows: 24 } });
    expect(lastLine()).toMatch(/x explain .*r record .*\? help .*q quit/u);
    await shown.press(ENTER);
    expect(lastLine()).toMatch(/x explain .*r record .*\? help .*q quit/u);
  });

  it('offers the other pane only where two are shown', async () => {
    await start(createFakeEngine(rowsOf(3)), { size: { columns: 200, rows: 50 } });
    expect(lastLine()).toContain('Tab pane');
    await shown.press(ENTER);
    expect(lastLine()).not.toContain('Tab pane');
  });

  it('offers no language that cannot be written', () => {
    const situation = {
      screen: 'explain',
      empty: false,
      open: true,
      capturing: true,
      recording: false,
      split: false,
    } as const;
    const words = (ascii: boolean) =>
      footerPieces({ ...situation, ascii }, 100)
        .map(([text]) => text)
        .join('');
    expect(words(false)).toContain('English/日本語');
    expect(words(true)).not.toContain('English');
  });
});

describe('a part of the screen that throws', () => {
  it('says so in its place, all else goes on, and the next key shows it again', async () => {
    const engine = createFakeEngine(rowsOf(3));
    await start(engine);
    const { state } = shown.tui;
    const input = { purpose: 'none' as never, line: { before: '', after: '' }, saves: null, busy: false };
    state.update((current) => ({ ...current, input: { ...input, place: current.list } }));
    await shown.settle();
    expect(lastLine()).toMatch(/^ {2}This cannot be shown: internal error: /u);
    expect(lines()).toHaveLength(24);
    expect(shown.calls.filter((call) => call.startsWith('fault TypeError'))).not.toHaveLength(0);
    engine.rows = rowsOf(4);
    await shown.settle();
    expect(lines()[0]).toContain('4 conns');
    state.update((current) => ({ ...current, input: null }));
    await shown.settle();
    expect(lastLine()).toContain('Enter open');
  });

  it('does so for the screen on top, and Esc leaves it', async () => {
    await start(createFakeEngine(rowsOf(3)));
    await shown.press('?');
    shown.tui.state.update((current) => ({ ...current, helpNarrow: null as never }));
    await shown.settle();
    expect(lines()[2]).toContain('This cannot be shown');
    expect(lastLine()).toContain('Esc back');
    await shown.press(ESC);
    expect(lines()[2]).toContain('CLIENT');
  });
});

describe('help and quitting', () => {
  it('shows all keys, scrolls, and goes back', async () => {
    await start(createFakeEngine(rowsOf(3)));
    await shown.press('?');
    expect(shown.frame()).toContain('one row up');
    expect(lines()).toHaveLength(24);
    await shown.press('G');
    expect(shown.frame()).toContain('!port:22');
    await shown.press('q');
    expect(lines()[2]).toContain('CLIENT');
    await shown.press('\u001bOP');
    expect(shown.state().screens).toEqual(['list', 'help']);
  });

  it('narrows the help to what is typed', async () => {
    await start(createFakeEngine(rowsOf(3)));
    await shown.press('?', '/', 'R', 'e', 'c', 'o', 'r', 'd');
    expect(shown.frame()).toContain('start or stop recording');
    expect(shown.frame()).not.toContain('one row up');
    expect(shown.frame()).not.toContain('The ladder');
    await shown.press('x');
    expect(shown.frame()).toContain("Nothing here says 'Recordx'.");
    await shown.press(ESC);
    expect(shown.frame()).toContain('one row up');
    await shown.press('/', 'p', 'o', 'r', 't', ':', ENTER, 'G');
    expect(shown.frame()).toContain('!port:22');
    expect(shown.frame()).not.toContain('one row up');
    await shown.press('q', '?');
    expect(shown.frame()).toContain('one row up');
  });

  it('quits by q at the top, by ^C anywhere, and suspends by ^Z', async () => {
    await start(createFakeEngine(rowsOf(3)));
    await shown.press('/', '\u001a', '\u0003', ESC, ENTER, 'q', 'q');
    expect(shown.calls).toEqual(['suspend', 'quit 0', 'quit 0']);
  });

  it('shows for good that the engine has failed', async () => {
    const engine = createFakeEngine(rowsOf(3));
    await start(engine);
    engine.fail({ code: 'engine-died', detail: {} });
    await shown.settle();
    expect(lines()[2]).toContain('failed: engine-died (q quits)');
  });
});
