import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Analysis } from '../../src/core/analysis.ts';
import { SessionSecrets } from '../../src/engine/session-secrets.ts';
import { batchOf } from '../support/analyse.ts';

const folder = mkdtempSync(join(tmpdir(), 'session-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** When the frame was captured, in milliseconds. */
const CAPTURED = 1_700_000_000_250;

function batchAt(milliseconds: number, octets = 60) {
  const frame = (at: number) => ({
    seconds: Math.floor(at / 1e3),
    nanoseconds: (at % 1e3) * 1e6,
    original: octets,
    octets: new Uint8Array(octets),
  });
  return batchOf([frame(milliseconds - 5000), frame(milliseconds)]);
}

async function withFile(): Promise<SessionSecrets> {
  const path = join(folder, 'keys');
  writeFileSync(path, '');
  const secrets = new SessionSecrets(new Analysis());
  await secrets.openFile(path);
  return secrets;
}

describe('what was captured is looked at', () => {
  it('at once where no program writes secrets', () => {
    expect(new SessionSecrets(new Analysis()).lateBy(batchAt(CAPTURED), CAPTURED)).toBe(0);
  });

  it.each([
    ['when secrets that are written a little later are there', 0, 50],
    ['as late as that from when it was captured, and not from when it is read', 30, 20],
    ['at once where it has waited already', 50, 0],
    ['at once where it comes from a file', 86_400_000, 0],
    ['no later where the clock is behind that of the capture a little', -10, 50],
    ['at once where it is behind by far', -60_000, 0],
  ])('%s', async (_, age, lateBy) => {
    const secrets = await withFile();
    expect(secrets.lateBy(batchAt(CAPTURED), CAPTURED + age)).toBe(lateBy);
    secrets.close();
  });

  it('at once where there is much of it, or nothing', async () => {
    const secrets = await withFile();
    expect(secrets.lateBy(batchAt(CAPTURED, 200_000), CAPTURED)).toBe(0);
    expect(secrets.lateBy(batchOf([]), CAPTURED)).toBe(0);
    secrets.close();
  });
});
