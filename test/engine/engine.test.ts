import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HostNames } from '../../src/core/host-names.ts';
import { KeyLog } from '../../src/core/protocols/tls/key-log.ts';
import type { Query } from '../../src/core/view/query.ts';
import type { EngineClient } from '../../src/engine/client.ts';
import type { LiveInput, SessionOptions } from '../../src/engine/options.ts';
import { Session } from '../../src/engine/session.ts';
import { startEngine } from '../../src/engine/start-engine.ts';
import { openFile } from '../../src/source/file.ts';
import { Recorder } from '../../src/source/recorder.ts';
import { readPcap } from '../support/pcap.ts';

const IS_ROOT = process.getuid?.() === 0;
const fixture = (name: string) => new URL(`../fixtures/${name}.pcap`, import.meta.url).pathname;
const keysOf = (name: string) => new URL(`../fixtures/${name}.keys`, import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'engine-'));
afterAll(() => rmSync(folder, { recursive: true }));

const reading = (path: string, more: Partial<SessionOptions> = {}): SessionOptions => ({
  input: { kind: 'file', path },
  write: null,
  frames: null,
  durationSeconds: null,
  tlsKeys: null,
  keepDialogues: true,
  ...more,
});
const ofFile = (name: string, more: Partial<SessionOptions> = {}) => reading(fixture(name), more);
const onLoopback = (captureFilter: string, more: Partial<SessionOptions> = {}): SessionOptions => ({
  input: {
    kind: 'live',
    driver: 'libpcap',
    devices: ['lo'],
    captureFilter,
    snapshotLength: 262144,
    bufferKibibytes: 2048,
    promiscuous: false,
  } satisfies LiveInput,
  write: null,
  frames: null,
  durationSeconds: null,
  tlsKeys: null,
  keepDialogues: true,
  ...more,
});
const query = (q: Partial<Query> = {}): Query => ({
  sequence: 1,
  filter: '',
  sort: 'id',
  descending: false,
  offset: 0,
  rows: 10,
  keep: null,
  follow: false,
  stripLength: 60,
  open: null,
  ...q,
});

/** Asks until the answer is as wanted. */
async function until(
  engine: EngineClient,
  q: Query,
  holds: (answer: Awaited<ReturnType<EngineClient['query']>>) => boolean,
) {
  for (;;) {
    const answer = await engine.query(q);
    if (holds(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a session on a file', () => {
  test('reads it to its end, and saves the packets of some connections out of it', async () => {
    const session = await Session.open(ofFile('half-close'));
    await session.run();
    expect(session.status()).toMatchObject({ phase: 'ended', problem: null, sourceKind: 'file' });
    const path = join(folder, 'half.pcap');
    expect(await session.save(path, { ids: [1] })).toEqual({ path, connections: 1, frames: 20, missing: 0 });
    const whole = readPcap(fixture('half-close')).frames;
    const saved = readPcap(path).frames;
    expect(saved).toHaveLength(20);
    expect(
      whole.filter((frame) =>
        saved.some(
          (s) => Buffer.compare(s.octets, frame.octets) === 0 && s.nanoseconds === frame.nanoseconds,
        ),
      ),
    ).toHaveLength(20);
    await expect(session.save(path, { filter: '' })).rejects.toMatchObject({ code: 'write-exists' });
    await expect(session.save(join(folder, 'x.pcap'), { filter: 'nonsense:1' })).rejects.toMatchObject({
      code: 'view-filter-wrong',
    });
    await session.close();
  });

  test('stops after so many frames, and records no more than it took', async () => {
    const path = join(folder, 'counted.pcap');
    const session = await Session.open(ofFile('redis', { frames: 100, write: path }));
    await session.run();
    expect(session.analysis.counters.frames).toBe(100);
    expect(await session.close()).toMatchObject({ frames: 100, unwritten: 0 });
    expect(readPcap(path).frames).toHaveLength(100);
  });

  test('decrypts TLS with a key log, and without one tells no more than its handshake', async () => {
    const protocols = async (tlsKeys: string | null) => {
      const session = await Session.open(ofFile('tls-decrypted', { tlsKeys }));
      await session.run();
      await session.close();
      return session.query(query({ rows: 20 })).rows.map(({ protocol }) => protocol);
    };
    const keys = keysOf('tls-decrypted');
    const titles = ['HTTP/2', 'HTTP', 'WebSocket', 'PostgreSQL', 'MySQL', 'SMTP', 'FTP', 'FTP data'];
    expect(await protocols(keys)).toEqual(expect.arrayContaining(titles.map((title) => `TLS ${title}`)));
    expect(await protocols(null)).not.toContain('TLS HTTP');
    await expect(protocols(fixture('no-such'))).rejects.toMatchObject({ code: 'key-log-unreadable' });
  });

  test('hands on what a file knows of names and secrets, to recordings and to what is saved, but not a key log', async () => {
    const keyLog = new KeyLog();
    const lines = readFileSync(keysOf('tls-decrypted'));
    keyLog.take(lines, 0, lines.length);
    const names = new HostNames();
    names.add('127.0.0.1', 'home.test');
    const from = await openFile(fixture('tls-decrypted'));
    const known = join(folder, 'known.pcapng');
    const recorder = await Recorder.open(known, from.interfaces, { knowledge: { names, keyLog } });
    for await (const batch of from.batches()) recorder.write(batch, batch.interfaceIndex);
    await recorder.close();

    const recorded = join(folder, 'recorded.pcapng');
    const saved = join(folder, 'saved.pcapng');
    const session = await Session.open(reading(known, { write: recorded }));
    await session.run();
    await session.save(saved, { filter: '' });
    await session.close();
    for (const path of [recorded, saved]) {
      const again = await Session.open(reading(path));
      await again.run();
      await again.close();
      const { rows } = again.query(query({ rows: 20 }));
      expect(rows.map(({ protocol }) => protocol)).toContain('TLS HTTP');
      expect(again.analysis.names.get('127.0.0.1')).toBe('home.test');
    }

    const withoutSecrets = join(folder, 'secretless.pcapng');
    const decrypting = await Session.open(
      ofFile('tls-decrypted', { tlsKeys: keysOf('tls-decrypted'), write: withoutSecrets }),
    );
    await decrypting.run();
    await decrypting.close();
    expect(readFileSync(withoutSecrets).includes('SECRET')).toBe(false);
  });

  test('a file that is not there is refused at once', async () => {
    await expect(Session.open(ofFile('no-such'))).rejects.toMatchObject({ code: 'file-not-found' });
  });
});

describe('the engine on its thread', () => {
  test('answers queries while and after it reads', async () => {
    const engine = await startEngine(ofFile('http-keepalive-session'));
    const { snapshot } = await until(
      engine,
      query({ open: { id: 0, offset: 0, entries: 100, fold: true } }),
      (a) => a.status.phase === 'ended',
    );
    expect(snapshot.rows).toHaveLength(1);
    expect(snapshot.dialogue?.entries.at(-1)).toMatchObject({ kind: 'ended', by: 1 });
    await engine.close();
    expect(engine.failures()).toEqual([]);
    await expect(engine.record('x')).rejects.toThrow();
  });

  test('what cannot be opened rejects the start', async () => {
    await expect(startEngine(ofFile('no-such'))).rejects.toMatchObject({ code: 'file-not-found' });
  });
});

describe.skipIf(!IS_ROOT)('live, as root', () => {
  let port = 0;
  const server = createServer((_request, response) => response.end('hello'));
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => server.close());
  const ask = () =>
    new Promise((resolve) =>
      get({ port, host: '127.0.0.1', agent: false }, (r) => r.resume().on('end', resolve)),
    );
  const closed = (n: number) => (a: Awaited<ReturnType<EngineClient['query']>>) =>
    a.snapshot.rows.filter((row) => row.state === 'closed').length === n;

  test('a real request shows, is recorded, saved from memory, and a filter changes on the way', async () => {
    const engine = await startEngine(onLoopback(`tcp port ${port}`));
    const path = join(folder, 'recorded.pcap');
    expect(await engine.record(path)).toMatchObject({ path, frames: 0 });
    await expect(engine.record(join(folder, 'second.pcap'))).rejects.toMatchObject({ code: 'usage' });
    await ask();
    const { snapshot } = await until(engine, query({ filter: String(port) }), closed(1));
    expect(snapshot.rows[0]).toMatchObject({ protocol: 'HTTP', requests: 1, responses: 1 });
    const [c, s] = snapshot.rows[0].packets;
    expect(await engine.stopRecording()).toMatchObject({ frames: c + s, unwritten: 0 });
    expect(await engine.save(join(folder, 'saved.pcap'), { ids: [0] })).toMatchObject({
      frames: c + s,
      missing: 0,
    });
    expect(readPcap(join(folder, 'saved.pcap'))).toEqual(readPcap(path));

    await expect(engine.setCaptureFilter('tcp prot 1')).rejects.toMatchObject({
      code: 'capture-filter-wrong',
    });
    await engine.setCaptureFilter('tcp port 1');
    await ask();
    await engine.setCaptureFilter(`tcp port ${port}`);
    await ask();
    const after = await until(engine, query(), closed(2));
    expect(after.snapshot.counters.connectionsSeen).toBe(2);
    expect(after.status).toMatchObject({ captureFilter: `tcp port ${port}`, phase: 'reading' });
    await engine.close();
  });

  test('a capture filter that one device rejects is put back on the others', async () => {
    const { input } = onLoopback('');
    const path = join(folder, 'both.pcapng');
    const session = await Session.open({
      ...onLoopback('', { write: path }),
      input: { ...(input as LiveInput), captureFilter: `tcp port ${port}`, devices: ['lo', 'any'] },
    });
    const running = session.run();
    // Frames on `any` have no Ethernet addresses.
    const refused = session.setCaptureFilter('tcp port 1 and ether host 02:00:00:00:00:01');
    await expect(refused).rejects.toMatchObject({ code: 'capture-filter-wrong', detail: { device: 'any' } });
    expect(session.status().captureFilter).toBe(`tcp port ${port}`);
    await ask();
    await session.close();
    await running;
    const seenOn = new Set<number>();
    for await (const { interfaceIndex } of (await openFile(path)).batches()) seenOn.add(interfaceIndex);
    expect([...seenOn].sort()).toEqual([0, 1]);
  });

  test('closing while recording finishes the file', async () => {
    const path = join(folder, 'unfinished.pcap');
    const engine = await startEngine(onLoopback(`tcp port ${port}`, { write: path }));
    await ask();
    await until(engine, query(), closed(1));
    const recording = await engine.close();
    expect(recording?.frames).toBe(readPcap(path).frames.length);
  });

  test('wrong capture filters and devices are refused at the start', async () => {
    await expect(startEngine(onLoopback('tcp prot 1'))).rejects.toMatchObject({
      code: 'capture-filter-wrong',
    });
    const { input } = onLoopback('');
    await expect(
      startEngine({ ...onLoopback(''), input: { ...(input as LiveInput), devices: ['lo', 'nosuch0'] } }),
    ).rejects.toMatchObject({ code: 'no-such-device' });
  });

  test('ends by itself after its duration', async () => {
    const engine = await startEngine(onLoopback('', { durationSeconds: 0.2 }));
    expect((await until(engine, query(), (a) => a.status.phase === 'ended')).status.problem).toBeNull();
    await engine.close();
  });
});
