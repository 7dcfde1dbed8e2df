import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../src/core/conversation/context.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { NO_OCTETS } from '../../../src/core/protocols/identify.ts';
import { socks } from '../../../src/core/protocols/socks.ts';
import { converse, readStreams } from '../../support/streams.ts';
import { hex, Talk } from './telling.ts';
import { octetByOctet, play, said, type Turn } from './turns.ts';

const streams = readStreams('socks');
const newContext = () => new ConversationContext(DEFAULT_LIMITS, true);
const conversationOf = (stream: number) => converse(streams[stream] ?? [], newContext());
const lines = (stream: number) =>
  conversationOf(stream).messages.map(({ from, summary }) => `${from === 0 ? '>' : '<'} ${summary}`);

const span = (octets: Uint8Array) => ({
  octets,
  view: new DataView(octets.buffer, octets.byteOffset),
  start: 0,
  end: octets.length,
});
const identify = (first: string, other = '') =>
  socks.identify(span(hex(first)), 0, other === '' ? NO_OCTETS : span(hex(other)));

describe('real dialogues through a proxy', () => {
  it('version 5 without authentication, then HTTP', () => {
    expect(lines(0)).toEqual([
      '> SOCKS5 offers no authentication, GSSAPI',
      '< takes no authentication',
      '> CONNECT 127.0.0.1:19080',
      '< succeeded',
      '> GET / HTTP/1.1',
      '< 200 OK',
    ]);
    const { protocols, switches, facts, exchanges, requests, responses } = conversationOf(0);
    expect(protocols).toEqual(['socks', 'http']);
    expect(switches).toMatchObject([{ to: 'http', before: 0 }]);
    expect(facts).toEqual({ socksDestination: '127.0.0.1:19080' });
    expect([requests, responses]).toEqual([2, 2]);
    expect(exchanges).not.toBeNull();
  });

  it('to a name, then TLS', () => {
    const { protocols, messages, facts } = conversationOf(1);
    expect(protocols).toEqual(['socks', 'tls']);
    expect(messages[2]).toMatchObject({
      summary: 'CONNECT localhost:19443',
      role: 'request',
      fields: { command: 'CONNECT', destination: 'localhost:19443' },
    });
    expect(facts).toMatchObject({ socksDestination: 'localhost:19443', tlsVersion: '1.3' });
  });

  it('with user and password: the password is nowhere', () => {
    expect(lines(2).slice(0, 6)).toEqual([
      '> SOCKS5 offers no authentication, GSSAPI, user and password',
      '< takes user and password',
      '> user me, password not shown',
      '< accepted',
      '> CONNECT localhost:19080',
      '< succeeded',
    ]);
    expect(JSON.stringify(said(conversationOf(2)))).not.toContain('secret');
    expect(lines(3).slice(2)).toEqual(['> user me, password not shown', '< not accepted']);
    expect(JSON.stringify(said(conversationOf(3)))).not.toContain('wrong');
  });

  it('no method that suits, and a destination that refuses', () => {
    expect(lines(4)).toEqual(['> SOCKS5 offers no authentication, GSSAPI', '< takes none of these']);
    expect(lines(5).at(-1)).toBe('< connection refused');
    expect(conversationOf(5).protocols).toEqual(['socks']);
  });

  it('versions 4 and 4A, then HTTP', () => {
    expect(lines(6).slice(0, 3)).toEqual([
      '> CONNECT 127.0.0.1:19080 for user me',
      '< granted',
      '> GET / HTTP/1.1',
    ]);
    expect(lines(7).slice(0, 2)).toEqual(['> CONNECT localhost:19080', '< granted']);
    expect(conversationOf(7).protocols).toEqual(['socks', 'http']);
  });
});

describe('real dialogues of which only one side was captured', () => {
  const oneSided = (stream: number, side: number) => {
    const segments = (streams[stream] ?? []).filter((segment) => segment.side === side);
    const conversation = converse(segments, newContext());
    conversation.close();
    return conversation;
  };
  const linesOf = (stream: number, side: number) =>
    oneSided(stream, side).messages.map(({ summary }) => summary);

  it('the client: whom it wants, and what it says in the tunnel', () => {
    expect(linesOf(0, 0)).toEqual([
      'SOCKS5 offers no authentication, GSSAPI',
      'CONNECT 127.0.0.1:19080',
      'GET / HTTP/1.1',
    ]);
    expect(oneSided(0, 0).protocols).toEqual(['socks', 'http']);
    expect(oneSided(1, 0).protocols).toEqual(['socks', 'tls']);
    expect(oneSided(1, 0).facts).toMatchObject({ socksDestination: 'localhost:19443' });
    expect(linesOf(2, 0)).toEqual([
      'SOCKS5 offers no authentication, GSSAPI, user and password',
      'user me, password not shown',
      'CONNECT localhost:19080',
      'GET / HTTP/1.1',
    ]);
    expect(JSON.stringify(said(oneSided(2, 0)))).not.toContain('secret');
  });

  it('each is told with the segment that it came with', () => {
    const segments = (streams[0] ?? []).filter(({ side }) => side === 0);
    for (const { ordinal, from } of oneSided(0, 0).messages) {
      expect(from).toBe(0);
      expect(segments[ordinal]?.payloadLength).toBeGreaterThan(0);
    }
  });

  it('the proxy: what it takes, how it went, and what comes through the tunnel', () => {
    expect(linesOf(0, 1)).toEqual(['takes no authentication', 'succeeded', '200 OK']);
    expect(oneSided(0, 1).protocols).toEqual(['socks', 'http']);
    expect(linesOf(2, 1).slice(0, 3)).toEqual(['takes user and password', 'accepted', 'succeeded']);
    expect(linesOf(5, 1)).toEqual(['takes no authentication', 'connection refused']);
  });

  it('version 4 has a name where it asks for a name, and no other', () => {
    expect(oneSided(7, 0).protocols).toEqual(['socks', 'http']);
    expect(linesOf(7, 0)).toEqual(['CONNECT localhost:19080', 'GET / HTTP/1.1']);
    expect([oneSided(6, 0).protocols, oneSided(6, 1).protocols, oneSided(7, 1).protocols]).toEqual([
      [],
      [],
      [],
    ]);
  });

  it('who gives up before the tunnel has none: a greeting, or a choice, is too little', () => {
    for (const stream of [3, 4]) {
      expect(oneSided(stream, 0).protocols, `client of ${stream}`).toEqual([]);
      expect(oneSided(stream, 1).protocols, `proxy of ${stream}`).toEqual([]);
    }
  });
});

describe('identification of one side', () => {
  const LOGIN = '01 02 6d65 02 7878';
  it.each([
    ['a greeting and a request', '05 01 00 05 01 00 01 c0000207 0050'],
    ['a login between them', `05 02 00 02 ${LOGIN} 05 01 00 01 c0000207 0050`],
    ['a name', '05 01 00 05 01 00 03 0b 6578616d706c652e6f7267 0050'],
    ['an address of version 6', '05 01 00 05 01 00 04 20010db8000000000000000000000007 0050'],
    ['a request of version 4A', '04 01 0050 00000001 00 6578616d706c652e6f726700'],
    ['a choice and a reply', '05 00 05 00 00 01 00000000 0000'],
    ['a login that is good between them', '05 02 01 00 05 00 00 01 00000000 0000'],
    ['a reply that refuses', '05 00 05 05 00 01 00000000 0000'],
  ])('%s', (_, octets) => {
    const all = hex(octets);
    for (let end = 1; end < all.length; end += 1)
      expect(socks.identify({ ...span(all), end }, 0, NO_OCTETS), `${end} octets`).toBe('need-more');
    expect(socks.identify(span(all), 0, NO_OCTETS)).toBe('match');
    expect(socks.identify(span(all), 0, span(hex('77')))).toBe('reject');
  });

  it.each([
    ['no command', '05 01 00 05 04 00 01 c0000207 0050'],
    ['no zero', '05 01 00 05 01 01 01 c0000207 0050'],
    ['no type of address', '05 01 00 05 01 00 02 c0000207 0050'],
    ['no name of a host', '05 01 00 05 01 00 03 0b 6578616d706c652e6f7220 0050'],
    ['a method twice', '05 02 00 00 05 01 00 01 c0000207 0050'],
    ['a login that was not offered', `05 01 00 ${LOGIN} 05 01 00 01 c0000207 0050`],
    ['an empty password', '05 02 00 02 01 02 6d65 00 05 01 00 01 c0000207 0050'],
    ['a login that is not accepted', '05 02 01 01 05 00 00 01 00000000 0000'],
    ['a refusal, and more', '05 00 05 05 00 01 00000000 0000 00'],
    ['an unknown reply', '05 00 05 09 00 01 00000000 0000'],
  ])('%s is not enough', (_, octets) => {
    expect(socks.identify(span(hex(octets)), 0, NO_OCTETS)).not.toBe('match');
  });
});

describe('identification asks for both sides', () => {
  it('a greeting and one of its methods, or a request and its reply', () => {
    expect(identify('05 02 00 02', '05 00')).toBe('match');
    expect(identify('05 00', '05 02 00 02')).toBe('match');
    expect(identify('05 01 00', '05 ff')).toBe('match');
    expect(identify('04 01 0050 7f000001 6d6500', '00 5a 0000 00000000')).toBe('match');
    expect(identify('00 5a 0000 00000000', '04 01 0050 7f000001 6d6500')).toBe('match');
  });

  it('anything else is none', () => {
    expect(identify('05 02 00 02')).toBe('need-more');
    expect(identify('05 02 00 02', '05 05')).toBe('reject');
    expect(identify('05 01 44', '05 00')).toBe('reject');
    expect(identify('05 20')).toBe('reject');
    expect(identify('04 01 0050 7f000001 6d6500', '00 50 0000 00000000')).toBe('reject');
    expect(identify('04 01 0050 7f000001 6d0100', '00 5a 0000 00000000')).toBe('reject');
  });

  it('whichever side was seen first, and octet by octet', () => {
    const turns: Turn[] = [
      { side: 0, octets: hex('05 01 00') },
      { side: 1, octets: hex('05 00') },
      { side: 0, octets: hex('05 01 00 03 01 61 0050') },
      { side: 1, octets: hex('05 05 00 01 00000000 0000') },
    ];
    const whole = play(turns, newContext());
    const turned = play(
      turns.map(({ side, octets }) => ({ side: side === 0 ? 1 : 0, octets })),
      newContext(),
    );
    expect(said(whole).map(({ summary }) => summary)).toEqual([
      'SOCKS5 offers no authentication',
      'takes no authentication',
      'CONNECT a:80',
      'connection refused',
    ]);
    expect(said(play(octetByOctet(turns), newContext()))).toEqual(said(whole));
    expect(said(turned).map(({ summary, from }) => [summary, from])).toEqual(
      said(whole).map(({ summary, from }) => [summary, 1 - from]),
    );
  });
});

describe('what clients ask for', () => {
  const greeted = () => new Talk(socks).client(hex('05 01 00')).server(hex('05 00'));

  it('BIND has two replies before the tunnel', () => {
    const t = greeted().client(hex('05 02 00 01 c0000207 0050'));
    t.server(hex('05 00 00 01 c6336401 1388'));
    expect(t.verdict).toBeNull();
    t.server(hex('05 00 00 01 c0000207 0050'));
    expect(t.said.slice(2)).toEqual([
      '> BIND 192.0.2.7:80',
      '< succeeded, 198.51.100.1:5000',
      '< succeeded, 192.0.2.7:80',
    ]);
    expect(t.verdict).toMatchObject({ kind: 'hand-over', to: null });
  });

  it('UDP has no tunnel on this connection', () => {
    const t = greeted().client(hex('05 03 00 04 20010db8000000000000000000000007 0000'));
    t.server(hex('05 00 00 01 c6336401 1388'));
    expect(t.said.slice(2)).toEqual(['> UDP ASSOCIATE [2001:db8::7]:0', '< succeeded, 198.51.100.1:5000']);
    expect(t.verdict).toEqual({ kind: 'stop', reason: null, of: 1 });
  });

  it('a client that does not wait is read at once, and what is behind belongs to the tunnel', () => {
    const t = new Talk(socks).client(hex('05 01 00 05 01 00 01 c0000207 0050 47 45 54'));
    expect(t.said).toEqual(['> SOCKS5 offers no authentication', '> CONNECT 192.0.2.7:80']);
    t.server(hex('05 00 05 00 00 01 00000000 0000 48 49'));
    expect(t.said.slice(2)).toEqual(['< takes no authentication', '< succeeded']);
    expect(t.verdict).toMatchObject({ kind: 'hand-over', to: null });
    expect([t.dissection.rests.of(0)?.length, t.dissection.rests.of(1)?.length]).toEqual([3, 2]);
  });

  it('methods that are not followed are told', () => {
    const t = new Talk(socks).client(hex('05 01 01')).server(hex('05 01'));
    expect(t.said.at(-1)).toBe('< takes GSSAPI');
    expect(t.verdict).toEqual({ kind: 'stop', reason: 'authentication by GSSAPI', of: 1 });
  });

  it('what breaks the rules is malformed', () => {
    for (const request of [
      '04 01 00 01 c0000207 0050',
      '05 09 00 01 c0000207 0050',
      '05 01 00 02 c0000207 0050',
    ]) {
      expect(greeted().client(hex(request)).verdict, request).toMatchObject({ kind: 'malformed' });
    }
  });

  it('version 4 may be refused', () => {
    const t = new Talk(socks).client(hex('04 01 0050 c0000207 00')).server(hex('00 5b 0000 00000000'));
    expect(t.said).toEqual(['> CONNECT 192.0.2.7:80', '< rejected or failed']);
    expect(t.verdict).toEqual({ kind: 'stop', reason: null, of: 1 });
  });
});
