import { describe, expect, it } from 'vitest';
import { IDENTIFICATION_OCTETS, identify, NO_OCTETS } from '../../../src/core/protocols/identify.ts';
import { dissectorNamed, titleOf } from '../../../src/core/protocols/index.ts';

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
    expect(named('HTTP/1.0 200\n')).toBe('http');
  });

  it('waits for more while something may still be it', () => {
    for (let end = 1; end < 16; end += 1) expect(named('GET / HTTP/1.1\r\n'.slice(0, end))).toBe('need-more');
    for (let end = 1; end < 13; end += 1)
      expect(named('HTTP/1.1 200 OK\r\n'.slice(0, end))).toBe('need-more');
    expect(named('\x16\x03\x01')).toBe('need-more');
  });

  it('rejects everything else, and what goes on for too long', () => {
    for (const text of [
      '\0\0\0\x08\x04\xd2\x16\x2f',
      '*1\r\n$4\r\nPING\r\n',
      'SSH-2.0-OpenSSH_9.9\r\n',
      '220 mail\r\n',
      'GET\r\n',
    ]) {
      expect(named(text), JSON.stringify(text)).toBeNull();
    }
    expect(named(`GET /${'a'.repeat(IDENTIFICATION_OCTETS - 6)}`)).toBe('need-more');
    expect(named(`GET /${'a'.repeat(IDENTIFICATION_OCTETS)}`)).toBeNull();
  });

  it('looks only at the octets that it is given', () => {
    const octets = span('xxGET / HTTP/1.1\r\nyy');
    expect(identify({ ...octets, start: 2, end: 18 }, 1, NO_OCTETS)).toBe(dissectorNamed('http'));
    expect(identify({ ...octets, start: 2, end: 17 }, 1, NO_OCTETS)).toBe('need-more');
    expect(identify({ ...octets, start: 18, end: 20 }, 1, NO_OCTETS)).toBeNull();
  });
});

it('titles are as people write them, and a name that is not known stands for itself', () => {
  expect(['http', 'http2', 'tls', 'websocket', 'irc'].map(titleOf)).toEqual([
    'HTTP',
    'HTTP/2',
    'TLS',
    'WebSocket',
    'irc',
  ]);
});
