import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/failure.ts';
import type { OctetReader } from '../../../src/source/file/octet-reader.ts';
import { recogniseFormat } from '../../../src/source/file/recognise.ts';
import { Window } from '../../../src/source/file/window.ts';
import { type Frame, frame, framesOf, PcapngBuilder, pcap, snoop } from '../file-builders.ts';

/** Gives octets in pieces of the lengths named, again and again. */
function readerOf(content: Uint8Array, lengths: readonly number[]): OctetReader {
  let at = 0;
  let turn = 0;
  return {
    octetsRead: 0,
    octetsInAll: null,
    close: async () => {},
    read: async (into, start, length) => {
      const piece = content.subarray(at, at + Math.min(length, lengths[turn++ % lengths.length]));
      into.set(piece, start);
      at += piece.length;
      return piece.length;
    },
  };
}

/** All frames that a format finds, and what it says of the rest. */
async function read(
  content: Uint8Array,
  lengths: readonly number[],
): Promise<{ frames: Frame[]; problem: string }> {
  const window = new Window('test', readerOf(content, lengths));
  const frames: Frame[] = [];
  try {
    let format = recogniseFormat(window, 'test');
    while (typeof format === 'number' && (await window.more())) format = recogniseFormat(window, 'test');
    if (format === null || typeof format === 'number') return { frames, problem: 'no capture' };
    for (;;) {
      const batch = format.take(window);
      if (batch !== null) frames.push(...framesOf(batch));
      else if (!(await window.more())) break;
    }
    return { frames, problem: window.end > window.start ? format.cut(window) : '' };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { frames, problem: String(error.detail.what) };
  }
}

function pcapng(frames: readonly Frame[], littleEndian: boolean): Buffer {
  const make = new PcapngBuilder(littleEndian);
  return Buffer.concat([
    make.section(),
    make.interface(1, [[9, Buffer.from([9])]]),
    make.interface(276, [[9, Buffer.from([9])]]),
    ...frames.map((one) => {
      const time = BigInt(one.seconds) * 1_000_000_000n + BigInt(one.nanoseconds);
      return make.enhanced(one.interfaceIndex, time, one);
    }),
  ]);
}

const someFrames = fc.array(
  fc.record({
    seconds: fc.nat(0xffff_ffff),
    nanoseconds: fc.nat(999_999_999),
    original: fc.nat(0xffff_ffff),
    octets: fc.array(fc.nat(255), { maxLength: 150 }),
    interfaceIndex: fc.nat(1),
  }),
  { maxLength: 20 },
);
const pieces = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });

describe('a capture in pieces of any length', () => {
  it.each([true, false])('pcap (little-endian: %s)', async (littleEndian) => {
    await fc.assert(
      fc.asyncProperty(someFrames, pieces, async (frames, lengths) => {
        const expected = frames.map((one) => ({ ...one, interfaceIndex: 0 }));
        const content = pcap(frames, { littleEndian, magic: 0xa1b23c4d });
        expect(await read(content, lengths)).toEqual({ frames: expected, problem: '' });
      }),
    );
  });

  it.each([true, false])('pcapng (little-endian: %s)', async (littleEndian) => {
    await fc.assert(
      fc.asyncProperty(someFrames, pieces, async (frames, lengths) => {
        expect(await read(pcapng(frames, littleEndian), lengths)).toEqual({ frames, problem: '' });
      }),
    );
  });
});

describe('a damaged capture', () => {
  const frames = Array.from({ length: 8 }, (_, number) => frame(number, { interfaceIndex: number % 2 }));
  const contents = [
    pcap(frames),
    pcap(frames, { littleEndian: false }),
    pcapng(frames, true),
    pcapng(frames, false),
    snoop(frames),
  ];

  it('gives records inside their batch and at the most one plain complaint', async () => {
    const change = fc.record({ at: fc.nat(2000), octet: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...contents),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        pieces,
        async (content, changes, lengths) => {
          const damaged = Buffer.from(content);
          for (const { at, octet } of changes) damaged[at % damaged.length] = octet;
          const { frames: found, problem } = await read(damaged, lengths);
          expect(found.length).toBeLessThanOrEqual(content.length / 16);
          expect(problem).toMatch(/^[ -~]*$/);
          // Where it came in one piece it is the same.
          expect(await read(damaged, [1 << 20])).toEqual({ frames: found, problem });
        },
      ),
      { numRuns: 1000 },
    );
  });
});
