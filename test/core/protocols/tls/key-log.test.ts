import { describe, expect, it } from 'vitest';
import { KeyLog, MOST_SECRETS } from '../../../../src/core/protocols/tls/key-log.ts';

const RANDOM = '0f'.repeat(32);
const SECRET = 'a0'.repeat(48);
const randomOctets = new Uint8Array(32).fill(0x0f);

function keyLogWith(...texts: string[]): KeyLog {
  const keyLog = new KeyLog();
  for (const text of texts) {
    const octets = new TextEncoder().encode(text);
    keyLog.take(octets, 0, octets.length);
  }
  return keyLog;
}

describe('a key log', () => {
  it('gives the secret of a session by its label and the random of its client', () => {
    const keyLog = keyLogWith(`# comment\r\nCLIENT_RANDOM ${RANDOM.toUpperCase()} ${SECRET}\r\n`);
    expect(keyLog.find('CLIENT_RANDOM', randomOctets)).toEqual(new Uint8Array(48).fill(0xa0));
    expect(keyLog.find('CLIENT_TRAFFIC_SECRET_0', randomOctets)).toBeNull();
    expect(keyLog.find('CLIENT_RANDOM', new Uint8Array(32))).toBeNull();
  });

  it('takes lines in pieces, and not before their end', () => {
    const line = `CLIENT_RANDOM ${RANDOM} ${SECRET}`;
    const keyLog = keyLogWith(line.slice(0, 70), line.slice(70));
    expect(keyLog.isEmpty).toBe(true);
    keyLog.endLine();
    expect(keyLog.isEmpty).toBe(false);
  });

  it('may lack the end of its last line, of which more may come all the same', () => {
    const line = `CLIENT_RANDOM ${RANDOM} ${SECRET}`;
    const keyLog = keyLogWith(line.slice(0, -4));
    keyLog.tryLine();
    const rest = new TextEncoder().encode(line.slice(-4));
    keyLog.take(rest, 0, rest.length);
    keyLog.tryLine();
    expect(keyLog.find('CLIENT_RANDOM', randomOctets)).toEqual(new Uint8Array(48).fill(0xa0));
  });

  it('keeps no secrets that nothing is decrypted with, and is one all the same', () => {
    const keyLog = keyLogWith(`EXPORTER_SECRET ${RANDOM} ${SECRET}\n`);
    expect(keyLog).toMatchObject({ isEmpty: true, isKeyLog: true });
    expect(keyLogWith('\u00d4\u00c3 a capture\n').isKeyLog).toBe(false);
  });

  it.each([
    'CLIENT_RANDOM',
    `CLIENT_RANDOM ${RANDOM}`,
    `CLIENT_RANDOM ${RANDOM} ${SECRET} more`,
    `CLIENT_RANDOM ${RANDOM.slice(2)} ${SECRET}`,
    `CLIENT_RANDOM ${RANDOM} ${SECRET.slice(1)}`,
    `CLIENT_RANDOM ${RANDOM} ${'0'.repeat(5000)}`,
    `RSA 0011223344556677 ${SECRET}`,
    '\u0000\u001b]0;title\u0007',
  ])('passes over %j', (line) => {
    expect(keyLogWith(`${line}\n`).isEmpty).toBe(true);
  });

  it('lets the oldest go, and counts them, where there are too many', () => {
    const keyLog = new KeyLog();
    const random = (n: number) => n.toString(16).padStart(64, '0');
    const secret = '00'.repeat(32);
    for (let n = 0; n <= MOST_SECRETS + 1; n += 1000) {
      let text = '';
      for (let m = n; m < n + 1000 && m <= MOST_SECRETS + 1; m++)
        text += `CLIENT_RANDOM ${random(m)} ${secret}\n`;
      const octets = new TextEncoder().encode(text);
      keyLog.take(octets, 0, octets.length);
    }
    expect(keyLog.letGo).toBe(2);
    expect(keyLog.find('CLIENT_RANDOM', new Uint8Array(32))).toBeNull();
    const newest = new Uint8Array(32);
    new DataView(newest.buffer).setUint32(28, MOST_SECRETS + 1);
    expect(keyLog.find('CLIENT_RANDOM', newest)).not.toBeNull();
  });
});
