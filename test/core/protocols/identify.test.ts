import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IDENTIFICATION_OCTETS } from '../../../src/core/protocols/dissector.ts';
import { guess, identify, NO_OCTETS } from '../../../src/core/protocols/identify.ts';
import { DISSECTORS, dissectorNamed, titleOf } from '../../../src/core/protocols/index.ts';

const span = (text: string) => {
  const octets = new Uint8Array(Buffer.from(text, 'latin1'));
  return { octets, view: new DataView(octets.buffer), start: 0, end: octets.length };
};
const named = (text: string) => {
  const answer = identify(span(text), 0, NO_OCTETS);
  return answer === null || answer === 'need-more' ? answer : answer.name;
};

describe('identification', () => {
  it('goes by what is said', () => {
    expect(named('GET / HTTP/1.1\r\n')).toBe('http');
    expect(named('M-SEARCH * HTTP/1.1\r\n')).toBe('http');
    expect(named('HTTP/1.1 200 OK\r\n')).toBe('http');
    // RFC 9110, section 9.1: any token; RFC 9112, section 2.2: behind an empty line.
    for (const request of ['get / HTTP/1.1\r\n', 'X2!FOO / HTTP/1.1\r\n', '\r\nGET / HTTP/1.1\r\n'])
      expect(named(request)).toBe('http');
    expect(named('HTTP/1.0 200\n')).toBe('http');
    expect(named('*1\r\n$4\r\nPING\r\n')).toBe('redis');
    expect(named('SSH-2.0-OpenSSH_9.9\r\n')).toBe('ssh');
    expect(named('220 mail.example.test ESMTP\r\n')).toBe('smtp');
    expect(named('220 (vsFTPd 3.0.3)\r\n')).toBe('ftp');
  });

  it('waits for more while something may still be it', () => {
    for (let end = 1; end < 16; end += 1) expect(named('GET / HTTP/1.1\r\n'.slice(0, end))).toBe('need-more');
    for (let end = 1; end < 13; end += 1)
      expect(named('HTTP/1.1 200 OK\r\n'.slice(0, end))).toBe('need-more');
    for (const text of ['g', 'ge', '\r', '\r\n', '\n\nGET /']) expect(named(text)).toBe('need-more');
    expect(named('\x16\x03\x01')).toBe('need-more');
    expect(named('220 mail.example.test\r\n')).toBe('need-more');
    expect(named('PING\r\n')).toBe('need-more');
  });

  it('rejects everything else, and what goes on for too long', () => {
    for (const text of ['\0\0\0\x08\x04\xd2\x16\x31', 'SSH-3.0-OpenSSH_9.9\r\n', 'GET\r\n']) {
      expect(named(text), JSON.stringify(text)).toBeNull();
    }
    expect(named(`GET /${'a'.repeat(IDENTIFICATION_OCTETS - 6)}`)).toBe('need-more');
    expect(named(`GET /${'a'.repeat(IDENTIFICATION_OCTETS)}`)).toBeNull();
  });

  it('looks only at the octets that it is given', () => {
    const octets = span('xxGET / HTTP/1.1\r\n!!!!');
    expect(identify({ ...octets, start: 2, end: 18 }, 1, NO_OCTETS)).toBe(dissectorNamed('http'));
    expect(identify({ ...octets, start: 2, end: 17 }, 1, NO_OCTETS)).toBe('need-more');
    expect(identify({ ...octets, start: 18, end: 22 }, 1, NO_OCTETS)).toBeNull();
  });
});

describe('the index by the first two octets', () => {
  const all = (first: ReturnType<typeof span>, side: 0 | 1) =>
    DISSECTORS.map((dissector) => [dissector, dissector.identify(first, side, NO_OCTETS)] as const).filter(
      ([, answer]) => answer !== 'reject',
    );

  it('passes over none that would not reject', () => {
    const beginnings = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      fc
        .constantFrom(
          'GET / HTTP/1.1\r\n',
          '220 x\r\n',
          '\0\0\0\x10\0\x03\0\0\0\0\0\x07',
          '0\x0c\x02\x01\x01\x60',
        )
        .map((text) => span(text).octets),
    );
    fc.assert(
      fc.property(beginnings, fc.nat({ max: 255 }), fc.constantFrom(0, 1), (octets, other, side) => {
        const changed = octets.slice();
        changed[octets.length - 1] = other;
        const first = { octets: changed, view: new DataView(changed.buffer), start: 0, end: changed.length };
        const left = all(first, side as 0 | 1);
        const match = left.find(([, answer]) => answer === 'match')?.[0];
        expect(identify(first, side as 0 | 1, NO_OCTETS)).toBe(
          match ?? (left.length > 0 ? 'need-more' : null),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a guess', () => {
  const guessed = (text: string, port: number) => guess(span(text), 1, NO_OCTETS, port)?.name ?? null;

  it('is what the octets may begin, and the port is known for', () => {
    expect(guessed('220 mail.example.test\r\n', 25)).toBe('smtp');
    expect(guessed('220 mail.example.test\r\n', 21)).toBe('ftp');
    expect(guessed('\0\x01\0\0\0\x06\x11\x03\0\x6b\0\x03', 502)).toBe('modbus');
  });

  it('is made by neither of the two alone', () => {
    expect(guessed('220 mail.example.test\r\n', 8025)).toBeNull();
    expect(guessed('what is this\r\n', 25)).toBeNull();
  });
});

it('titles are as people write them, and a name that is not known stands for itself', () => {
  expect(['http', 'http2', 'tls', 'websocket', 'nothing'].map(titleOf)).toEqual([
    'HTTP',
    'HTTP/2',
    'TLS',
    'WebSocket',
    'nothing',
  ]);
});
