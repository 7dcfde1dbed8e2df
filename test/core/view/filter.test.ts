import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILTER_FIELDS } from '../../../src/core/view/filter/fields.ts';
import type { FilterSubject } from '../../../src/core/view/filter/subject.ts';
import { FILTER_FORMS, parseFilter } from '../../../src/core/view/filter.ts';
import { parsePrefix } from '../../../src/core/wire/address.ts';
import { ACK, AE, FIN, PSH, SYN } from '../../../src/core/wire/control-bits.ts';

const SECOND = 1e9;

function end(address: string, port: number) {
  const prefix = parsePrefix(address);
  if (prefix === null) throw new Error(address);
  return { ...prefix, port };
}

/** A closed HTTP connection between two IPv4 hosts, unless said otherwise. */
function subject(change: Partial<FilterSubject> = {}): FilterSubject {
  return {
    ipVersion: 4,
    client: end('10.1.2.3', 50_000),
    server: end('192.0.2.1', 8000),
    state: 'closed',
    inTrouble: false,
    closedBy: 'client',
    controlBitsSeen: SYN | ACK | PSH | FIN,
    bytes: 1500,
    packets: 11,
    retransmissions: 0,
    ageNanoseconds: 90 * SECOND,
    idleNanoseconds: 1.5 * SECOND,
    rttNanoseconds: 120e6,
    firstByteNanoseconds: 35e6,
    protocolNames: () => ['http', 'websocket'],
    texts: () => ['10.1.2.3:50000', '192.0.2.1:8000', 'GET /index.html HTTP/1.1', '200 OK'],
    ...change,
  };
}

function matches(text: string, of: FilterSubject = subject()): boolean {
  const result = parseFilter(text);
  if (!result.ok) throw new Error(`${text}: ${result.what} at ${result.at}`);
  return result.filter.matches(of);
}

describe('a filter matches', () => {
  it.each([
    '',
    '   ',
    '8000',
    '50000',
    'port:8000',
    'PORT:8000',
    'port:80,8000',
    'port:8000-8010',
    'port:>49999',
    'client.port:50000',
    'server.port:<=8000',
    'host:10.0.0.0/8',
    'host:192.0.2.1',
    'client.host:10.1.2.3',
    'server.host:192.0.2.0/24',
    '10.0.0.0/8',
    'proto:http',
    'proto:WebSocket',
    'proto:tls,http',
    'is:good',
    '!is:bad',
    'state:closed',
    'state:open,closed',
    'state:CLOSED',
    'closedby:client',
    'flag:F',
    'flag:fs',
    'flag:FIN',
    'flag:syn',
    'bytes:>1k',
    'bytes:1.5k',
    'bytes:<1Mi',
    'bytes:1000-2000',
    'packets:>10',
    'packets:>=11',
    'packets:11',
    'packets:=11',
    'age:>1m',
    'age:90',
    'age:90s',
    'age:<=1.5m',
    'age:<1h',
    'idle:>1s',
    'idle:1500ms',
    'rtt:>100ms',
    'rtt:120000us',
    'rtt:120000µs',
    'rtt:120000000ns',
    'ttfb:35ms',
    'ttfb:<100ms',
    'retx:0',
    'retx:<1',
    'text:"GET /"',
    'text:index',
    '"get /"',
    'index.html',
    'http',
    'WEBSOCK',
    '10.1.2.3',
    '192.0.2.1:8000',
    '/^get .*html/',
    'text:/ok$/',
    '/nothing|ok/',
    '!port:80',
    '!!port:8000',
    '!port:80,443',
    '!flag:R',
    'port:8000 state:closed !retx:>0',
    'nowhere,port:8000',
    '9,host:10.0.0.0/8',
    '"nowhere","200 ok"',
    'state:"closed"',
    '  port:8000\tstate:closed ',
  ])('with %j', (text) => {
    expect(matches(text)).toBe(true);
  });

  it.each([
    '80',
    '800',
    'port:80',
    'port:>50000',
    'port:8001-9000',
    'client.port:8000',
    'server.port:50000',
    'host:10.0.0.0/24',
    'client.host:192.0.2.1',
    'server.host:10.0.0.0/8',
    'host:::/0',
    '::/0',
    'proto:htt',
    'proto:none',
    'state:open',
    'closedby:server',
    'closedby:none',
    'flag:R',
    'flag:FR',
    'flag:AE',
    'flag:N',
    'bytes:<1k',
    'packets:>11',
    'age:<5s',
    'idle:>1m',
    'rtt:<100ms',
    'ttfb:>100ms',
    'retx:>0',
    'text:"GET  /"',
    'nowhere',
    '"8000 "',
    '/^index/',
    '!8000',
    '!port:80,8000',
    '!state:closed',
    'port:8000 state:open',
    'state:open port:8000',
    'nowhere,port:80',
    '!nowhere !index',
  ])('not with %j', (text) => {
    expect(matches(text)).toBe(false);
  });

  it('by IPv6 addresses', () => {
    const six = subject({
      ipVersion: 6,
      client: end('fe80::1', 1),
      server: end('dead:beef::1', 2),
      texts: () => ['[fe80::1]:1', '[dead:beef::1]:2'],
    });
    for (const text of [
      'host:fe80::/10',
      'fe80::/10',
      'dead:beef::1',
      'client.host:fe80::1',
      '!host:0.0.0.0/0',
    ]) {
      expect(matches(text, six)).toBe(true);
    }
    expect(matches('server.host:fe80::1', six)).toBe(false);
  });

  it('by what is not there', () => {
    const bare = subject({ rttNanoseconds: null, closedBy: null, protocolNames: () => [], texts: () => [] });
    for (const text of ['proto:none', 'closedby:none', '!rtt:>0', '!rtt:<1h', '!http', '!/./']) {
      expect(matches(text, bare)).toBe(true);
    }
  });

  it('by a control bit whose name could be letters', () => {
    expect(matches('flag:AE', subject({ controlBitsSeen: AE }))).toBe(true);
    expect(matches('flag:n', subject({ controlBitsSeen: AE }))).toBe(true);
  });

  it('by quotes inside quotes', () => {
    const quoting = subject({ texts: () => ['say "a\\b", please'] });
    expect(matches('"\\"a\\\\b\\", p"', quoting)).toBe(true);
  });

  it('without asking for texts where a cheap term fails already', () => {
    const silent = subject({
      texts: () => {
        throw new Error('asked for texts');
      },
      protocolNames: () => {
        throw new Error('asked for protocols');
      },
    });
    expect(matches('GET proto:http !/x/ port:1', silent)).toBe(false);
    expect(matches('GET,port:8000', silent)).toBe(true);
  });

  it('searches all of a long text, but for an expression that repeats only its start', () => {
    const long = subject({ texts: () => [`${'a'.repeat(900)}needle`] });
    for (const found of ['needle', '/needle$/', '/a+/']) expect(matches(found, long)).toBe(true);
    expect(matches('/needle.*/', long)).toBe(false);
  });
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    ...[
      'port:',
      'host:',
      'text:',
      'flag:',
      'age:',
      '!',
      ',',
      ' ',
      '"',
      '/',
      '\\',
      ':',
      '<',
      '>',
      '=',
      '-',
      '8000',
      '::1',
      'a',
      '(',
      '+',
      '[',
      'é',
      '\0',
    ],
  );

  it('is read, or refused at a place inside it with a sentence', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 12 }).map((some) => some.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const result = parseFilter(text);
        if (result.ok) {
          expect(typeof result.filter.matches(subject())).toBe('boolean');
        } else {
          expect(result.at >= 0 && result.at <= text.length).toBe(true);
          expect(result.what).not.toBe('');
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('matches what its negation does not', () => {
    const terms = fc.array(pieces, { maxLength: 6 }).map((some) => some.join('').replace(/[\s!]/g, ''));
    fc.assert(
      fc.property(terms, (term) => {
        const [plain, negated] = [parseFilter(term), parseFilter(`!${term}`)];
        if (term === '' || !plain.ok || !negated.ok) return;
        expect(negated.filter.matches(subject())).toBe(!plain.filter.matches(subject()));
      }),
    );
  });
});

describe('the help', () => {
  it('has examples that are filters', () => {
    for (const { example } of [...FILTER_FIELDS, ...FILTER_FORMS])
      expect(parseFilter(example)).toMatchObject({ ok: true });
    for (const { name, example } of FILTER_FIELDS) expect(example.startsWith(`${name}:`)).toBe(true);
  });
});
