import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCampaign } from './campaign.ts';
import { loadMaterial } from './material.ts';
import { Random } from './random.ts';

const SEED = 20_240_601;
const CASES = 1500;
const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('mutated captures and dialogues (scripts/fuzz runs more of them)', () => {
  it('do no harm', async () => {
    const campaign = { seed: SEED, first: 0, step: 1, end: CASES, until: Number.POSITIVE_INFINITY };
    const surroundings = { materials: loadMaterial(), path: join(folder, 'case') };
    expect(await runCampaign(campaign, surroundings)).toEqual({ cases: CASES, faults: [] });
  });

  it('are the same for the same seed and case', () => {
    const words = (seed: number, index: number): number[] => {
      const random = new Random(seed, index);
      return Array.from({ length: 5 }, () => random.word());
    };
    expect(words(1, 2)).toEqual(words(1, 2));
    expect(words(1, 2)).not.toEqual(words(1, 3));
    expect(words(1, 2)).not.toEqual(words(2, 2));
  });
});
