import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from 'vitest';
import { openCap } from '../../src/source/cap-driver.ts';
import type { LiveOptions } from '../../src/source/live.ts';
import type { LiveSource } from '../../src/source/source.ts';
import {
  collect,
  controlBitsOf,
  HAS_IP,
  IS_ROOT,
  involves,
  ip,
  liveOptions,
  numbersOf,
  sendNumbered,
  startNumberedTarget,
  startServer,
  talk,
} from './live-traffic.ts';

const SYN = 0x02;
const DEVICE = `tc${process.pid}`;
const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const each of cleanUp.splice(0)) await each();
});

function isInstalled(): boolean {
  try {
    return createRequire(import.meta.url)('cap') !== undefined;
  } catch {
    return false;
  }
}

function canAddDevices(): boolean {
  try {
    ip('link', 'add', DEVICE, 'type', 'veth', 'peer', 'name', `${DEVICE}p`);
    ip('link', 'delete', DEVICE);
    return true;
  } catch {
    return false;
  }
}

async function open(changes: Partial<LiveOptions>): Promise<LiveSource> {
  const source = await openCap(liveOptions(changes));
  cleanUp.push(() => source.close());
  return source;
}

async function server(answer: string): Promise<number> {
  const { port, stop } = await startServer(answer);
  cleanUp.push(stop);
  return port;
}

/** Process ids of this process's children that run cap. */
function children(): string[] {
  const threads = readdirSync('/proc/self/task');
  const ids = threads.flatMap((id) =>
    readFileSync(`/proc/self/task/${id}/children`, 'utf8').trim().split(' '),
  );
  return ids.filter((id) => id !== '' && readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('cap-child'));
}

const IS_POSSIBLE = IS_ROOT && isInstalled();

describe.skipIf(!IS_POSSIBLE)('the driver cap on loopback (needs root and the package cap)', () => {
  it('sees a connection from its first segment to its last, and says what it cannot know', async () => {
    const port = await server('hello');
    const source = await open({ captureFilter: `tcp port ${port}` });
    expect(source.interfaces).toEqual([{ name: 'lo', linkType: 1, snapshotLength: 65535 }]);
    expect(source.caveat).toContain('times are of arrival');
    const collected = collect(source);
    const before = Date.now() / 1000;
    await talk(port);
    await source.close();
    expect(await collected.ended).toBeNull();
    const { frames } = collected;
    expect(frames.length).toBeGreaterThanOrEqual(7);
    expect(frames.filter((frame) => (controlBitsOf(frame) & 0x3f) === SYN)).toHaveLength(1);
    const times = frames.map((frame) => frame.seconds + frame.nanoseconds / 1e9);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.abs(times[0]! - before)).toBeLessThan(60);
    expect(source.drops()).toEqual({ byKernel: null, byInterface: null, byUs: 0 });
    expect(children()).toEqual([]);
  });

  it('keeps no more of a frame than the snapshot length', async () => {
    const port = await server('x'.repeat(3000));
    const source = await open({ captureFilter: `tcp port ${port}`, snapshotLength: 96 });
    const collected = collect(source);
    await talk(port);
    await source.close();
    await collected.ended;
    expect(collected.frames.some((frame) => frame.originalLength > 3000)).toBe(true);
    expect(
      collected.frames.every((frame) => frame.capturedLength === Math.min(96, frame.originalLength)),
    ).toBe(true);
  });

  it('hands over a run of frames whole and in order', async () => {
    const target = await startNumberedTarget();
    cleanUp.push(target.stop);
    const source = await open({ captureFilter: `udp dst port ${target.port}` });
    const collected = collect(source);
    await sendNumbered(100, 500, target);
    await collected.until((frames) => frames.length === 100);
    expect(numbersOf(collected.frames)).toEqual(Array.from({ length: 100 }, (_, number) => number));
  });

  it('goes on with another filter, and keeps its own when that is wrong', async () => {
    const [first, second] = [await server('first'), await server('second')];
    const source = await open({ captureFilter: `tcp port ${first}` });
    const collected = collect(source);
    await expect(source.setCaptureFilter('tcp prot 80')).rejects.toMatchObject({
      code: 'capture-filter-wrong',
    });
    await talk(first);
    await collected.until((frames) => frames.length >= 7);
    await source.setCaptureFilter(`tcp port ${second}`);
    await collected.until(() => children().length === 1);
    await talk(second);
    await collected.until((frames) => frames.filter((frame) => involves(frame, second)).length >= 7);
    await source.close();
    expect(await collected.ended).toBeNull();
    expect(children()).toEqual([]);
  });

  it('says which device there is not, and which filter is wrong', async () => {
    await expect(open({ device: 'nosuchdevice0' })).rejects.toMatchObject({ code: 'no-such-device' });
    await expect(open({ captureFilter: 'port' })).rejects.toMatchObject({
      code: 'capture-filter-wrong',
      detail: { device: 'lo', filter: 'port', text: expect.stringContaining('syntax error') },
    });
    expect(children()).toEqual([]);
  });

  it('says that its process died', async () => {
    const source = await open({ captureFilter: 'tcp port 1' });
    const collected = collect(source);
    const [child] = children();
    process.kill(Number(child), 'SIGKILL');
    expect(await collected.ended).toMatchObject({
      code: 'driver-died',
      detail: { device: 'lo', text: 'SIGKILL' },
    });
  });
});

describe.skipIf(!IS_POSSIBLE || !HAS_IP || !canAddDevices())(
  'the driver cap on a device that goes away (needs veth)',
  () => {
    it('says that it is gone', async () => {
      ip('link', 'add', DEVICE, 'type', 'veth', 'peer', 'name', `${DEVICE}p`);
      ip('link', 'set', DEVICE, 'up');
      const source = await open({ device: DEVICE, captureFilter: 'tcp port 1' });
      const collected = collect(source);
      ip('link', 'delete', DEVICE);
      expect(await collected.ended).toMatchObject({ code: 'device-gone', detail: { device: DEVICE } });
    });
  },
);
