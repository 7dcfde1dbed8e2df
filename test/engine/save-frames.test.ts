import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { saveFrames } from '../../src/engine/save-frames.ts';
import { FrameRing } from '../../src/source/frame-ring.ts';
import { batchOf, frame } from '../source/file-builders.ts';
import { readPcap } from '../support/pcap.ts';

const folder = mkdtempSync(join(tmpdir(), 'save-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LO = { name: 'lo', linkType: 1, snapshotLength: 262_144 };
const RING_OCTETS = 32 << 20;
const FRAMES_PER_BATCH = 500;
const FRAME_OCTETS = new Array(1000).fill(0);
const RECORD_OCTETS = 16 + FRAME_OCTETS.length;

test('frames in memory are saved as they were, while the capture goes on and takes their place', async () => {
  const ring = new FrameRing(RING_OCTETS);
  let number = 0;
  const batch = () =>
    batchOf(Array.from({ length: FRAMES_PER_BATCH }, () => frame(number++, { octets: FRAME_OCTETS })));
  const positions: number[] = [];
  while (ring.end < RING_OCTETS - (4 << 20)) {
    const first = ring.append(batch(), 0);
    for (let i = 0; i < FRAMES_PER_BATCH; i++) positions.push(first + i * RECORD_OCTETS);
  }
  const end = frame(number).seconds;
  const more = batch();
  let isSaved = false;
  const path = join(folder, 'saved.pcap');
  const saving = saveFrames(path, [LO], Float64Array.from(positions), ring, {}).finally(() => {
    isSaved = true;
  });
  // Once there are frames in the file it is waited for the disk.
  while (!existsSync(path) || statSync(path).size < RECORD_OCTETS) await turn();
  expect(isSaved).toBe(false);
  for (const end = ring.end + RING_OCTETS; ring.end < end; ) ring.append(more, 0);
  const frames = await saving;
  const saved = readPcap(path).frames;
  expect(saved).toHaveLength(frames);
  expect(saved.length).toBeGreaterThan(0);
  expect(saved.filter(({ seconds }) => seconds >= end)).toEqual([]);
});
