import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openFile } from '../../../src/source/file.ts';
import { frame, PcapngBuilder } from '../file-builders.ts';

const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

const line = (octet: string) => `CLIENT_RANDOM ${octet.repeat(32)} ${'ee'.repeat(48)}`;
const random = (octet: number) => new Uint8Array(32).fill(octet);

async function read(...blocks: readonly Buffer[]) {
  const path = join(folder, 'secrets.pcapng');
  writeFileSync(path, Buffer.concat(blocks));
  const source = await openFile(path);
  let failure: unknown = null;
  let batches = 0;
  try {
    for await (const _batch of source.batches()) batches += 1;
  } catch (error) {
    failure = error;
  }
  return { keyLog: source.keyLog, failure, batches };
}

describe('the secrets that a pcapng file has', () => {
  it.each([true, false])('are those of all its blocks (little-endian: %s)', async (littleEndian) => {
    const b = new PcapngBuilder(littleEndian);
    const { keyLog } = await read(
      b.section(),
      b.secrets(`# no secret\n${line('aa')}\n`),
      b.interface(1),
      b.secrets(line('bb')),
      b.enhanced(0, 1n, frame(1)),
    );
    expect(keyLog?.find('CLIENT_RANDOM', random(0xaa))).not.toBeNull();
    expect(keyLog?.find('CLIENT_RANDOM', random(0xbb))).not.toBeNull();
    expect(keyLog?.find('CLIENT_RANDOM', random(0xcc))).toBeNull();
  });

  it('of other kinds are passed over', async () => {
    const b = new PcapngBuilder();
    const { keyLog, batches } = await read(
      b.section(),
      b.interface(1),
      b.secrets(line('aa'), 0x57474b4c),
      b.enhanced(0, 1n, frame(1)),
    );
    expect(keyLog?.isEmpty).toBe(true);
    expect(batches).toBe(1);
  });

  it('that are longer than their block are damage, and what stands before it is read', async () => {
    const b = new PcapngBuilder();
    const broken = b.secrets(line('aa'));
    broken.writeUInt32LE(broken.length, 12);
    const { failure, batches } = await read(b.section(), b.interface(1), b.enhanced(0, 1n, frame(1)), broken);
    expect(batches).toBe(1);
    expect(failure).toMatchObject({ code: 'file-damaged' });
  });
});
