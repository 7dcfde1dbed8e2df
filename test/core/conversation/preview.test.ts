import { describe, expect, it } from 'vitest';
import { previewOf } from '../../../src/core/conversation/preview.ts';

const preview = (octets: string | Uint8Array) => {
  const given = typeof octets === 'string' ? new Uint8Array(Buffer.from(octets)) : octets;
  // What stands around it is none of it.
  const around = Uint8Array.from([0x41, 0x00, ...given, 0x42, 0x00]);
  return previewOf(1, 7, around, 2, 2 + given.length);
};
const said = (octets: string | Uint8Array) => preview(octets).said;
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

describe('text', () => {
  it('is quoted, its first line alone', () => {
    expect(preview('A question\n')).toEqual({
      from: 1,
      ordinal: 7,
      said: '"A question"',
      quote: 'A question',
    });
    expect(said('no line end')).toBe('"no line end"');
    expect(said('HELLO 7\r\nfrom: me\r\n')).toBe('"HELLO 7" …');
    expect(said('\r\n\r\nbehind empty lines\r\n')).toBe('"behind empty lines"');
    expect(said('{"method":"mining.subscribe","params":[]}\n')).toBe(
      '"{"method":"mining.subscribe","params":[]}"',
    );
  });

  it('is text in other scripts too, cut anywhere', () => {
    expect(said('こんにちは\n')).toBe('"こんにちは"');
    const long = Buffer.from('あ'.repeat(100));
    for (const cut of [255, 256, 257, 258])
      expect(said(new Uint8Array(long.subarray(0, cut)))).toMatch(/^"あ+…"$/);
    expect(said(new Uint8Array(long.subarray(0, 5)))).toBe('"あ·"');
  });

  it.each([
    ['PASS hunter2', 'PASS (not shown)'],
    ['pass  hunter2', 'pass (not shown)'],
    ['pass\thunter2', 'pass (not shown)'],
    ['AUTH hunter2', 'AUTH (not shown)'],
    ['AUTHINFO PASS hunter2', 'AUTHINFO (not shown)'],
    ['a1 LOGIN joe hunter2', 'a1 LOGIN joe (not shown)'],
    ['user N0CALL pass 13023 vers x 1.0', 'user N0CALL pass (not shown)'],
    ['db_password=hunter2', 'db_password (not shown)'],
    ['X-Api-Key: hunter2', 'X-Api-Key (not shown)'],
    ['ssid=cellar psk=hunter2 channel=6', 'ssid=cellar psk (not shown)'],
    ['see amqp://joe:hunter2@host/ for more', 'see amqp://…@host/ for more'],
    ['signature hunter2', 'signature (not shown)'],
    ['the private key is: no, secret_key hunter2', 'the private key (not shown)'],
    ['Passwort: пароль', 'Passwort (not shown)'],
    ['{"user":"joe","pass":"hunter2"}', '{"user":"joe","pass (not shown)'],
    ['{"method":"mining.authorize","params":["joe","x"]}', '{"method":"mining.authorize (not shown)'],
    // Behind a question that was not captured: \0joe\0hunter2, and hunter2.
    ['AGpvZQBodW50ZXIy', '(credentials not shown)'],
    ['aHVudGVyMg==', '(credentials not shown)'],
  ])('keeps a secret that %j may tell', (line, shown) => {
    expect(preview(`${line}\r\n`).quote).toBe(shown);
    expect(said(`${line}\r\n`)).toBe(`"${shown}"`);
  });

  it.each([
    'HELLO123',
    'username',
    '230 Login successful.',
    '331 Please specify the password.',
    '331 Password required for joe',
    'Password:',
    'compass north',
    'author unknown_pass',
  ])('tells all of %j', (line) => {
    expect(preview(`${line}\r\n`).quote).toBe(line);
  });

  it('is cut where it is long', () => {
    const { quote, said } = preview('x'.repeat(1000));
    expect(quote).toBe(`${'x'.repeat(79)}…`);
    expect(said).toBe(`"${quote}"`);
  });

  it('has nothing in it that harms a terminal', () => {
    expect(said('\x1b]0;title\x07 \x1b[2J\ttab\n')).toBe('"·]0;title· ·[2J·tab"');
    expect(said('right\u202eleft\n')).toBe('"right·left"');
    expect(said('\r\n')).toBe('"··"');
  });

  it('may be filled up with zeros, as programs send their buffers', () => {
    expect(said(`hello${'\0'.repeat(1019)}`)).toBe('"hello"');
    expect(said('<policy-file-request/>\0')).toBe('"<policy-file-request/>"');
    expect(said('AB\0\0')).toBe('binary 41 42 00 00');
  });
});

describe('what is no text', () => {
  it('is told by its first octets', () => {
    expect(preview(Uint8Array.of(1, 2, 0xff))).toEqual({
      from: 1,
      ordinal: 7,
      said: 'binary 01 02 ff',
      quote: null,
    });
    expect(said(new Uint8Array(128))).toBe('binary 00 00 00 00 00 00 00 00 …');
    expect(said(Uint8Array.of(0x0d, 0xf0, 0, 7, 8, 9, 10, 11))).toBe('binary 0d f0 00 07 08 09 0a 0b');
  });

  it('has a word among them shown as one', () => {
    expect(said(Uint8Array.of(0x7f, 0x7f, 0x49, 0x43, 0x41, 0))).toBe('binary 7f 7f 49 43 41 00 "··ICA·"');
    expect(said(latin1('0\0WORLD OF'))).toBe('binary 30 00 57 4f 52 4c 44 20 … "0·WORLD "');
    expect(said(latin1('\x1b[2J\0\x9b'))).toBe('binary 1b 5b 32 4a 00 9b');
  });

  it('keeps a secret in it too', () => {
    expect(said(latin1('PASS h\xe4xy\r\n'))).toBe('binary "PASS (not shown)"');
  });

  it('a control character, DEL, or what is not UTF-8 in it is enough', () => {
    expect(said('text\x01')).toMatch(/^binary/);
    expect(said('text\x7f')).toMatch(/^binary/);
    expect(said('text\0text')).toMatch(/^binary/);
    expect(said('text\u0085')).toMatch(/^binary/);
    expect(said(latin1('Grüße'))).toMatch(/^binary/);
    expect(said(latin1('caf\x80'))).toMatch(/^binary/);
  });
});
