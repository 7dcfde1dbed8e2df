import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { Session } from '../../src/engine/session.ts';

const MAKER = fileURLToPath(new URL('../../scripts/benchmark/make-input.mjs', import.meta.url));
const PACKETS = 20_000;
const folder = mkdtempSync(join(tmpdir(), 'tcpdialog-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function make(name: string, ...options: string[]): string {
  const path = join(folder, name);
  execFileSync(process.execPath, [MAKER, '--packets', `${PACKETS}`, ...options, path], { stdio: 'pipe' });
  return path;
}

async function read(path: string): Promise<Session> {
  const session = await Session.open({
    input: { kind: 'file', path },
    write: null,
    frames: null,
    durationSeconds: null,
    tlsKeys: null,
    keepDialogues: false,
  });
  await session.run();
  return session;
}

it('the input of the benchmark is sound, many connections, and the same each time', async () => {
  const path = make('one.pcap');
  const session = await read(path);
  const { frames, malformed, connectionsSeen } = session.analysis.counters;
  expect(session.status().problem).toBeNull();
  expect({ frames, malformed }).toEqual({ frames: PACKETS, malformed: {} });
  expect(connectionsSeen).toBeGreaterThan(500);
  const times = session.analysis.tracker.table.list().map((c) => c.firstSeconds);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(readFileSync(make('two.pcap')).equals(readFileSync(path))).toBe(true);
});

it('may be the dialogues of one capture alone', async () => {
  const session = await read(make('close.pcap', '--of', 'http-close'));
  // Each has ten packets; those that began last are not over.
  const { connectionsSeen } = session.analysis.counters;
  expect(connectionsSeen).toBeGreaterThanOrEqual(PACKETS / 10);
  expect(connectionsSeen).toBeLessThan(PACKETS / 10 + 100);
  expect(() => make('none.pcap', '--of', 'nothing')).toThrow('there is no Ethernet capture nothing');
});
