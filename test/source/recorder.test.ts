import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { CaptureInterface } from '../../src/core/batch.ts';
import { HostNames } from '../../src/core/host-names.ts';
import { KeyLog, MOST_SECRETS } from '../../src/core/protocols/tls/key-log.ts';
import type { Failure } from '../../src/failure.ts';
import { openFile } from '../../src/source/file.ts';
import { DEFAULT_POOL_LIMITS } from '../../src/source/record/block-writer.ts';
import { Recorder } from '../../src/source/recorder.ts';
import { readPcap } from '../support/pcap.ts';
import { batchOf, type Frame, frame, framesOf } from './file-builders.ts';

const IS_ROOT = process.getuid?.() === 0;
const HAS_TSHARK = spawnSync('tshark', ['--version']).error === undefined;
const folder = mkdtempSync(join(tmpdir(), 'recordings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LO: CaptureInterface = { name: 'lo', linkType: 1, snapshotLength: 262_144 };
const ANY: CaptureInterface = { name: 'any', linkType: 276, snapshotLength: 512 };
const FRAMES = Array.from({ length: 40 }, (_, number) => frame(number));
const TINY = { blocks: 3, blockOctets: 400, flushMilliseconds: 1_000_000 };

let next = 0;
const fresh = (suffix = '.pcap'): string => join(folder, `${next++}${suffix}`);

async function readBack(path: string): Promise<{ frames: Frame[]; interfaces: readonly CaptureInterface[] }> {
  const source = await openFile(path);
  const frames: Frame[] = [];
  for await (const batch of source.batches()) frames.push(...framesOf(batch));
  return { frames, interfaces: source.interfaces };
}

const failureOf = (opening: Promise<unknown>): Promise<Failure> =>
  opening.then(
    () => Promise.reject(new Error('it opened')),
    (error) => error,
  );

describe('pcap', () => {
  it('has the frames as they were, in nanoseconds', async () => {
    const path = fresh();
    const recorder = await Recorder.open(path, [LO]);
    recorder.write(batchOf(FRAMES.slice(0, 3)), 0);
    recorder.write(batchOf(FRAMES.slice(3)), 0);
    const status = await recorder.close();
    const { linkType, frames } = readPcap(path);
    expect(linkType).toBe(1);
    expect(frames.map((one) => ({ ...one, octets: Array.from(one.octets), interfaceIndex: 0 }))).toEqual(
      FRAMES,
    );
    expect(readFileSync(path).readUInt32LE(0)).toBe(0xa1b23c4d);
    expect(readFileSync(path).readUInt32LE(16)).toBe(262_144);
    expect(status).toEqual({
      ...recorder.status(),
      path,
      frames: 40,
      octets: statSync(path).size,
      unwritten: 0,
    });
  });

  it('is a capture without frames too, and closes twice', async () => {
    const path = fresh();
    const recorder = await Recorder.open(path, []);
    expect(await recorder.close()).toEqual(await recorder.close());
    expect(await readBack(path)).toMatchObject({ frames: [], interfaces: [{ linkType: 1 }] });
  });

  it('copies a real capture frame by frame', async () => {
    const from = join(import.meta.dirname, '../fixtures/http-keepalive-session.pcap');
    const source = await openFile(from);
    const path = fresh();
    const recorder = await Recorder.open(path, source.interfaces);
    for await (const batch of source.batches()) recorder.write(batch, batch.interfaceIndex);
    await recorder.close();
    expect(readPcap(path)).toEqual(readPcap(from));
  });

  it('takes one link type and names the way out', async () => {
    const failure = await failureOf(Recorder.open(fresh(), [LO, ANY]));
    expect(failure).toMatchObject({ code: 'mixed-link-types', detail: { first: 1, second: 276 } });
    expect(failure.detail.why).toContain('.pcapng');
  });

  it('ends where a second link type turns up later', async () => {
    const interfaces = [LO];
    const path = fresh();
    const recorder = await Recorder.open(path, interfaces);
    const failures: Failure[] = [];
    recorder.onFailure((failure) => failures.push(failure));
    recorder.write(batchOf(FRAMES.slice(0, 2)), 0);
    interfaces.push(ANY);
    recorder.write(batchOf(FRAMES.slice(2, 5)), 1);
    recorder.write(batchOf(FRAMES.slice(5, 9)), 0);
    expect(await recorder.close()).toMatchObject({ frames: 2, unwritten: 7 });
    expect(failures).toMatchObject([{ code: 'mixed-link-types' }]);
    expect((await readBack(path)).frames).toEqual(FRAMES.slice(0, 2));
  });
});

describe('pcapng', () => {
  const record = async (path: string): Promise<void> => {
    const interfaces = [LO];
    const recorder = await Recorder.open(path, interfaces);
    recorder.write(batchOf(FRAMES.slice(0, 20)), 0);
    interfaces.push({ ...ANY, name: 'käse' });
    recorder.write(batchOf(FRAMES.slice(20, 30)), 1);
    recorder.write(batchOf(FRAMES.slice(30)), 0);
    const status = await recorder.close();
    expect(status).toMatchObject({ frames: 40, unwritten: 0, octets: statSync(path).size });
  };

  it.each(['.pcapng', '.PCAPNG'])('has each interface, also one that turns up later (%s)', async (suffix) => {
    const path = fresh(suffix);
    await record(path);
    const { frames, interfaces } = await readBack(path);
    expect(interfaces).toEqual([LO, { ...ANY, name: 'käse' }]);
    const seenBy = (number: number): number => (number >= 20 && number < 30 ? 1 : 0);
    expect(frames).toEqual(FRAMES.map((one, number) => ({ ...one, interfaceIndex: seenBy(number) })));
  });

  it.skipIf(!HAS_TSHARK)('is read by tshark to the nanosecond', async () => {
    const path = fresh('.pcapng');
    await record(path);
    const fields = ['time_epoch', 'len', 'cap_len', 'interface_name'].flatMap((field) => [
      '-e',
      `frame.${field}`,
    ]);
    const said = execFileSync('tshark', ['-r', path, '-T', 'fields', ...fields], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    const expected = FRAMES.map((one, number) => {
      const time = `${one.seconds}.${String(one.nanoseconds).padStart(9, '0')}`;
      return [time, one.original, one.octets.length, number >= 20 && number < 30 ? 'käse' : 'lo'].join('\t');
    });
    expect(said.trimEnd().split('\n')).toEqual(expected);
  });

  describe('with what is known beside the frames', () => {
    const secret = (number: number): string => `CLIENT_RANDOM ${hex(number, 32)} ${hex(number + 1, 48)}\n`;
    const hex = (number: number, octets: number): string => number.toString(16).padStart(2 * octets, '0');
    const random = (number: number): Uint8Array => Uint8Array.from(Buffer.from(hex(number, 32), 'hex'));
    const learn = (keyLog: KeyLog, ...numbers: readonly number[]): void => {
      const lines = Buffer.from(numbers.map(secret).join(''));
      keyLog.take(lines, 0, lines.length);
    };

    it.each([
      ['in large blocks', DEFAULT_POOL_LIMITS],
      ['in blocks of which each takes little', TINY],
    ])('has names and secrets before the frames behind which they came (%s)', async (_, limits) => {
      const names = new HostNames();
      const keyLog = new KeyLog();
      const path = fresh('.pcapng');
      names.add('10.0.0.1', 'käse.test');
      learn(keyLog, 1, 2, 3);
      const recorder = await Recorder.open(path, [LO], { limits, knowledge: { names, keyLog } });
      const put = async (frames: readonly Frame[]): Promise<void> => {
        for (const one of frames) {
          await recorder.writable();
          recorder.write(batchOf([one]), 0);
        }
      };
      await put(FRAMES.slice(0, 20));
      for (let number = 0; number < 20; number++) names.add(`2001:db8::${number + 2}`, `host-${number}.test`);
      names.add('::ffff:10.0.0.2', 'mapped.test');
      learn(keyLog, 4, 5);
      await put(FRAMES.slice(20));
      const status = await recorder.close();
      expect(status).toMatchObject({ frames: 40, unwritten: 0, octets: statSync(path).size });

      const source = await openFile(path);
      const frames: Frame[] = [];
      let behind: number | null = null;
      for await (const batch of source.batches()) {
        frames.push(...framesOf(batch));
        if (source.keyLog?.find('CLIENT_RANDOM', random(4))) behind ??= frames.length;
      }
      expect(frames).toEqual(FRAMES);
      for (const number of [1, 2, 3, 4, 5]) {
        const found = source.keyLog?.find('CLIENT_RANDOM', random(number));
        expect(Buffer.from(found ?? []).toString('hex')).toBe(hex(number + 1, 48));
      }
      expect(behind).toBeGreaterThanOrEqual(20);
      expect(source.names?.get('10.0.0.1')).toBe('käse.test');
      expect(source.names?.get('2001:db8::21')).toBe('host-19.test');
      expect(source.names?.get('::ffff:10.0.0.2')).toBe('mapped.test');
    });

    it('leaves out secrets that were let go before it came to them', async () => {
      const keyLog = new KeyLog();
      learn(keyLog, 0, 1);
      const next = keyLog.linesInTurn();
      expect(next()).toBe(secret(0));
      for (let first = 2; first < MOST_SECRETS + 3; first += 1000) {
        learn(keyLog, ...Array.from({ length: 1000 }, (_, number) => first + number));
      }
      expect(keyLog.letGo).toBeGreaterThan(1);
      expect(next()).toBe(secret(keyLog.letGo));
      let last: string | null = null;
      for (let line = next(); line !== null; line = next()) last = line;
      expect(next()).toBeNull();
      expect(last).toBe(secret(keyLog.letGo + MOST_SECRETS - 1));
      learn(keyLog, 1 << 20);
      expect(next()).toBe(secret(1 << 20));
    });

    it.skipIf(!HAS_TSHARK)('has names that tshark takes', async () => {
      const names = new HostNames();
      names.add('10.0.0.1', 'one.test');
      names.add('2001:db8::1', 'six.test');
      const path = fresh('.pcapng');
      const recorder = await Recorder.open(path, [LO], { knowledge: { names, keyLog: new KeyLog() } });
      recorder.write(batchOf(FRAMES), 0);
      await recorder.close();
      const said = execFileSync('tshark', ['-r', path, '-q', '-z', 'hosts'], {
        encoding: 'utf8',
        stdio: 'pipe',
      });
      expect(said).toMatch(/^10\.0\.0\.1\s+one\.test$/m);
      expect(said).toMatch(/^2001:db8::1\s+six\.test$/m);
    });
  });

  it('keeps times from 1970 to 2106 and frames of any length', async () => {
    const frames = [0, 1, 65_535, 65_536, 4_294_967_295].map((seconds, number) =>
      frame(number, {
        seconds,
        nanoseconds: 999_999_999 - number,
        octets: new Array(number * 63).fill(number),
      }),
    );
    const path = fresh('.pcapng');
    const recorder = await Recorder.open(path, [LO]);
    recorder.write(batchOf(frames), 0);
    await recorder.close();
    expect((await readBack(path)).frames).toEqual(frames);
  });
});

describe('the file', () => {
  afterEach(() => {
    delete process.env.SUDO_UID;
    delete process.env.SUDO_GID;
  });

  it('is overwritten, but not where that is excluded', async () => {
    const path = fresh();
    writeFileSync(path, 'x'.repeat(5000));
    expect(await failureOf(Recorder.open(path, [LO], { exclusive: true }))).toMatchObject({
      code: 'write-exists',
    });
    expect(statSync(path).size).toBe(5000);
    await (await Recorder.open(path, [LO])).close();
    expect(statSync(path).size).toBe(24);
  });

  it('can be read by all and written by its owner', async () => {
    const path = fresh();
    await (await Recorder.open(path, [LO])).close();
    expect(statSync(path).mode & 0o777).toBe(0o644 & ~process.umask());
  });

  it.skipIf(!IS_ROOT)('belongs to the user who called sudo, if it is new (needs root)', async () => {
    const existing = fresh();
    writeFileSync(existing, '');
    Object.assign(process.env, { SUDO_UID: '12345', SUDO_GID: '54321' });
    const path = fresh();
    for (const one of [path, existing]) await (await Recorder.open(one, [LO])).close();
    expect(statSync(path)).toMatchObject({ uid: 12_345, gid: 54_321 });
    expect(statSync(existing)).toMatchObject({ uid: 0, gid: 0 });
  });

  it('cannot be where there is no folder', async () => {
    const failure = await failureOf(Recorder.open(join(folder, 'none', 'a.pcap'), [LO]));
    expect(failure).toMatchObject({ code: 'write-failed' });
    expect(failure.detail.why).toMatch(/no such file or directory/);
  });

  it('holds frames soon after they were written, while the recording goes on', async () => {
    const path = fresh();
    const recorder = await Recorder.open(path, [LO]);
    recorder.write(batchOf(FRAMES), 0);
    while (statSync(path).size < recorder.status().octets) await pause(10);
    expect((await readBack(path)).frames).toEqual(FRAMES);
    await recorder.close();
  });
});

describe('a slow disk', () => {
  it('costs frames, which are counted, and never waits', async () => {
    const path = fresh();
    execFileSync('mkfifo', [path]);
    const reader = openSync(path, 'r+');
    const limits = { blocks: 4, blockOctets: 1 << 17, flushMilliseconds: 20 };
    const recorder = await Recorder.open(path, [LO], { limits });
    const batch = batchOf(Array.from({ length: 1000 }, (_, number) => frame(number)));
    for (let round = 0; round < 40; round++) recorder.write(batch, 0);
    const { frames, unwritten } = recorder.status();
    expect(frames).toBeGreaterThan(10_000);
    expect(unwritten).toBeGreaterThan(10_000);
    expect(frames + unwritten).toBe(40_000);

    const closing = recorder.close();
    const { octets } = recorder.status();
    const pieces: Buffer[] = [];
    for (let taken = 0; taken < octets; ) {
      const piece = Buffer.alloc(1 << 16);
      const length = readSync(reader, piece);
      pieces.push(piece.subarray(0, length));
      taken += length;
      await pause(0);
    }
    expect(await closing).toMatchObject({ frames, unwritten, octets });
    closeSync(reader);
    const copy = fresh();
    writeFileSync(copy, Buffer.concat(pieces));
    expect(readPcap(copy).frames).toHaveLength(frames);
  });

  it('is waited for by whoever can', async () => {
    const path = fresh();
    const recorder = await Recorder.open(path, [LO], { limits: TINY });
    for (const one of FRAMES) {
      await recorder.writable();
      recorder.write(batchOf([one]), 0);
    }
    expect(await recorder.close()).toMatchObject({ frames: 40, unwritten: 0 });
    expect((await readBack(path)).frames).toEqual(FRAMES);
  });

  it.each(['.pcap', '.pcapng'])('leaves out whole frames only (%s)', async (suffix) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 450 }), { minLength: 1, maxLength: 6 }), {
          maxLength: 12,
        }),
        async (batches) => {
          const path = fresh(suffix);
          const recorder = await Recorder.open(path, [LO], { limits: TINY });
          let number = 0;
          const all = batches.flatMap((lengths) => {
            const frames = lengths.map((length) =>
              frame(number++, { octets: new Array(length).fill(number & 0xff) }),
            );
            recorder.write(batchOf(frames), 0);
            return frames;
          });
          const { frames, unwritten, octets } = await recorder.close();
          expect(frames + unwritten).toBe(all.length);
          expect(statSync(path).size).toBe(octets);
          const kept = (await readBack(path)).frames;
          expect(kept).toHaveLength(frames);
          const numbers = kept.map((one) => all.findIndex((other) => other.seconds === one.seconds));
          expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
          for (const [index, at] of numbers.entries()) expect(kept[index]).toEqual(all[at]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a full disk', () => {
  it('is told when a recording begins', async () => {
    expect(await failureOf(Recorder.open('/dev/full', [LO]))).toMatchObject({ code: 'disk-full' });
  });

  const canMount = IS_ROOT && spawnSync('unshare', ['-m', 'true']).status === 0;

  it.skipIf(!canMount)('leaves no file of a recording that could not begin (needs root and unshare)', () => {
    const program = `
      const { Recorder } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/source/recorder.ts'))});
      const { readdirSync } = await import('node:fs');
      const lo = { name: 'lo', linkType: 1, snapshotLength: 1000 };
      const failure = await Recorder.open('${folder}/none/a.pcap', [lo]).catch((error) => error.report());
      console.log(JSON.stringify({ failure, files: readdirSync('${folder}/none') }));`;
    const script = `mount -t tmpfs -o size=4k tmpfs '${folder}/none' && head -c 4096 /dev/zero > '${folder}/none/full' && "$0" --input-type=module -e "$1"`;
    execFileSync('mkdir', ['-p', join(folder, 'none')]);
    const said = execFileSync('unshare', ['-m', 'sh', '-c', script, process.execPath, program], {
      encoding: 'utf8',
    });
    expect(JSON.parse(said)).toEqual({
      failure: { code: 'disk-full', detail: { path: `${folder}/none/a.pcap`, frames: 0 } },
      files: ['full'],
    });
  });

  it.skipIf(!canMount).each(['.pcap', '.pcapng'])(
    'ends a recording behind its last whole frame (%s; needs root and unshare)',
    async (suffix) => {
      const program = `
        const { Recorder } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/source/recorder.ts'))});
        const { batchOf, frame } = await import(${JSON.stringify(join(import.meta.dirname, 'file-builders.ts'))});
        const recorder = await Recorder.open('${folder}/small/a${suffix}', [{ name: 'lo', linkType: 1, snapshotLength: 1000 }]);
        const failed = new Promise((resolve) => recorder.onFailure(resolve));
        for (let round = 0; round < 60; round++) {
          recorder.write(batchOf(Array.from({ length: 3000 }, (_, number) => frame(round * 3000 + number))), 0);
        }
        const failure = await failed;
        recorder.write(batchOf([frame(1)]), 0);
        console.log(JSON.stringify({ failure: failure.report(), status: await recorder.close() }));`;
      const target = fresh(suffix);
      const script = `mount -t tmpfs -o size=1300k tmpfs '${folder}/small' && "$0" --input-type=module -e "$1" && cp '${folder}/small/a${suffix}' '${target}'`;
      execFileSync('mkdir', ['-p', join(folder, 'small')]);
      const said = execFileSync('unshare', ['-m', 'sh', '-c', script, process.execPath, program], {
        encoding: 'utf8',
      });
      const { failure, status } = JSON.parse(said);
      expect(failure).toEqual({ code: 'disk-full', detail: { path: `${folder}/small/a${suffix}` } });
      expect(status.frames).toBeGreaterThan(10_000);
      expect(status.frames + status.unwritten).toBe(180_001);
      expect(statSync(target).size).toBe(status.octets);
      const { frames } = await readBack(target);
      expect(frames).toEqual(Array.from({ length: status.frames }, (_, number) => frame(number)));
    },
  );
});
