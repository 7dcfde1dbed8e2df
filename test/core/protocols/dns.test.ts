import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../src/core/conversation/context.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { dns } from '../../../src/core/protocols/dns.ts';
import { Talk } from './telling.ts';
import { play, said, turnsOf } from './turns.ts';

const fixture = (stream: number) =>
  play(turnsOf('dns', stream), new ConversationContext(DEFAULT_LIMITS, true));

const name = (text: string) => [
  ...text.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]),
  0,
];
const pair = (value: number) => [value >> 8, value & 255];

/** A message with its length: a question of `type` for `x.test`, whose name stands at octet 12. */
function message(id: number, flags: number, type: number, ...records: number[][]): Uint8Array {
  const header = [...pair(id), ...pair(flags), 0, 1, ...pair(records.length), 0, 0, 0, 0];
  const octets = [...header, ...name('x.test'), ...pair(type), 0, 1, ...records.flat()];
  return Uint8Array.from([...pair(octets.length), ...octets]);
}

/** A record of `x.test`. */
const record = (type: number, ...data: number[]) => [
  0xc0,
  12,
  ...pair(type),
  0,
  1,
  0,
  0,
  1,
  0,
  ...pair(data.length),
  ...data,
];

const [RESPONSE, NXDOMAIN] = [0x8180, 0x8183];
const lastOf = (type: number, ...records: number[][]) =>
  new Talk(dns).server(message(1, RESPONSE, type, ...records)).said.at(-1);

describe('answers', () => {
  it.each([
    [1, [192, 0, 2, 1], 'A', '192.0.2.1'],
    [28, [0x20, 1, 0xd, 0xb8, ...new Array(11).fill(0), 1], 'AAAA', '2001:db8::1'],
    [5, [3, 0x77, 0x77, 0x77, 0xc0, 12], 'CNAME', 'www.x.test'],
    [15, [0, 10, 0xc0, 12], 'MX', '10 x.test'],
    [16, [2, 0x68, 0x69], 'TXT', '"hi"'],
    [33, [0, 1, 0, 2, 0x1f, 0x90, 0xc0, 12], 'SRV', 'x.test:8080'],
    [48, [1, 2, 3, 4], 'DNSKEY', 'DNSKEY'],
    [1, [192, 0], 'A', 'A'],
  ])('of type %d: %j', (type, data, title, told) => {
    expect(lastOf(type, record(type, ...data))).toBe(`< response ${title} x.test: ${told}`);
  });

  it('of another type than was asked for, with their types', () => {
    const alias = record(5, 3, 0x77, 0x77, 0x77, 0xc0, 12);
    expect(lastOf(1, alias, record(1, 192, 0, 2, 1))).toBe(
      '< response A x.test: CNAME www.x.test, 192.0.2.1',
    );
  });

  it('some of many, and none', () => {
    const records = Array.from({ length: 6 }, (_, n) => record(1, 192, 0, 2, n));
    expect(lastOf(1, ...records)).toBe(
      '< response A x.test: 192.0.2.0, 192.0.2.1, 192.0.2.2, 192.0.2.3 and 2 more',
    );
    expect(lastOf(1)).toBe('< response A x.test: no answer');
  });

  it('of a message that asks for no records is how it went', () => {
    const t = new Talk(dns).client(message(7, 0x2400, 6)).server(message(7, 0xa400, 6));
    t.client(message(8, 0x2800, 6)).server(message(8, 0xa805, 6));
    expect(t.said).toEqual([
      '> notify SOA x.test',
      '< notify response SOA x.test: NOERROR',
      '> update x.test',
      '< update response x.test: REFUSED',
    ]);
  });

  it('of a real UPDATE', () => {
    const { messages } = play(turnsOf('dns-update', 0), new ConversationContext(DEFAULT_LIMITS, true));
    expect(messages.map(({ summary }) => summary)).toEqual([
      'update z.test',
      'update response z.test: NOERROR',
    ]);
  });

  it('a name that points to itself, or ahead, ends', () => {
    expect(lastOf(5, record(5, 0xc0, 36))).toBe('< response CNAME x.test: .');
    expect(lastOf(5, record(5, 0xff, 0xff))).toBe('< response CNAME x.test: .');
  });
});

describe('a connection', () => {
  it('queries are answered by their numbers, in any order', () => {
    const t = new Talk(dns).client(message(7, 0x100, 1), message(8, 0x100, 28));
    t.server(message(8, NXDOMAIN, 28), message(7, RESPONSE, 1, record(1, 192, 0, 2, 1)));
    expect(t.said).toEqual([
      '> query A x.test',
      '> query AAAA x.test',
      '< response AAAA x.test: NXDOMAIN',
      '< response A x.test: 192.0.2.1',
    ]);
    expect(t.sayings[3]).toMatchObject({
      role: 'response',
      fields: { id: 7, rcode: 'NOERROR', answers: 1, answerData: ['192.0.2.1'] },
    });
  });

  it('a zone is sent in many messages, of which the first one answers', () => {
    const t = new Talk(dns).client(message(9, 0, 252));
    const part = message(9, RESPONSE, 252, record(6, 0xc0, 12));
    t.server(part, part, part);
    expect(t.sayings.map(({ role }) => role)).toEqual(['request', 'response', 'event', 'event']);
  });

  it('after missing octets it goes on with the next message that begins a segment', () => {
    const t = new Talk(dns)
      .client(message(1, 0x100, 1))
      .gap(0, 30)
      .client('\0\x20rest of a message');
    t.client(message(2, 0x100, 28)).server(message(2, NXDOMAIN, 28));
    expect(t.said.slice(1)).toEqual(['> query AAAA x.test', '< response AAAA x.test: NXDOMAIN']);
  });

  it('is not DNS where a message is too short', () => {
    expect(new Talk(dns).client('\0\x05hello').verdict?.kind).toBe('malformed');
  });
});

describe('a query that brings a record', () => {
  const identify = (octets: Uint8Array) => {
    const view = new DataView(octets.buffer);
    const none = { octets, view, start: 0, end: 0 };
    return dns.identify({ octets, view, start: 0, end: octets.length }, 0, none);
  };

  it('is one for a key (RFC 2930), however long that is', () => {
    const query = message(1, 0, 249, record(249, ...new Array(3000).fill(7)));
    expect(identify(query)).toBe('match');
    expect(identify(query.slice(0, 1460))).toBe('match');
    expect(new Talk(dns).client(query).said).toEqual(['> query TKEY x.test']);
  });

  it('is one for a key where that is an additional record', () => {
    const query = message(1, 0, 249, record(249, ...new Array(3000).fill(7)));
    query.set([0, 0, 0, 0, 0, 1], 8);
    expect(identify(query)).toBe('match');
  });

  it('is no other, and no other is as long', () => {
    expect(identify(message(1, 0, 1, record(1, 192, 0, 2, 1)))).toBe('reject');
    expect(identify(message(1, RESPONSE, 16, record(16, ...new Array(3000).fill(7))))).toBe('reject');
  });
});

describe('captured dialogues', () => {
  it('one query', () => {
    expect(said(fixture(0)).map(({ summary }) => summary)).toEqual([
      'query A shop.example',
      expect.stringMatching(/^response A shop\.example: \d+\.\d+\.\d+\.\d+$/),
    ]);
  });

  it('three queries, each answered', () => {
    const conversation = fixture(1);
    expect([conversation.requests, conversation.responses, conversation.exchanges?.done]).toEqual([3, 3, 3]);
    expect(said(conversation).at(-1)?.summary).toBe('response AAAA missing.example: NXDOMAIN');
  });
});
