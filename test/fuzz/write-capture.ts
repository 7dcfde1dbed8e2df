import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Frame } from './material.ts';
import type { Random } from './random.ts';

/** Writes frames, all of one link type, in one capture format. */
type Write = (frames: readonly Frame[], linkType: number, random: Random) => Buffer;

const PADDING = Buffer.alloc(3);

interface Words {
  u16(...values: number[]): Buffer;
  u32(...values: number[]): Buffer;
}

const LITTLE: Words = {
  u16: (...values) => octetsOf(values, 2, (to, value, at) => to.writeUInt16LE(value, at)),
  u32: (...values) => octetsOf(values, 4, (to, value, at) => to.writeUInt32LE(value, at)),
};
const BIG: Words = {
  u16: (...values) => octetsOf(values, 2, (to, value, at) => to.writeUInt16BE(value, at)),
  u32: (...values) => octetsOf(values, 4, (to, value, at) => to.writeUInt32BE(value, at)),
};

function octetsOf(
  values: readonly number[],
  width: number,
  write: (to: Buffer, value: number, at: number) => void,
): Buffer {
  const octets = Buffer.alloc(values.length * width);
  for (const [index, value] of values.entries()) write(octets, value, index * width);
  return octets;
}

const padding = (length: number): Buffer => PADDING.subarray(0, (4 - (length & 3)) & 3);

const pcap =
  (words: Words, unit: 1 | 1000): Write =>
  (frames, linkType) =>
    Buffer.concat([
      words.u32(unit === 1 ? 0xa1b23c4d : 0xa1b2c3d4),
      words.u16(2, 4),
      words.u32(0, 0, 262_144, linkType),
      ...frames.flatMap(({ seconds, nanoseconds, original, octets }) => [
        words.u32(seconds, Math.floor(nanoseconds / unit), octets.length, original),
        octets,
      ]),
    ]);

/** Version 2.2, in which the original length comes first. */
const oldPcap: Write = (frames, linkType) =>
  Buffer.concat([
    BIG.u32(0xa1b2c3d4),
    BIG.u16(2, 2),
    BIG.u32(0, 0, 262_144, linkType),
    ...frames.flatMap(({ seconds, nanoseconds, original, octets }) => [
      BIG.u32(seconds, Math.floor(nanoseconds / 1000), original, octets.length),
      octets,
    ]),
  ]);

const snoop: Write = (frames, linkType) =>
  Buffer.concat([
    Buffer.from('snoop\0\0\0'),
    BIG.u32(2, linkType === 1 ? 4 : linkType),
    ...frames.flatMap(({ seconds, nanoseconds, original, octets }) => {
      const pad = padding(octets.length);
      const length = 24 + octets.length + pad.length;
      return [
        BIG.u32(original, octets.length, length, 0, seconds, Math.floor(nanoseconds / 1000)),
        octets,
        pad,
      ];
    }),
  ]);

function block(words: Words, type: number, ...body: readonly Uint8Array[]): Buffer {
  const length = body.reduce((sum, part) => sum + part.length, 12);
  return Buffer.concat([words.u32(type, length), ...body, words.u32(length)]);
}

/** Several sections and interfaces with resolutions of their own, blocks of every kind between the frames. */
const pcapng =
  (words: Words): Write =>
  (frames, linkType, random) => {
    const section = block(
      words,
      0x0a0d0d0a,
      words.u32(0x1a2b3c4d),
      words.u16(1, 0),
      words.u32(0xffffffff, 0xffffffff),
    );
    const described = (resolution: number): Buffer =>
      block(
        words,
        1,
        words.u16(linkType, 0),
        words.u32(random.oneIn(4) ? 96 : 0),
        words.u16(9, 1),
        Buffer.from([resolution, 0, 0, 0]),
        words.u32(0),
      );
    const interfaces = [described(9), described(6), described(random.edge(8))];
    const units = [1_000_000_000n, 1_000_000n, 1024n];
    const parts: Buffer[] = [section, ...interfaces];
    for (const frame of frames) {
      if (random.oneIn(40)) parts.push(section, ...interfaces);
      if (random.oneIn(20))
        parts.push(block(words, random.pick([4, 5, 10, 0xbad, 0x80000001]), words.u32(0)));
      const padded = [frame.octets, padding(frame.octets.length)];
      if (random.oneIn(20)) {
        parts.push(block(words, 3, words.u32(frame.octets.length), ...padded));
        continue;
      }
      const id = random.below(units.length);
      const time = (BigInt(frame.seconds) * 1_000_000_000n + BigInt(frame.nanoseconds)) * units[id];
      const stamp = time / 1_000_000_000n;
      const when = words.u32(Number((stamp >> 32n) & 0xffffffffn), Number(stamp & 0xffffffffn));
      const lengths = words.u32(frame.octets.length, frame.original);
      if (random.oneIn(20)) parts.push(block(words, 2, words.u16(id, 0), when, lengths, ...padded));
      else parts.push(block(words, 6, words.u32(id), when, lengths, ...padded));
    }
    return Buffer.concat(parts);
  };

/** Every format that is read, by name. */
export const FORMATS: Readonly<Record<string, Write>> = {
  'pcap, little-endian, microseconds': pcap(LITTLE, 1000),
  'pcap, little-endian, nanoseconds': pcap(LITTLE, 1),
  'pcap, big-endian, microseconds': pcap(BIG, 1000),
  'pcap, big-endian, nanoseconds': pcap(BIG, 1),
  'pcap 2.2': oldPcap,
  'pcapng, little-endian': pcapng(LITTLE),
  'pcapng, big-endian': pcapng(BIG),
  snoop,
};

/** How a file may be compressed. */
export const COMPRESSIONS: readonly ((octets: Uint8Array) => Uint8Array)[] = [
  (octets) => gzipSync(octets, { level: 1 }),
  (octets) =>
    Buffer.concat([gzipSync(octets.subarray(0, 100)), gzipSync(octets.subarray(100), { level: 0 })]),
  (octets) => zstdCompressSync(octets),
  (octets) =>
    Buffer.concat([zstdCompressSync(octets.subarray(0, 100)), zstdCompressSync(octets.subarray(100))]),
];
