import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { CaptureInterface } from '../../src/core/batch.ts';
import { Failure } from '../../src/failure.ts';
import { openFile } from '../../src/source/file.ts';
import type { Source } from '../../src/source/source.ts';
import { readPcap } from '../support/pcap.ts';
import {
  type Frame,
  frame,
  framesOf,
  PcapngBuilder,
  type PcapVariant,
  pcap,
  snoop,
} from './file-builders.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');
const HAS_TSHARK = spawnSync('tshark', ['--version']).error === undefined;
const folder = mkdtempSync(join(tmpdir(), 'capture-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Reading {
  readonly frames: Frame[];
  readonly interfaces: readonly CaptureInterface[];
  readonly failure: Failure | null;
  readonly batches: number;
}

/** Reads a source to its end; anything but a Failure fails the test. */
async function drain(source: Source): Promise<Reading> {
  const frames: Frame[] = [];
  let batches = 0;
  let failure: Failure | null = null;
  try {
    for await (const batch of source.batches()) {
      frames.push(...framesOf(batch));
      batches++;
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    failure = error;
  }
  return { frames, interfaces: source.interfaces, failure, batches };
}

function save(content: Uint8Array, name = 'test.pcap'): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const read = async (content: Uint8Array): Promise<Reading> => drain(await openFile(save(content)));
const failureOf = (opening: Promise<unknown>): Promise<Failure> =>
  opening.then(
    () => Promise.reject(new Error('it opened')),
    (error) => error,
  );

const FRAMES = Array.from({ length: 5 }, (_, number) => frame(number));

describe('real captures', () => {
  const files = readdirSync(FIXTURES).filter((name) => name.endsWith('.pcap'));

  it.each(files)('%s has the frames that a plain reading finds', async (name) => {
    const path = join(FIXTURES, name);
    const expected = readPcap(path);
    const source = await openFile(path);
    const { frames, failure } = await drain(source);
    expect(failure).toBeNull();
    expect(frames).toEqual(
      expected.frames.map((one) => ({ ...one, octets: Array.from(one.octets), interfaceIndex: 0 })),
    );
    expect(source.interfaces).toMatchObject([{ name, linkType: expected.linkType }]);
    const size = readFileSync(path).length;
    expect(source.progress()).toEqual({ octets: size, of: size });
  });

  it('reads one larger than what it holds in memory', async () => {
    const one = readFileSync(join(FIXTURES, 'download.pcap'));
    const times = Math.ceil(9_000_000 / one.length);
    const path = save(one);
    for (let copy = 1; copy < times; copy++) appendFileSync(path, one.subarray(24));
    const { frames, failure, batches } = await drain(await openFile(path));
    const expected = readPcap(join(FIXTURES, 'download.pcap')).frames.length * times;
    expect([frames.length, failure]).toEqual([expected, null]);
    expect(batches).toBeGreaterThan(3);
  });
});

describe('pcap', () => {
  const variants: [string, PcapVariant][] = [
    ['little-endian, microseconds', {}],
    ['little-endian, nanoseconds', { magic: 0xa1b23c4d }],
    ['big-endian, microseconds', { littleEndian: false }],
    ['big-endian, nanoseconds', { littleEndian: false, magic: 0xa1b23c4d }],
    ['patched libpcap, little-endian', { magic: 0xa1b2cd34, extra: 8 }],
    ['patched libpcap, big-endian', { littleEndian: false, magic: 0xa1b2cd34, extra: 8 }],
    ['version 2.2, original length first', { version: [2, 2], originalFirst: true }],
    ['version 2.3, captured length first', { version: [2, 3] }],
    ['version 2.3, original length first', { version: [2, 3], originalFirst: true }],
    ['version 543.0 of DG/UX', { version: [543, 0], originalFirst: true }],
  ];

  it.each(variants)('%s', async (_, variant) => {
    const content = pcap(FRAMES, variant);
    expect(await read(content)).toMatchObject({ frames: FRAMES, failure: null });
    expect(await read(gzipSync(content))).toMatchObject({ frames: FRAMES, failure: null });
  });

  it('takes the link type from the lower half of its field', async () => {
    expect((await read(pcap([], { network: 0x5400_0114 }))).interfaces).toMatchObject([{ linkType: 276 }]);
  });

  it('is sound without frames', async () => {
    expect(await read(pcap([]))).toMatchObject({ frames: [], failure: null });
  });

  it('carries fractions of more than a second over to the seconds', async () => {
    const odd = { nanoseconds: 2_500_000_000, seconds: 10 };
    const [one] = (await read(pcap([frame(1, odd)]))).frames;
    const [other] = (await read(pcap([frame(1, odd)], { magic: 0xa1b23c4d, littleEndian: false }))).frames;
    expect(one).toMatchObject({ seconds: 12, nanoseconds: 500_000_000 });
    expect(other).toEqual(one);
  });

  it('refuses versions older than 2.0', async () => {
    const failure = await failureOf(openFile(save(pcap(FRAMES, { version: [1, 0] }))));
    expect(failure).toMatchObject({
      code: 'file-damaged',
      detail: { what: expect.stringContaining('version 1.0') },
    });
  });
});

const resolution = (value: number) => [9, Buffer.from([value])] as const;
const name = (text: string) => [2, Buffer.from(text)] as const;

describe.each([
  ['little-endian', true],
  ['big-endian', false],
])('pcapng, %s', (_, littleEndian) => {
  const make = new PcapngBuilder(littleEndian);
  const other = new PcapngBuilder(!littleEndian);
  const offset = (seconds: bigint) => {
    const value = Buffer.alloc(8);
    if (littleEndian) value.writeBigInt64LE(seconds);
    else value.writeBigInt64BE(seconds);
    return [14, value] as const;
  };

  it('has sections, interfaces and all kinds of frames', async () => {
    const at = (number: number): bigint => BigInt(FRAMES[number].seconds) * 1_000_000n + 7n;
    const content = Buffer.concat([
      make.section(),
      make.interface(1, [name('eth0')]),
      make.block(5, (out) => out.u32(0).u32(0).u32(0)),
      make.enhanced(0, at(0), FRAMES[0]),
      make.interface(276, [name('any\0')], 15),
      make.block(4, (out) => out.u32(0)),
      make.enhanced(1, at(1), FRAMES[1]),
      make.obsolete(0, at(2), FRAMES[2]),
      make.block(0x0bad, (out) => out.octets(new Array(400).fill(1))),
      other.section(),
      other.interface(101, [], 15),
      other.simple(frame(1, { original: 60, octets: new Array(15).fill(3) })),
      other.enhanced(0, at(4), FRAMES[4]),
    ]);
    const { frames, interfaces, failure } = await read(content);
    expect(failure).toBeNull();
    expect(interfaces).toEqual([
      { name: 'eth0', linkType: 1, snapshotLength: 65_535 },
      { name: 'any', linkType: 276, snapshotLength: 15 },
      { name: 'interface 2', linkType: 101, snapshotLength: 15 },
    ]);
    const expected = (number: number, interfaceIndex: number) => ({
      ...FRAMES[number],
      nanoseconds: 7000,
      interfaceIndex,
    });
    expect(frames).toEqual([
      expected(0, 0),
      expected(1, 1),
      expected(2, 0),
      // A Simple Packet Block has no time: that of the frame before it stands in.
      { ...expected(2, 2), original: 60, octets: new Array(15).fill(3) },
      expected(4, 2),
    ]);
  });

  it('counts seconds beyond 2^32 and before 1970', async () => {
    const seconds = [5, 2 ** 32 - 1, 2 ** 32, 18_446_744_073_204, -100];
    const frames = seconds.map((one, number) =>
      frame(number, { seconds: one, nanoseconds: 7000, interfaceIndex: one < 0 ? 1 : 0 }),
    );
    const content = [
      make.section(),
      make.interface(1),
      make.interface(1, [offset(-200n)]),
      ...frames.map((one) =>
        make.enhanced(one.interfaceIndex, BigInt(one.seconds < 0 ? 100 : one.seconds) * 1_000_000n + 7n, one),
      ),
    ];
    expect(await read(Buffer.concat(content))).toMatchObject({ frames, failure: null });
  });

  it('marks frames that have no time, and keeps them apart from those that have', async () => {
    const content = [
      make.section(),
      make.interface(1, [resolution(0)]),
      make.simple(FRAMES[0]),
      make.enhanced(0, 5n, FRAMES[1]),
      make.simple(FRAMES[0]),
      make.simple(FRAMES[0]),
      // More seconds than can be counted.
      make.enhanced(0, 2n ** 60n, FRAMES[1]),
      make.enhanced(0, 6n, FRAMES[1]),
    ];
    const source = await openFile(save(Buffer.concat(content)));
    const seen: unknown[] = [];
    for await (const batch of source.batches())
      seen.push([batch.untimed === true, framesOf(batch).map((one) => one.seconds)]);
    expect(seen).toEqual([
      [true, [0]],
      [false, [5]],
      [true, [5, 5, 5]],
      [false, [6]],
    ]);
  });

  const resolutions: [string, number, bigint, number, number][] = [
    ['seconds', 0, 1_700_000_000n, 1_700_000_000, 0],
    ['milliseconds', 3, 1_700_000_000_123n, 1_700_000_000, 123_000_000],
    ['microseconds', 6, 1_700_000_000_999_999n, 1_700_000_000, 999_999_000],
    ['nanoseconds', 9, 1_700_000_000_999_999_999n, 1_700_000_000, 999_999_999],
    ['the last nanosecond there is', 9, 4_294_967_295_999_999_999n, 4_294_967_295, 999_999_999],
    ['picoseconds', 12, 1_700_000_000_123_456_789n, 1_700_000, 123_456],
    ['parts of 1024', 0x80 | 10, 1_700_000_000n * 1024n + 512n, 1_700_000_000, 500_000_000],
    ['parts of 2^32', 0x80 | 32, (1_700_000_000n << 32n) + 3n, 1_700_000_000, 0],
  ];

  it.each(resolutions)('counts time in %s', async (_, value, timestamp, seconds, nanoseconds) => {
    const options = [resolution(value), offset(-100n)];
    const content = [make.section(), make.interface(1, options), make.enhanced(0, timestamp, FRAMES[0])];
    const { frames } = await read(Buffer.concat(content));
    expect(frames).toEqual([{ ...FRAMES[0], seconds: seconds - 100, nanoseconds }]);
  });

  it('keeps the order of frames where interfaces take turns', async () => {
    const frames = Array.from({ length: 400 }, (_, number) =>
      frame(number, { interfaceIndex: number % 3, nanoseconds: 0 }),
    );
    const content = Buffer.concat([
      make.section(),
      ...[1, 113, 276].map((linkType) => make.interface(linkType)),
      ...frames.map((one) => make.enhanced(one.interfaceIndex, BigInt(one.seconds) * 1_000_000n, one)),
    ]);
    expect(await read(content)).toMatchObject({ frames, failure: null, batches: frames.length });
  });

  it('passes over a block that is larger than what it holds in memory', async () => {
    const content = [
      make.section(),
      make.block(0x0bad, (out) => out.octets(new Uint8Array(5 << 20))),
      make.interface(1),
      make.enhanced(0, 0n, FRAMES[0]),
    ];
    const { frames, failure } = await read(Buffer.concat(content));
    expect([frames.length, failure]).toEqual([1, null]);
  });

  const damages: [string, Buffer, RegExp][] = [
    ['a block of absurd length', make.block(6, () => 0).fill(0x7f, 4, 8), /block of 2139062143 octets/],
    ['a block too short for what it is', make.block(6, () => 0), /block of 12 octets, less than/],
    [
      'two lengths that differ',
      Buffer.concat([make.enhanced(0, 0n, FRAMES[0]).subarray(0, -4), Buffer.alloc(4)]),
      /at its start, of 0 at its end/,
    ],
    [
      'an interface that is not described',
      make.enhanced(9, 0n, FRAMES[0]),
      /interface 9, where 1 are described/,
    ],
    [
      'a frame longer than its block',
      make.simple(frame(0, { original: 2000 })),
      /frame of 2000 octets in a block/,
    ],
  ];

  it.each(damages)('tells of %s after all that stands before', async (_, block, words) => {
    const before = [make.section(), make.interface(1), make.enhanced(0, 0n, FRAMES[0])];
    const { frames, failure } = await read(Buffer.concat([...before, block]));
    expect(frames).toHaveLength(1);
    expect(failure).toMatchObject({ code: 'file-damaged', detail: { offset: Buffer.concat(before).length } });
    expect(failure!.detail.what).toMatch(words);
  });

  it.skipIf(!HAS_TSHARK)('is read as tshark reads it', async () => {
    const frames = FRAMES.map((one, number) => ({ ...one, interfaceIndex: number % 2 }));
    const content = Buffer.concat([
      make.section(),
      make.interface(1, [name('one'), resolution(9), offset(3n)]),
      make.interface(101, [name('two')]),
      ...frames.map((one, number) => {
        const unit = number % 2 === 0 ? 1_000_000_000n : 1_000_000n;
        return make.enhanced(one.interfaceIndex, BigInt(one.seconds) * unit + 12_345n, one);
      }),
    ]);
    const path = save(content, 'constructed.pcapng');
    const fields = ['time_epoch', 'len', 'cap_len', 'interface_name'].flatMap((field) => [
      '-e',
      `frame.${field}`,
    ]);
    const said = execFileSync('tshark', ['-r', path, '-T', 'fields', ...fields], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    const source = await openFile(path);
    const { frames: ours, interfaces } = await drain(source);
    const lines = ours.map((one) => {
      const time = `${one.seconds}.${String(one.nanoseconds).padStart(9, '0')}`;
      return [time, one.original, one.octets.length, interfaces[one.interfaceIndex].name].join('\t');
    });
    expect(lines).toEqual(said.trimEnd().split('\n'));
  });
});

describe('damage', () => {
  it.each([
    ['pcap', pcap(FRAMES)],
    ['pcap, big-endian', pcap(FRAMES, { littleEndian: false })],
  ])('%s cut anywhere gives the whole frames before the cut', async (_, content) => {
    const ends = FRAMES.map((_, number) => pcap(FRAMES.slice(0, number + 1)).length);
    for (let length = 24; length < content.length; length++) {
      const whole = ends.filter((end) => end <= length).length;
      const { frames, failure } = await read(content.subarray(0, length));
      expect(frames).toEqual(FRAMES.slice(0, whole));
      const start = whole === 0 ? 24 : ends[whole - 1];
      if (length === start) expect(failure).toBeNull();
      else expect(failure).toMatchObject({ code: 'file-damaged', detail: { offset: start } });
    }
  });

  it('says what was cut and where', async () => {
    const content = pcap([frame(0, { octets: new Array(700).fill(1) })]);
    const { failure } = await read(content.subarray(0, 24 + 16 + 12));
    expect(failure!.detail).toMatchObject({ offset: 24, what: 'record of 700 octets cut after 12' });
  });

  it('takes an absurd length for damage and reserves no memory for it', async () => {
    const content = Buffer.concat([
      pcap(FRAMES),
      pcap([frame(9)])
        .subarray(24)
        .fill(0xff, 8, 12),
    ]);
    const { frames, failure } = await read(content);
    expect(frames).toEqual(FRAMES);
    expect(failure!.detail.what).toMatch(/^record of 4294967295 octets, more than/);
  });

  it('tells of a file header that is cut', async () => {
    const failure = await failureOf(openFile(save(pcap([]).subarray(0, 20))));
    expect(failure).toMatchObject({
      code: 'file-damaged',
      detail: { what: 'file header cut after 20 of 24 octets' },
    });
  });
});

describe('gzip', () => {
  const many = Array.from({ length: 20_000 }, (_, number) => frame(number));
  const content = pcap(many);

  it('reads members one after the other', async () => {
    const path = save(Buffer.concat([gzipSync(content.subarray(0, 1000)), gzipSync(content.subarray(1000))]));
    const source = await openFile(path);
    const { frames, failure } = await drain(source);
    expect(failure).toBeNull();
    expect(frames).toEqual(many);
    const size = readFileSync(path).length;
    expect(source.progress()).toEqual({ octets: size, of: size });
  });

  it('gives what stands before a cut', async () => {
    const compressed = gzipSync(content);
    const { frames, failure } = await read(compressed.subarray(0, compressed.length / 2));
    expect(frames.length).toBeGreaterThan(many.length / 4);
    expect(frames).toEqual(many.slice(0, frames.length));
    expect(failure).toMatchObject({ code: 'file-damaged', detail: { what: 'gzip: unexpected end of file' } });
  });

  it('gives what stands before damage to the last octet', async () => {
    const stored = gzipSync(content, { level: 0 });
    // Three stored blocks on, the length of one no longer agrees with its complement.
    let [at, before] = [10, 0];
    for (let block = 0; block < 3; block++) {
      before += stored.readUInt16LE(at + 1);
      at += 5 + stored.readUInt16LE(at + 1);
    }
    stored[at + 3] ^= 0xff;
    const { frames, failure } = await read(stored);
    expect(frames).toEqual(many.slice(0, frames.length));
    expect(pcap(frames).length).toBeLessThanOrEqual(before);
    expect(pcap(many.slice(0, frames.length + 1)).length).toBeGreaterThan(before);
    expect(failure).toMatchObject({
      code: 'file-damaged',
      detail: { offset: before, what: 'gzip: invalid stored block lengths' },
    });
  });

  it('gives all frames where only the checksum is wrong', async () => {
    const compressed = gzipSync(content);
    compressed[compressed.length - 6] ^= 0xff;
    const { frames, failure } = await read(compressed);
    expect(frames.length).toBe(many.length);
    expect(failure).toMatchObject({ code: 'file-damaged', detail: { what: 'gzip: incorrect data check' } });
  });
});

describe('zstd', () => {
  const many = Array.from({ length: 20_000 }, (_, number) => frame(number));
  const content = pcap(many);
  const compressed = zstdCompressSync(content, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  const skippable = Buffer.concat([Buffer.from([0x53, 0x2a, 0x4d, 0x18, 200, 0, 0, 0]), Buffer.alloc(200)]);

  it('reads frames one after the other, and passes over what is skippable', async () => {
    const half = content.length / 2;
    const parts = [skippable, zstdCompressSync(content.subarray(0, half)), skippable, skippable];
    const path = save(Buffer.concat([...parts, zstdCompressSync(content.subarray(half))]));
    const source = await openFile(path);
    expect(await drain(source)).toMatchObject({ frames: many, failure: null });
    const size = readFileSync(path).length;
    expect(source.progress()).toEqual({ octets: size, of: size });
  });

  it('reads octets that do not get smaller, and such as are all alike', async () => {
    const octets = new Array(60_000).fill(0);
    const frames = [
      frame(0, { octets: [] }),
      frame(1, { octets }),
      frame(2, { octets: octets.map(Math.random).map((r) => Math.floor(r * 256)) }),
    ];
    expect(await read(zstdCompressSync(pcap(frames)))).toMatchObject({ frames, failure: null });
  });

  it('gives what stands before a cut', async () => {
    const { frames, failure } = await read(compressed.subarray(0, compressed.length - 30_000));
    expect(frames.length).toBeGreaterThan(many.length / 4);
    expect(frames).toEqual(many.slice(0, frames.length));
    expect(failure).toMatchObject({ code: 'file-damaged', detail: { what: 'zstd: unexpected end of file' } });
  });

  it.each([1, 3, 9, 50])('tells of a cut after %d octets', async (length) => {
    expect((await failureOf(openFile(save(compressed.subarray(0, length))))).code).toMatch(
      /^file-(damaged|not)/,
    );
  });

  it('gives all frames where only the checksum is wrong', async () => {
    const damaged = Buffer.from(compressed);
    damaged[damaged.length - 1] ^= 0xff;
    const { frames, failure } = await read(damaged);
    expect(frames.length).toBe(many.length);
    expect(failure!.detail.what).toMatch(/^zstd: .*checksum/);
  });

  it('tells of what is no frame behind one', async () => {
    const { frames, failure } = await read(Buffer.concat([compressed, Buffer.from('more')]));
    expect(frames.length).toBe(many.length);
    expect(failure!.detail.what).toBe('zstd: no frame where one should begin');
  });
});

describe('snoop', () => {
  const content = snoop(FRAMES);

  it.each([
    ['plain', content],
    ['with gzip', gzipSync(content)],
    ['with zstd', zstdCompressSync(content)],
  ])('%s', async (_, octets) => {
    expect(await read(octets)).toMatchObject({
      frames: FRAMES,
      failure: null,
      interfaces: [{ linkType: 1 }],
    });
  });

  it('cut anywhere gives the whole frames before the cut', async () => {
    const ends = FRAMES.map((_, number) => snoop(FRAMES.slice(0, number + 1)).length);
    for (let length = 16; length < content.length; length++) {
      const whole = ends.filter((end) => end <= length).length;
      const { frames, failure } = await read(content.subarray(0, length));
      expect(frames).toEqual(FRAMES.slice(0, whole));
      const start = whole === 0 ? 16 : ends[whole - 1];
      if (length === start) expect(failure).toBeNull();
      else expect(failure).toMatchObject({ code: 'file-damaged', detail: { offset: start } });
    }
  });

  it.each([
    ['a frame longer than its record', 8, /^frame of 14 octets in a record of 0 octets$/],
    ['an absurd frame', 4, /^record of 4294967295 octets, more than/],
  ])('tells of %s', async (_, at, words) => {
    const damaged = Buffer.from(content);
    damaged.fill(at === 8 ? 0 : 0xff, 16 + at, 20 + at);
    expect((await read(damaged)).failure!.detail).toMatchObject({
      offset: 16,
      what: expect.stringMatching(words),
    });
  });

  it('takes IP without a link, and a datalink type that it does not know', async () => {
    expect((await read(snoop([], 0x80000002))).interfaces).toMatchObject([{ linkType: 229 }]);
    expect((await read(snoop(FRAMES, 77))).frames).toEqual(FRAMES);
  });

  it('refuses another version', async () => {
    const failure = await failureOf(openFile(save(snoop(FRAMES, 4, 3))));
    expect(failure.detail.what).toBe('snoop version 3, not 2');
  });

  it.skipIf(!HAS_TSHARK)('is read as tshark reads it', async () => {
    const path = save(content, 'constructed.snoop');
    const fields = ['-T', 'fields', '-e', 'frame.time_epoch', '-e', 'frame.len', '-e', 'frame.cap_len'];
    const said = execFileSync('tshark', ['-r', path, ...fields], { encoding: 'utf8', stdio: 'pipe' });
    const lines = (await drain(await openFile(path))).frames.map(
      (one) =>
        `${one.seconds}.${String(one.nanoseconds).padStart(9, '0')}\t${one.original}\t${one.octets.length}`,
    );
    expect(lines).toEqual(said.trimEnd().split('\n'));
  });
});

describe('what is no capture', () => {
  const others: [string, Buffer, string | RegExp][] = [
    ['nothing', Buffer.alloc(0), 'empty'],
    ['the first octet of a pcap file', Buffer.from([0xd4]), 'no more than 1 octet'],
    ['the first octets of zstd', Buffer.from([0x28, 0xb5, 0x2f]), 'no more than 3 octets'],
    ['lz4', Buffer.from([0x04, 0x22, 0x4d, 0x18, 0, 0]), /compressed with lz4/],
    ['Bluetooth with gzip', gzipSync('btsnoop\0\0\0\0\0'), /Bluetooth snoop capture/],
    ['text', Buffer.from('GET / HTTP/1.1\r\n'), 'a text file'],
    ['anything', Buffer.from([1, 2, 3, 0, 5, 6]), 'neither pcap nor pcapng'],
  ];

  it.each(others)('%s', async (_, content, words) => {
    const failure = await failureOf(openFile(save(content)));
    expect(failure).toMatchObject({
      code: 'file-not-a-capture',
      detail: { path: join(folder, 'test.pcap') },
    });
    expect(failure.detail.what).toMatch(words);
  });

  it('a path where nothing is', async () => {
    expect(await failureOf(openFile(join(folder, 'none')))).toMatchObject({ code: 'file-not-found' });
  });

  it('a folder', async () => {
    expect(await failureOf(openFile(folder))).toMatchObject({ code: 'file-unreadable' });
  });

  it.skipIf(process.getuid?.() === 0)('a file that may not be read (root may read all)', async () => {
    const path = save(pcap(FRAMES), 'secret.pcap');
    chmodSync(path, 0);
    expect(await failureOf(openFile(path))).toMatchObject({
      code: 'file-unreadable',
      detail: { why: 'permission denied' },
    });
  });
});

describe('a pipe that another program still writes', () => {
  const openPipe = async (): Promise<{ source: Source; writer: number }> => {
    const path = join(folder, `pipe-${Math.random()}`);
    execFileSync('mkfifo', [path]);
    const source = await openFile(path);
    return { source, writer: openSync(path, 'w') };
  };

  it.each([
    ['pcap', pcap(FRAMES)],
    ['pcap with gzip', gzipSync(pcap(FRAMES), { level: 0 })],
    ['snoop', snoop(FRAMES)],
  ])('%s: gives the frames that have come, without waiting for more', async (_, content) => {
    const { source, writer } = await openPipe();
    const batches = source.batches()[Symbol.asyncIterator]();
    writeSync(writer, content.subarray(0, -9));
    const frames = framesOf((await batches.next()).value);
    expect(frames.length).toBeGreaterThanOrEqual(FRAMES.length - 2);
    expect(source.progress()).toEqual({ octets: content.length - 9, of: null });
    writeSync(writer, content.subarray(-9));
    closeSync(writer);
    for (let next = await batches.next(); !next.done; next = await batches.next())
      frames.push(...framesOf(next.value));
    expect(frames).toEqual(FRAMES);
  });

  it('takes a header that comes octet by octet', async () => {
    const { source, writer } = await openPipe();
    const reading = drain(source);
    for (const octet of pcap(FRAMES.slice(0, 1))) {
      writeSync(writer, Buffer.from([octet]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    closeSync(writer);
    expect(await reading).toMatchObject({ frames: FRAMES.slice(0, 1), failure: null });
  });

  it('says in its batches that it is no capture', async () => {
    const { source, writer } = await openPipe();
    writeSync(writer, 'hello world');
    closeSync(writer);
    expect((await drain(source)).failure).toMatchObject({
      code: 'file-not-a-capture',
      detail: { what: 'a text file' },
    });
  });

  it('gives the frames of each zstd block as it comes', async () => {
    const { source, writer } = await openPipe();
    writeSync(writer, zstdCompressSync(pcap(FRAMES)));
    writeSync(writer, zstdCompressSync(pcap(FRAMES).subarray(24)));
    const batches = source.batches()[Symbol.asyncIterator]();
    expect(framesOf((await batches.next()).value)).toEqual(FRAMES);
    closeSync(writer);
    expect(framesOf((await batches.next()).value)).toEqual(FRAMES);
    expect(await batches.next()).toMatchObject({ done: true });
  });

  it.each([
    ['pcap', pcap(FRAMES)],
    ['gzip', gzipSync(pcap(FRAMES), { level: 0 }).subarray(0, -8)],
    ['zstd', zstdCompressSync(pcap(FRAMES))],
  ])('ends when it is closed while waiting: %s', async (_, content) => {
    const { source, writer } = await openPipe();
    writeSync(writer, content);
    const batches = source.batches()[Symbol.asyncIterator]();
    expect(framesOf((await batches.next()).value)).toEqual(FRAMES);
    const waiting = batches.next();
    await source.close();
    await source.close();
    expect(await waiting).toMatchObject({ done: true });
    closeSync(writer);
  });

  it('standard input is read as it comes, and does not hold up the end of the process', async () => {
    const program = `
      import { openFile } from ${JSON.stringify(join(import.meta.dirname, '../../src/source/file.ts'))};
      const source = await openFile('-');
      for await (const batch of source.batches()) {
        console.log(source.name, batch.end - batch.start);
        process.exit();
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.write(pcap(FRAMES));
    let said = '';
    for await (const chunk of child.stdout.setEncoding('utf8')) said += chunk;
    expect(said).toBe(`standard input ${pcap(FRAMES).length - 24}\n`);
    child.stdin.destroy();
  });
});
