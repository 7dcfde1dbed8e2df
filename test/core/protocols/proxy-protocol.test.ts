import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../src/core/conversation/context.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { proxyProtocol } from '../../../src/core/protocols/proxy-protocol.ts';
import { converse, readStreams } from '../../support/streams.ts';
import { hex, Talk } from './telling.ts';

const streams = readStreams('proxied');
const conversationOf = (stream: number) =>
  converse(streams[stream] ?? [], new ConversationContext(DEFAULT_LIMITS, true));
const SIGNATURE = '0d0a0d0a000d0a515549540a';

const identify = (text: string | Uint8Array) => {
  const octets = typeof text === 'string' ? new Uint8Array(Buffer.from(text, 'latin1')) : text;
  const span = { octets, view: new DataView(octets.buffer, octets.byteOffset), start: 0, end: octets.length };
  return proxyProtocol.identify(span, 0, { ...span, end: 0 });
};

describe('real dialogues behind a proxy', () => {
  it('version 1, then HTTP', () => {
    const { protocols, messages, facts, switches } = conversationOf(0);
    expect(protocols).toEqual(['proxy-protocol', 'http']);
    expect(messages.map(({ summary }) => summary)).toEqual([
      'PROXY TCP4 127.0.0.1:34200 to 127.0.0.1:18451',
      'GET / HTTP/1.1',
      '200 OK  Connection: keep-alive',
    ]);
    expect(facts).toMatchObject({ proxiedClient: '127.0.0.1:34200' });
    expect(switches).toMatchObject([{ to: 'http' }]);
  });

  it('version 2, then HTTP, and then TLS from an IPv6 client', () => {
    const [plain, encrypted] = [conversationOf(1), conversationOf(2)];
    expect(plain.protocols).toEqual(['proxy-protocol', 'http']);
    expect(plain.messages[0]).toMatchObject({
      summary: 'PROXY TCP4 192.0.2.7:40000 to 198.51.100.1:80',
      fields: { version: 2, family: 'TCP4', source: '192.0.2.7:40000', alpn: 'http/1.1' },
    });
    expect(encrypted.protocols).toEqual(['proxy-protocol', 'tls']);
    expect(encrypted.messages[0]?.summary).toBe('PROXY TCP6 [2001:db8::7]:40001 to [2001:db8::1]:443');
  });

  it('version 2 for the proxy itself, in one segment with the request', () => {
    const { protocols, messages } = conversationOf(3);
    expect(protocols).toEqual(['proxy-protocol', 'http']);
    expect(messages.map(({ summary }) => summary).slice(0, 2)).toEqual(['PROXY LOCAL', 'HEAD / HTTP/1.0']);
  });

  it('CONNECT: what is in the tunnel is identified anew, and a refusal leaves HTTP', () => {
    const tunnel = conversationOf(4);
    expect(tunnel.protocols).toEqual(['http', 'tls']);
    expect(tunnel.switches).toMatchObject([{ to: 'tls' }]);
    expect(tunnel.facts).toMatchObject({ tlsServerName: 'www.example.test' });
    expect(conversationOf(5).protocols).toEqual(['http']);
  });
});

describe('headers', () => {
  it('of which the family is unknown are told as such', () => {
    expect(new Talk(proxyProtocol).client('PROXY UNKNOWN\r\n').said).toEqual(['> PROXY UNKNOWN']);
    const t = new Talk(proxyProtocol).client('PROXY UNKNOWN ::1 x\r\nabc');
    expect(t.verdict).toMatchObject({ kind: 'hand-over', to: null });
    expect(t.dissection.rests.of(0)?.length).toBe(3);
  });

  it('leave what the other side says to the protocol behind them', () => {
    const t = new Talk(proxyProtocol).server('220 hello\r\n').client('PROXY TCP6 ::1 ::2 1 2\r\n');
    expect(t.said).toEqual(['> PROXY TCP6 [::1]:1 to [::2]:2']);
    expect(t.dissection.rests.of(1)?.length).toBe(11);
  });

  it('with too little in them are malformed', () => {
    const t = new Talk(proxyProtocol).client(hex(`${SIGNATURE} 21 11 0004 c0000207`));
    expect(t.verdict).toMatchObject({ kind: 'malformed' });
  });
});

describe('identification', () => {
  it('asks for all of a line, or of a head', () => {
    const line = 'PROXY TCP4 192.0.2.7 198.51.100.1 40000 80\r\n';
    for (let end = 1; end < line.length; end += 1) expect(identify(line.slice(0, end))).toBe('need-more');
    expect(identify(line)).toBe('match');
    const head = hex(`${SIGNATURE} 20 00 0000`);
    for (let end = 1; end < head.length; end += 1) expect(identify(head.subarray(0, end))).toBe('need-more');
    expect(identify(head)).toBe('match');
  });

  it.each([
    'PROXY / HTTP/1.1\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 40000 70000\r\n',
    'PROXY TCP4 x 198.51.100.1 40000 80\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 40000 80\n',
    `PROXY UNKNOWN ${'x'.repeat(100)}`,
    'POST / HTTP/1.1\r\n',
    '\r\n\r\n\0\r\nQUIT\n\x31\x11\0\0',
    '\r\n\r\n\0\r\nQUIT\n\x21\x77\0\0',
    '\r\nGET',
  ])('rejects %j', (text) => {
    expect(identify(text)).toBe('reject');
  });
});
