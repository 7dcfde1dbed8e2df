import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { KeyLogFile } from '../../src/source/key-log-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'key-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

const line = (octet: string) => `CLIENT_RANDOM ${octet.repeat(32)} ${'ee'.repeat(48)}\n`;
const random = (octet: number) => new Uint8Array(32).fill(octet);
const pathWith = (name: string, content: string) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

describe('a file of secrets', () => {
  it('is read on as it grows, also by half a line', () => {
    const path = pathWith('grows', line('aa'));
    const file = KeyLogFile.open(path);
    expect(file.keyLog.find('CLIENT_RANDOM', random(0xaa))).not.toBeNull();
    appendFileSync(path, line('bb').slice(0, 100));
    file.refresh();
    expect(file.keyLog.find('CLIENT_RANDOM', random(0xbb))).toBeNull();
    appendFileSync(path, line('bb').slice(100));
    file.refresh();
    expect(file.keyLog.find('CLIENT_RANDOM', random(0xbb))).not.toBeNull();
    file.close();
    file.close();
    file.refresh();
  });

  it('that is written anew is read anew', () => {
    const path = pathWith('anew', line('aa') + line('bb'));
    const file = KeyLogFile.open(path);
    writeFileSync(path, line('cc'));
    file.refresh();
    expect(file.keyLog.find('CLIENT_RANDOM', random(0xcc))).not.toBeNull();
    file.close();
  });

  it.each(['', '# SSL/TLS secrets log file\n'])('may hold none as yet: %j', (content) => {
    const file = KeyLogFile.open(pathWith('empty', content));
    expect(file.keyLog.isEmpty).toBe(true);
    file.close();
  });

  it.each([
    ['is not there', () => join(folder, 'none'), 'there is no such file'],
    [
      'holds something else',
      () => pathWith('other', '\u00a1\u00b2 a capture\n'.repeat(9)),
      'it holds no secrets of TLS',
    ],
    ['is a folder', () => folder, 'it is not a file'],
  ])('is refused where it %s', (_what, path, why) => {
    expect(() => KeyLogFile.open(path())).toThrow(
      expect.objectContaining({ code: 'key-log-unreadable', detail: expect.objectContaining({ why }) }),
    );
  });
});
