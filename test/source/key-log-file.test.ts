import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

  it('that is emptied within a line is read from its first line on', () => {
    const path = pathWith('emptied', line('aa') + line('bb').slice(0, 20));
    const file = KeyLogFile.open(path);
    writeFileSync(path, line('cc'));
    file.refresh();
    expect(file.keyLog.find('CLIENT_RANDOM', random(0xcc))).not.toBeNull();
    file.close();
  });

  it('goes on in the file that takes its name, and has what was added to the former until then', () => {
    const path = pathWith('rotated', line('aa'));
    const file = KeyLogFile.open(path);
    const knows = (octet: number) => file.keyLog.find('CLIENT_RANDOM', random(octet)) !== null;
    appendFileSync(path, line('bb'));
    renameSync(path, `${path}.1`);
    writeFileSync(path, line('cc'));
    file.refresh();
    expect([0xaa, 0xbb, 0xcc].map(knows)).toEqual([true, true, true]);
    rmSync(path);
    file.refresh();
    writeFileSync(path, line('dd') + line('ee'));
    file.refresh();
    expect([0xaa, 0xdd, 0xee].map(knows)).toEqual([true, true, true]);
    rmSync(path);
    mkdirSync(path);
    file.refresh();
    expect(knows(0xee)).toBe(true);
    file.close();
  });

  it('may lack the end of its last line', () => {
    const file = KeyLogFile.open(pathWith('endless', line('aa') + line('bb').trimEnd()));
    expect(file.keyLog.find('CLIENT_RANDOM', random(0xbb))).not.toBeNull();
    file.close();
  });

  it('may hold nothing but secrets of other kinds', () => {
    const file = KeyLogFile.open(pathWith('quic', line('aa').replace('CLIENT_RANDOM', 'QUIC_CLIENT_SECRET')));
    expect(file.keyLog.isEmpty).toBe(true);
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
