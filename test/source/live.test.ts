import { afterEach, describe, expect, it } from 'vitest';
import { type LiveOptions, openLive } from '../../src/source/live.ts';
import type { LiveSource } from '../../src/source/source.ts';
import {
  type Collected,
  collect,
  controlBitsOf,
  IS_ROOT,
  involves,
  liveOptions,
  numbersOf,
  openDescriptors,
  sendNumbered,
  startNumberedTarget,
  startServer,
  talk,
} from './live-traffic.ts';

const SYN = 0x02;
const IP_TOTAL_LENGTH = 14 + 2;
const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const each of cleanUp.splice(0)) await each();
});

async function open(changes: Partial<LiveOptions>): Promise<LiveSource> {
  const source = await openLive(liveOptions(changes));
  cleanUp.push(() => source.close());
  return source;
}

async function server(answer: string): Promise<number> {
  const { port, stop } = await startServer(answer);
  cleanUp.push(stop);
  return port;
}

/** Ends the capture and waits until all that it saw is collected. */
async function finish(source: LiveSource, collected: Collected): Promise<void> {
  await source.close();
  expect(await collected.ended).toBeNull();
}

describe.skipIf(!IS_ROOT)('live capture on loopback (needs root)', () => {
  it('sees a connection from its first segment to its last, as soon as it is closed', async () => {
    const port = await server('hello');
    const source = await open({ captureFilter: `tcp port ${port}` });
    expect(source.interfaces).toEqual([{ name: 'lo', linkType: 1, snapshotLength: 262144 }]);
    const collected = collect(source);
    const before = Date.now() / 1000;
    await talk(port);
    await finish(source, collected);
    const { frames } = collected;
    expect(frames.length).toBeGreaterThanOrEqual(7);
    expect(controlBitsOf(frames[0]!) & 0x3f).toBe(SYN);
    expect(frames.filter((frame) => (controlBitsOf(frame) & 0x3f) === SYN)).toHaveLength(1);
    for (const frame of frames) {
      expect(frame.originalLength).toBe(14 + frame.octets.readUInt16BE(IP_TOTAL_LENGTH));
      expect(frame.capturedLength).toBe(frame.originalLength);
    }
    const times = frames.map((frame) => frame.seconds + frame.nanoseconds / 1e9);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(before - 1);
    expect(times.at(-1)).toBeLessThanOrEqual(Date.now() / 1000 + 1);
    expect(frames.every((frame) => frame.nanoseconds < 1e9)).toBe(true);
    expect(frames.some((frame) => frame.nanoseconds % 1000 !== 0)).toBe(true);
    expect(source.drops()).toEqual({ byKernel: 0, byInterface: 0, byUs: 0 });
  });

  it('keeps no more of a frame than the snapshot length, and tells its original length', async () => {
    const port = await server('x'.repeat(3000));
    const source = await open({ captureFilter: `tcp port ${port}`, snapshotLength: 96 });
    const collected = collect(source);
    await talk(port);
    await finish(source, collected);
    const long = collected.frames.filter((frame) => frame.originalLength > 96);
    expect(long.length).toBeGreaterThan(0);
    for (const frame of collected.frames) {
      expect(frame.capturedLength).toBe(Math.min(96, frame.originalLength));
      expect(frame.originalLength).toBe(14 + frame.octets.readUInt16BE(IP_TOTAL_LENGTH));
    }
  });

  it('applies another filter while it runs', async () => {
    const [first, second] = [await server('first'), await server('second')];
    const source = await open({ captureFilter: `tcp port ${first}` });
    const collected = collect(source);
    await Promise.all([talk(first), talk(second)]);
    await collected.until((frames) => frames.length >= 7);
    await source.setCaptureFilter(`tcp port ${second}`);
    const before = collected.frames.length;
    await Promise.all([talk(first), talk(second)]);
    await finish(source, collected);
    expect(collected.frames.slice(0, before).every((frame) => involves(frame, first))).toBe(true);
    const after = collected.frames.slice(before).filter((frame) => involves(frame, second));
    expect(after.length).toBeGreaterThanOrEqual(7);
    expect(
      collected.frames
        .slice(before)
        .filter((frame) => controlBitsOf(frame) === SYN && involves(frame, first)),
    ).toEqual([]);
  });

  it('keeps its filter when another one is wrong, and says what libpcap says', async () => {
    const port = await server('hello');
    const source = await open({ captureFilter: `tcp port ${port}` });
    const collected = collect(source);
    await expect(source.setCaptureFilter('tcp prot 80')).rejects.toMatchObject({
      code: 'capture-filter-wrong',
      detail: { filter: 'tcp prot 80', text: expect.stringContaining('syntax error') },
    });
    await talk(port);
    await finish(source, collected);
    expect(collected.frames.length).toBeGreaterThanOrEqual(7);
    expect(collected.frames.every((frame) => involves(frame, port))).toBe(true);
    await expect(source.setCaptureFilter('tcp')).rejects.toMatchObject({ code: 'capture-failed' });
  });

  it('leaves an idle thread free and ends at once', async () => {
    const source = await open({ captureFilter: 'tcp port 1' });
    const collected = collect(source);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 10));
    await source.setCaptureFilter('tcp port 2');
    await finish(source, collected);
    expect(collected.frames).toEqual([]);
  });

  it('sees the device any with the interface of each frame (SLL2), each frame once', async () => {
    const port = await server('hello');
    const source = await open({ device: 'any', captureFilter: `tcp port ${port}` });
    expect(source.interfaces).toEqual([{ name: 'any', linkType: 276, snapshotLength: 262144 }]);
    const collected = collect(source);
    await talk(port);
    await finish(source, collected);
    expect(collected.frames.filter((frame) => (controlBitsOf(frame, 20) & 0x3f) === SYN)).toHaveLength(1);
    expect(collected.frames.every((frame) => frame.octets.readUInt32BE(4) === 1)).toBe(true);
  });

  it('loses nothing of a burst, and keeps it in order', async () => {
    const target = await startNumberedTarget();
    cleanUp.push(target.stop);
    const source = await open({ captureFilter: `udp dst port ${target.port}`, bufferKibibytes: 32768 });
    const collected = collect(source);
    await sendNumbered(20_000, 64, target);
    await finish(source, collected);
    expect(numbersOf(collected.frames)).toEqual(Array.from({ length: 20_000 }, (_, number) => number));
    expect(source.drops()).toEqual({ byKernel: 0, byInterface: 0, byUs: 0 });
  });

  it('counts each frame once that the kernel had no room for', async () => {
    const sent = 20_000;
    const target = await startNumberedTarget();
    cleanUp.push(target.stop);
    const source = await open({ captureFilter: `udp dst port ${target.port}`, bufferKibibytes: 512 });
    await sendNumbered(sent, 1000, target);
    const dropped = source.drops().byKernel ?? 0;
    const collected = collect(source);
    await finish(source, collected);
    expect(dropped).toBeGreaterThan(0);
    // Not exact: of the two times that the kernel offers a frame of this device, one may have found room.
    expect(Math.abs(sent - collected.frames.length - dropped)).toBeLessThanOrEqual(sent / 100);
    expect(source.drops().byKernel).toBe(dropped);
  });

  it('opens and closes a hundred times in one process without leaving a descriptor', async () => {
    await (await openLive(liveOptions({}))).close();
    const before = openDescriptors();
    for (let time = 0; time < 100; time++) {
      const source = await openLive(liveOptions({ captureFilter: 'tcp' }));
      const reading = time % 2 === 0 ? collect(source) : null;
      const closing = source.close();
      await Promise.all([closing, source.close()]);
      await reading?.ended;
    }
    expect(openDescriptors()).toBe(before);
  });

  it('lets go of the device when the reader stops reading', async () => {
    const port = await server('hello');
    const before = openDescriptors();
    const source = await openLive(liveOptions({ captureFilter: `tcp port ${port}` }));
    const talking = talk(port);
    let octets = 0;
    for await (const batch of source.batches()) {
      octets = batch.end;
      break;
    }
    await talking;
    await source.close();
    expect(octets).toBeGreaterThan(0);
    // The sockets of the talk may take a moment longer to go than the talk itself.
    await expect.poll(openDescriptors).toBeLessThanOrEqual(before);
    expect(source.drops()).toEqual({ byKernel: 0, byInterface: 0, byUs: 0 });
  });

  it('can be closed by its reader', async () => {
    const port = await server('hello');
    const source = await open({ captureFilter: `tcp port ${port}` });
    const talking = talk(port);
    let batches = 0;
    for await (const _ of source.batches()) {
      batches += 1;
      await source.close();
    }
    await talking;
    expect(batches).toBeGreaterThanOrEqual(1);
  });

  it('says which device there is not, and which filter is wrong', async () => {
    await expect(openLive(liveOptions({ device: 'nosuchdevice0' }))).rejects.toMatchObject({
      code: 'no-such-device',
      detail: { device: 'nosuchdevice0' },
    });
    await expect(openLive(liveOptions({ captureFilter: 'port' }))).rejects.toMatchObject({
      code: 'capture-filter-wrong',
      detail: { device: 'lo', filter: 'port', text: expect.stringContaining('syntax error') },
    });
  });

  it('says when capturing is not permitted', async () => {
    process.seteuid?.(65534);
    try {
      await expect(openLive(liveOptions({}))).rejects.toMatchObject({
        code: 'permission',
        detail: { device: 'lo' },
      });
    } finally {
      process.seteuid?.(0);
    }
  });
});
