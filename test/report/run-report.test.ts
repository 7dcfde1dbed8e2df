import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../src/core/view/filter.ts';
import { BARE, UNICODE } from '../../src/draw/style.ts';
import { columnsOf } from '../../src/draw/text.ts';
import type { SessionOptions } from '../../src/engine/options.ts';
import { Session } from '../../src/engine/session.ts';
import { jsonForm, type ReportForm } from '../../src/report/forms.ts';
import { Output } from '../../src/report/output.ts';
import { runReport } from '../../src/report/run-report.ts';
import { textForm } from '../../src/report/text.ts';
import { Collected } from '../support/collected.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}.pcap`, import.meta.url));
const text = { width: 100, style: { paint: BARE, glyphs: UNICODE }, language: 'en' } as const;

function reading(name: string): SessionOptions {
  return {
    input: { kind: 'file', path: fixture(name) },
    write: null,
    frames: null,
    durationSeconds: null,
    tlsKeys: null,
    keepDialogues: true,
  };
}

/** All that a report puts out, as lines. */
async function report(
  options: SessionOptions,
  form: (session: Session) => ReportForm,
  filter = '',
): Promise<string[]> {
  const session = await Session.open(options);
  return reportOf(session, form(session), filter);
}

async function reportOf(session: Session, form: ReportForm, text = '', live = false): Promise<string[]> {
  const stream = new Collected();
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.what);
  await runReport({
    session,
    live,
    form,
    filter: parsed.filter,
    output: new Output(stream),
    fileError: () => null,
  });
  await session.close();
  return stream.text.split('\n').slice(0, -1);
}

const json = (session: Session) => jsonForm(session.analysis, { messages: true, segments: true });

describe('a report on a file', () => {
  it('has a JSON line for each connection in order, then the summary', async () => {
    const lines = (await report(reading('wrk-keepalive'), json)).map((line) => JSON.parse(line));
    expect(lines.map(({ type }) => type)).toEqual([...Array(4).fill('connection'), 'summary']);
    expect(lines.slice(0, 4).map(({ id }) => id)).toEqual([0, 1, 2, 3]);
    expect(lines.slice(0, 4).map(({ client }) => client.port)).toEqual([49_302, 49_336, 49_398, 43_514]);
    expect(lines[3].close).toMatchObject({ by: 'client', how: 'RST' });
    expect(lines[4]).toMatchObject({ packets: 5959, segments: 5959, connections: 4, fileError: null });
    expect(lines[4]).not.toHaveProperty('dropped');
  });

  it('has only the connections that the filter lets through', async () => {
    const lines = (await report(reading('wrk-keepalive'), json, 'flag:R')).map((line) => JSON.parse(line));
    expect(lines.map(({ id }) => id)).toEqual([3, undefined]);
  });

  it('draws dialogues as text', async () => {
    const lines = await report(reading('http-close'), (session) => textForm(session.analysis, text));
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "── #0 127.0.0.1:50186 ⇄ 127.0.0.1:18080  CLOSED by S  HTTP ─────────────────────────────────────────
            TIME    +GAP  C 127.0.0.1:50186    127.0.0.1:18080 S  SAID
        0.000000          │────────────── [SYN] ──────────────▶│  mss 65495  wscale 10  sack  ts
        0.000015   +15us  │◀──────────── [SYN,ACK] ────────────│  mss 65495  wscale 10  sack  ts
        0.000028   +13us  │────────────── [ACK] ──────────────▶│
        0.000145  +117us  │───────── [PSH,ACK] 136 B ─────────▶│  GET / HTTP/1.1  Connection: close
        0.000153    +8us  │◀────────────── [ACK] ──────────────│
        0.000267  +114us  │◀──────── [PSH,ACK] 1615 B ─────────│  200 OK  Connection: close
        0.000270    +3us  │────────────── [ACK] ──────────────▶│
        0.000328   +58us  │◀──────────── [FIN,ACK] ────────────│
        0.000907  +579us  │──────────── [FIN,ACK] ────────────▶│
        0.000923   +16us  │◀────────────── [ACK] ──────────────│
        0.000923          └── S closed first (FIN), then C"
    `);
  });

  it('words the remarks among them in the language that is wanted', async () => {
    const japanese = { ...text, width: 80, language: 'ja' } as const;
    const lines = await report(reading('zero-window'), (session) => textForm(session.analysis, japanese));
    expect(lines.join('\n')).toContain('▲ S の受信バッファに空きがなくなりました。ウィンドウが');
    expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(80);
  });

  it('parts dialogues by an empty line, and has no space at the end of one', async () => {
    const lines = await report(reading('wrk-keepalive'), (session) => textForm(session.analysis, text));
    expect(lines.filter((line) => line === '')).toHaveLength(3);
    expect(lines.filter((line) => line.startsWith('── #'))).toHaveLength(4);
    expect(lines.filter((line) => line.endsWith(' '))).toEqual([]);
  });

  it('says how a dialogue stands that is not over', async () => {
    const lines = await report({ ...reading('http-close'), frames: 5 }, (session) =>
      textForm(session.analysis, text),
    );
    expect(lines.at(-1)).toBe('not over: client ESTABLISHED, server ESTABLISHED');
  });
});

const root = process.getuid?.() === 0;

describe.skipIf(!root)(`a report on a live capture${root ? '' : ' (left out: needs root)'}`, () => {
  it('puts out what ended and, at the end, what is still open', { timeout: 20_000 }, async () => {
    const server = createServer((socket) => socket.end('bye')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const session = await Session.open({
      input: {
        kind: 'live',
        driver: 'libpcap',
        devices: ['lo'],
        captureFilter: `tcp port ${port}`,
        snapshotLength: 65_536,
        bufferKibibytes: 1024,
        promiscuous: false,
      },
      write: null,
      frames: null,
      durationSeconds: null,
      tlsKeys: null,
      keepDialogues: true,
    });
    const ids: number[] = [];
    const form = json(session);
    const watched: ReportForm = {
      ...form,
      connection: (connection, text) => {
        ids.push(connection.id);
        form.connection(connection, text);
      },
    };
    const reporting = reportOf(session, watched, '', true);
    const over = connect(port, '127.0.0.1').resume();
    await once(over, 'close');
    // The connection that has ended is put out while the capture goes on.
    await expect.poll(() => ids, { timeout: 10_000 }).toEqual([0]);
    const open = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).resume();
    await once(open, 'end');
    await expect.poll(() => session.analysis.counters.connectionsSeen).toBe(2);
    await session.close();
    open.destroy();
    server.close();
    const lines = (await reporting).map((line) => JSON.parse(line));
    expect(lines.map(({ type }) => type)).toEqual(['connection', 'connection', 'summary']);
    expect(lines[0]).toMatchObject({ server: { port }, close: { by: 'server', how: 'FIN' } });
    expect(lines[1].close).toMatchObject({ by: 'server' });
    expect(lines[2].dropped).toEqual({ kernel: 0, interface: 0, us: 0 });
  });
});
