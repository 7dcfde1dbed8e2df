import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type CaptureHandle, loadLibpcap } from '../../src/source/libpcap.ts';
import {
  type Frame,
  framesOf,
  IS_ROOT,
  numbersOf,
  sendNumbered,
  startNumberedTarget,
} from '../source/live-traffic.ts';

const BUILDER = fileURLToPath(new URL('../../scripts/build-addon.mjs', import.meta.url));
const HAS_COMPILER = spawnSync(process.env.CC || 'cc', ['--version']).status === 0;
const OPTIONS = {
  device: 'lo',
  filter: '',
  snapshotLength: 200,
  bufferOctets: 16 << 20,
  timeoutMilliseconds: 20,
  promiscuous: false,
};

describe('the build of the addon', () => {
  it.skipIf(!HAS_COMPILER)('compiles without a warning', () => {
    const folder = mkdtempSync(join(tmpdir(), 'addon-'));
    const output = join(folder, 'pcap.node');
    const result = spawnSync(process.execPath, [BUILDER, '--strict', '--output', output], {
      encoding: 'utf8',
    });
    expect(result.stderr).toBe('');
    expect(result.status).toBe(0);
    expect(existsSync(output)).toBe(true);
    rmSync(folder, { recursive: true });
  });

  it('says in one line that there is no compiler', () => {
    const env = { ...process.env, CC: 'no-such-compiler' };
    const result = spawnSync(
      process.execPath,
      [BUILDER, '--force', '--output', join(tmpdir(), 'none.node')],
      {
        encoding: 'utf8',
        env,
      },
    );
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/^tcpdialog-tui: .*no C compiler \(no-such-compiler\).*\n$/);
  });
});

describe('the addon', () => {
  it('names the libpcap that it found', () => {
    expect(loadLibpcap().libraryVersion()).toMatch(/^libpcap version \d/);
  });

  it('refuses what is no handle, and options that are none', () => {
    const libpcap = loadLibpcap();
    expect(() => libpcap.arm({} as CaptureHandle)).toThrow(TypeError);
    expect(() => libpcap.close(null as unknown as CaptureHandle)).toThrow(TypeError);
    expect(() => libpcap.open({ ...OPTIONS, device: 1 as unknown as string }, () => {})).toThrow(TypeError);
  });
});

describe.skipIf(!IS_ROOT)('draining (needs root)', () => {
  it('loses no record for which the room was too small', async () => {
    const libpcap = loadLibpcap();
    const target = await startNumberedTarget();
    let tell = () => {};
    const options = { ...OPTIONS, filter: `udp dst port ${target.port}` };
    const handle = await libpcap.open(options, () => tell());
    // Three records of 16 + 14 + 20 + 8 + 64 octets do not fit: each drain leaves one behind that was handed over.
    const octets = new Uint8Array(300);
    const view = new DataView(octets.buffer);
    const frames: Frame[] = [];
    await sendNumbered(5000, 64, target);
    while (frames.length < 5000) {
      const end = libpcap.drain(handle, octets);
      frames.push(...framesOf({ octets, view, start: 0, end }));
      if (end > 0) continue;
      const readable = new Promise<void>((resolve) => {
        tell = resolve;
      });
      libpcap.arm(handle);
      await readable;
    }
    const stats = libpcap.stats(handle);
    libpcap.close(handle);
    target.stop();
    expect(numbersOf(frames)).toEqual(Array.from({ length: 5000 }, (_, number) => number));
    expect(stats).toMatchObject({ droppedByKernel: 0, lost: 0 });
  });

  it('refuses a closed handle and a room too small for a record', async () => {
    const libpcap = loadLibpcap();
    const handle = await libpcap.open(OPTIONS, () => {});
    expect(() => libpcap.drain(handle, new Uint8Array(215))).toThrow(RangeError);
    libpcap.close(handle);
    libpcap.close(handle);
    expect(() => libpcap.drain(handle, new Uint8Array(216))).toThrow('closed');
    expect(() => libpcap.arm(handle)).toThrow('closed');
    expect(() => libpcap.stats(handle)).toThrow('closed');
    expect(() => libpcap.setFilter(handle, '')).toThrow('closed');
  });

  it('needs no filter any more when it was closed while one was compiled', async () => {
    const libpcap = loadLibpcap();
    const handle = await libpcap.open(OPTIONS, () => {});
    const change = libpcap.setFilter(handle, 'tcp');
    libpcap.close(handle);
    await expect(change).resolves.toBeUndefined();
  });
});
