import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { copyFrames } from '../../../src/source/file/copy-frames.ts';
import { openFile } from '../../../src/source/file.ts';
import { Recorder } from '../../../src/source/recorder.ts';
import { readPcap } from '../../support/pcap.ts';
import { frame, framesOf, PcapngBuilder, pcap } from '../file-builders.ts';

const folder = mkdtempSync(join(tmpdir(), 'copies-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Positions of all records of a file, as whoever reads it counts them. */
async function positionsOf(path: string): Promise<number[]> {
  const positions: number[] = [];
  let base = 0;
  for await (const batch of (await openFile(path)).batches()) {
    for (const one of framesOf(batch)) {
      positions.push(base);
      base += 16 + one.octets.length;
    }
  }
  return positions;
}

async function copy(from: string, to: string, positions: ArrayLike<number>): Promise<number> {
  const source = await openFile(from);
  // A capture's interfaces are all known after a first reading.
  const known = await openFile(from);
  for await (const _ of known.batches());
  const recorder = await Recorder.open(to, known.interfaces);
  const { frames } = await copyFrames(source, positions, recorder);
  expect(await recorder.close()).toMatchObject({ frames, unwritten: 0 });
  return frames;
}

describe('copying frames of a file', () => {
  const fixture = join(import.meta.dirname, '../../fixtures/wrk-close.pcap');

  it.each([
    ['every third', (_: unknown, index: number) => index % 3 === 0],
    ['the middle', (_: unknown, index: number) => index >= 10 && index < 200],
    ['all', () => true],
    ['none', () => false],
  ])('%s', async (name, wanted) => {
    const target = join(folder, `${name}.pcap`);
    const positions = Float64Array.from((await positionsOf(fixture)).filter(wanted));
    const expected = readPcap(fixture).frames.filter(wanted);
    expect(await copy(fixture, target, positions)).toBe(expected.length);
    expect(readPcap(target).frames).toEqual(expected);
  });

  it('takes positions that are the same for any length of batches, also of pcapng', async () => {
    const make = new PcapngBuilder();
    const frames = Array.from({ length: 60 }, (_, number) =>
      frame(number, { interfaceIndex: number % 2, nanoseconds: 0 }),
    );
    const from = join(folder, 'mixed.pcapng');
    writeFileSync(
      from,
      Buffer.concat([
        make.section(),
        make.interface(1),
        make.interface(276),
        ...frames.map((one) => make.enhanced(one.interfaceIndex, BigInt(one.seconds) * 1_000_000n, one)),
      ]),
    );
    const target = join(folder, 'copy.pcapng');
    const positions = (await positionsOf(from)).filter((_, index) => index % 5 !== 0);
    await copy(from, target, positions);
    const copied = [];
    for await (const batch of (await openFile(target)).batches()) copied.push(...framesOf(batch));
    expect(copied).toEqual(frames.filter((_, index) => index % 5 !== 0));
  });

  it('does not read on to damage behind the last frame', async () => {
    const from = join(folder, 'cut.pcap');
    writeFileSync(from, pcap([frame(0), frame(1)]).subarray(0, -3));
    const source = await openFile(from);
    const recorder = await Recorder.open(join(folder, 'whole.pcap'), source.interfaces);
    expect(await copyFrames(source, [0], recorder)).toEqual({ frames: 1 });
    await recorder.close();
  });

  it('rejects with what ended the recording', async () => {
    const source = await openFile(fixture);
    const interfaces = [{ name: 'lo', linkType: 1, snapshotLength: 1 }];
    const recorder = await Recorder.open(join(folder, 'ended.pcap'), interfaces);
    interfaces.push({ name: 'any', linkType: 276, snapshotLength: 1 });
    recorder.write(
      {
        octets: new Uint8Array(),
        view: new DataView(new ArrayBuffer(0)),
        start: 0,
        end: 0,
        interfaceIndex: 1,
      },
      1,
    );
    await expect(copyFrames(source, [0], recorder)).rejects.toMatchObject({ code: 'mixed-link-types' });
    await recorder.close();
  });
});
