import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { SessionOptions } from '../../src/engine/options.ts';
import { Session } from '../../src/engine/session.ts';
import { frame, PcapngBuilder, pcap } from '../source/file-builders.ts';

const folder = mkdtempSync(join(tmpdir(), 'recording-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fixture = (name: string) => new URL(`../fixtures/${name}.pcap`, import.meta.url).pathname;

const reading = (path: string, more: Partial<SessionOptions> = {}): SessionOptions => ({
  input: { kind: 'file', path },
  write: null,
  frames: null,
  durationSeconds: null,
  tlsKeys: null,
  keepDialogues: true,
  ...more,
});

const FILE_HEADER_OCTETS = 24;

test('reading waits for a disk that is slower, and nothing is left out', async () => {
  const one = pcap([frame(0, { octets: new Array(60_000).fill(0) })]);
  const frames = 600;
  const from = join(folder, 'large.pcap');
  writeFileSync(from, Buffer.concat([one, ...new Array(frames - 1).fill(one.subarray(FILE_HEADER_OCTETS))]));
  const to = join(folder, 'pipe.pcap');
  execFileSync('mkfifo', [to]);
  const reader = openSync(to, constants.O_RDWR | constants.O_NONBLOCK);
  const session = await Session.open(reading(from, { write: to }));
  let isOver = false;
  const closed = session
    .run()
    .then(() => session.close())
    .finally(() => {
      isOver = true;
    });
  const room = Buffer.alloc(1 << 16);
  while (!isOver) {
    try {
      readSync(reader, room);
    } catch (error) {
      // Nothing is in the pipe now.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
    await pause(0);
  }
  expect(await closed).toMatchObject({ frames, unwritten: 0 });
  closeSync(reader);
});

describe('recordings that are begun and ended', () => {
  test('two at once: one is made, the other is refused and leaves nothing', async () => {
    const session = await Session.open(reading(fixture('http-close')));
    const [first, second] = [join(folder, 'first.pcap'), join(folder, 'second.pcap')];
    const outcomes = await Promise.allSettled([session.record(first), session.record(second)]);
    expect(outcomes).toMatchObject([
      { status: 'fulfilled', value: { path: first } },
      { status: 'rejected', reason: { code: 'usage', detail: { what: `already recording to ${first}` } } },
    ]);
    expect(existsSync(second)).toBe(false);
    await session.close();
  });

  test('what begins while the session is closed is ended with it', async () => {
    const session = await Session.open(reading(fixture('http-close')));
    const path = join(folder, 'late.pcap');
    const recording = session.record(path);
    await Promise.allSettled([session.close(), recording]);
    const open = readdirSync('/proc/self/fd').map((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`);
      } catch {
        return '';
      }
    });
    expect(open).not.toContain(path);
    await expect(session.record(join(folder, 'later.pcap'))).rejects.toMatchObject({ code: 'usage' });
  });

  test('where there is none, none can be ended', async () => {
    const session = await Session.open(reading(fixture('http-close')));
    await expect(session.stopRecording()).rejects.toMatchObject({
      code: 'usage',
      detail: { what: 'nothing is being recorded' },
    });
    await session.close();
  });

  test('a file is not recorded into itself', async () => {
    const path = join(folder, 'itself.pcap');
    copyFileSync(fixture('http-close'), path);
    await expect(Session.open(reading(path, { write: path }))).rejects.toMatchObject({ code: 'usage' });
  });
});

/** A capture of two link types, which no pcap file takes; with `damage` behind it. */
function mixedCapture(name: string, damage = Buffer.alloc(0)): string {
  const build = new PcapngBuilder();
  const blocks = [build.section(), build.interface(1), build.enhanced(0, 1n, frame(0))];
  const others = [build.interface(113), build.enhanced(1, 2n, frame(1))];
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat([...blocks, ...others, damage]));
  return path;
}

describe('the problem that is told', () => {
  test('of a recording is gone once another one has begun, though not from what is told at the end', async () => {
    const session = await Session.open(
      reading(mixedCapture('mixed.pcapng'), { write: join(folder, 'mixed.pcap') }),
    );
    await session.run();
    expect(session.status().problem).toMatchObject({ code: 'mixed-link-types' });
    await session.record(join(folder, 'again.pcapng'));
    expect(session.status().problem).toBeNull();
    await session.close();
    expect(session.failures).toMatchObject([{ code: 'mixed-link-types' }]);
  });

  test('is the newest one, and stays where it is not of a recording', async () => {
    const path = mixedCapture('damaged.pcapng', Buffer.alloc(64, 0xff));
    const session = await Session.open(reading(path, { write: join(folder, 'damaged.pcap') }));
    await session.run();
    expect(session.failures).toMatchObject([{ code: 'mixed-link-types' }, { code: 'file-damaged' }]);
    expect(session.status().problem).toMatchObject({ code: 'file-damaged' });
    await session.record(join(folder, 'after.pcapng'));
    expect(session.status().problem).toMatchObject({ code: 'file-damaged' });
    await session.close();
  });
});
