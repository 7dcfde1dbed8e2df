import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConversationContext } from '../../../src/core/conversation/context.ts';
import { Conversation } from '../../../src/core/conversation/conversation.ts';
import { DEFAULT_LIMITS, type Limits } from '../../../src/core/limits.ts';
import { http1 } from '../../../src/core/protocols/http1.ts';
import { analyse } from '../../support/analyse.ts';
import { converse, readStreams } from '../../support/streams.ts';

const newContext = (limits: Partial<Limits> = {}, keepMessages = true) =>
  new ConversationContext({ ...DEFAULT_LIMITS, ...limits }, keepMessages);
const fixture = (name: string, stream: number, context = newContext()) =>
  converse(readStreams(name)[stream] ?? [], context);
const lines = ({ messages }: Conversation) =>
  messages.map(({ ordinal, from, summary }) => `${ordinal} ${from === 0 ? '>' : '<'} ${summary}`);

const GET = 'GET / HTTP/1.1\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

/** A conversation that is given text, each piece a segment; sides count their sequence numbers from 1000 and 2000. */
function dialogue(context = newContext()) {
  const conversation = new Conversation(context);
  const next: [number, number] = [1000, 2000];
  let ordinal = 0;
  const at = () => ({ seconds: 7, nanoseconds: 8, ordinal: ordinal++ });
  const self = {
    conversation,
    context,
    send(side: 0 | 1, text: string, missing = 0) {
      const octets = new Uint8Array(Buffer.from(text, 'latin1'));
      const view = new DataView(octets.buffer);
      conversation.segment(side, next[side], octets, view, 0, octets.length, octets.length + missing, at());
      next[side] += octets.length + missing;
      return self;
    },
    /** Octets that are sent and never captured. */
    lose(side: 0 | 1, octets: number) {
      next[side] += octets;
      return self;
    },
    acknowledge(side: 0 | 1) {
      conversation.acknowledged(side, next[side], at());
      return self;
    },
    finish(side: 0 | 1) {
      conversation.finished(side, at(), next[side]);
      return self;
    },
  };
  return self;
}

afterEach(() => vi.restoreAllMocks());

describe('captured dialogues', () => {
  it('five requests on one connection', () => {
    const conversation = fixture('http-keepalive-session', 0);
    expect(lines(conversation)).toEqual([
      '3 > GET /1.html HTTP/1.1  Connection: keep-alive',
      '5 < 200 OK  Keep-Alive: timeout=2',
      '7 > GET /2.html HTTP/1.1  Connection: keep-alive',
      '8 < 200 OK  Keep-Alive: timeout=2',
      '10 > HEAD /3.html HTTP/1.1  Connection: keep-alive',
      '11 < 200 OK  Keep-Alive: timeout=2',
      '13 > POST /post HTTP/1.1  Connection: keep-alive',
      '14 < 200 OK  Keep-Alive: timeout=2',
      '18 > GET /absent HTTP/1.1  Connection: keep-alive',
      '20 < 404 Not Found  Keep-Alive: timeout=2',
    ]);
    expect(conversation.messages[1]?.fields).toMatchObject({ keepAlive: 'timeout=2', contentLength: 14 });
    expect([conversation.requests, conversation.responses]).toEqual([5, 5]);
  });

  it('a response in chunks, and two responses to one request', () => {
    expect(lines(fixture('chunked', 0))).toEqual([
      '3 > GET / HTTP/1.1',
      '5 < 200 OK',
      '17 < trailers  X-Count: 5',
    ]);
    expect(lines(fixture('chunked', 1))).toEqual([
      '3 > PUT /up HTTP/1.1  Expect: 100-continue',
      '5 < 100 Continue',
      '17 < 201 Created',
    ]);
  });

  it('a page with gzip and without', () => {
    const { messages } = fixture('http-gzip', 0);
    expect(messages.map(({ fields }) => fields.contentEncoding)).toEqual([
      undefined,
      'gzip',
      undefined,
      undefined,
    ]);
  });

  it('50 MB up and down, of which the first octets of each segment were captured', () => {
    const context = newContext();
    expect(lines(fixture('upload', 0, context))).toEqual([
      '3 > PUT /big.bin HTTP/1.1',
      '5 < 100 Continue',
      '1395 < 201 Created',
    ]);
    expect(lines(fixture('download', 0, context))).toEqual(['3 > GET /big.bin HTTP/1.1', '5 < 200 OK']);
    expect(context.octetsLetGo).toBe(0);
  });

  it('a thousand requests whose answers are cut off in their heads', () => {
    const conversation = fixture('wrk-keepalive', 1);
    expect([conversation.requests, conversation.responses]).toEqual([1000, 1000]);
    expect(conversation.messages[1]?.fields.incomplete).toBe(true);
  });

  it('three requests over a path that loses, doubles and delays', () => {
    expect(lines(fixture('loss', 0)).map((line) => line.replace(/^\d+ /, ''))).toEqual([
      '> GET /1 HTTP/1.1',
      '< 200 OK',
      '> GET /2 HTTP/1.1',
      '< 200 OK',
      '> GET /3 HTTP/1.1',
      '< 200 OK',
    ]);
  });

  it('a request in the SYN', () => {
    expect(lines(fixture('tfo', 1))).toEqual(['0 > GET /1 HTTP/1.1', '3 < 200 OK  Connection: close']);
  });

  it('responses that never end', () => {
    expect(lines(fixture('reset-mid-stream', 0))).toEqual(['3 > GET /abort HTTP/1.1', '5 < 200 OK']);
    expect(lines(fixture('reset-mid-stream', 3))).toEqual(['3 > GET /close HTTP/1.1']);
  });

  it('WebSocket after HTTP', () => {
    const conversation = fixture('websocket-echo', 0);
    expect(conversation.protocols).toEqual(['http', 'websocket']);
    expect(conversation.switches).toEqual([{ ordinal: 5, before: 1, to: 'websocket', within: null }]);
    expect(lines(conversation).slice(0, 4)).toEqual([
      '3 > GET /echo HTTP/1.1  Upgrade: websocket',
      '5 < 101 Switching Protocols  Upgrade: websocket',
      '7 > TEXT "message 0"',
      '8 < TEXT "resp: message 0"',
    ]);
    expect(lines(conversation)).toContain('21 > BINARY 70000 B');
    expect(conversation.messages).toHaveLength(22);
    expect(conversation.messages.at(-1)).toMatchObject({
      protocol: 'websocket',
      summary: 'CLOSE 1000 normal "bye"',
    });
  });

  it('HTTP/2 after HTTP: the request that was upgraded is stream 1', () => {
    const conversation = fixture('h2c-upgrade', 1);
    expect(conversation.protocols).toEqual(['http', 'http2']);
    expect(conversation.switches).toEqual([{ ordinal: 5, before: 1, to: 'http2', within: null }]);
    expect(lines(conversation).filter((line) => !line.includes('SETTINGS'))).toEqual([
      '3 > GET /1.html HTTP/1.1  Upgrade: h2c',
      '5 < 101 Switching Protocols  Upgrade: h2c',
      '7 < 200 (stream 1)',
      '7 < DATA 14 B (stream 1)',
      '9 > PRI * HTTP/2.0',
      '9 > WINDOW_UPDATE +33488897 (connection)',
      '12 > GET /2.html (stream 3)',
      '14 < 200 (stream 3)',
      '14 < DATA 14 B (stream 3)',
      '15 > GET /3.html (stream 5)',
      '16 < 200 (stream 5)',
      '16 < DATA 14 B (stream 5)',
    ]);
  });

  it('an upgrade that is not taken', () => {
    const conversation = fixture('h2c-upgrade-close', 0);
    expect(conversation.protocols).toEqual(['http']);
    expect(lines(conversation)).toEqual([
      '3 > HEAD /1.html HTTP/1.1  Upgrade: h2c  Connection: close',
      '5 < 200 OK  Connection: close',
      '5 < h2c not taken: the request said Connection: close',
    ]);
    expect(lines(fixture('h2c-upgrade-close', 1)).at(-1)).toMatch(/answered in HTTP\/1\.0$/);
  });

  it('TLS', () => {
    const conversation = fixture('https', 5);
    expect(lines(conversation)).toEqual([
      '3 > ClientHello www.example.test h2,http/1.1',
      '5 < ServerHello TLS 1.3 TLS_AES_256_GCM_SHA384',
      '5 < encrypted from here',
      '7 > Alert fatal unknown_ca',
    ]);
    expect(conversation.facts).toMatchObject({ tlsServerName: 'www.example.test', tlsVersion: '1.3' });
    expect([conversation.requests, conversation.responses]).toEqual([0, 0]);
    expect(fixture('https', 6).protocols).toEqual(['http']);
  });

  it.each(['half-close', 'urgent', 'zero-window'])('%s is nothing that is known', (name) => {
    const context = newContext();
    for (const segments of readStreams(name)) {
      const conversation = converse(segments, context);
      expect([conversation.protocols, conversation.messages]).toEqual([[], []]);
    }
    expect(context.budget.octetsHeld).toBe(0);
  });
});

describe('while the protocol is not known', () => {
  it('first octets are kept and given to the dissector', () => {
    const { conversation } = dialogue().send(0, 'G').send(0, 'ET / HT').send(0, 'TP/1.1\r\n').send(0, '\r\n');
    expect(lines(conversation)).toEqual(['3 > GET / HTTP/1.1']);
  });

  it('either side may tell: a request cut off in its target is told with the answer', () => {
    const { conversation } = dialogue().send(0, 'GET /long', 500).send(1, OK).send(0, GET).send(1, OK);
    expect(conversation.protocols).toEqual(['http']);
    expect(lines(conversation)).toEqual(['1 < 200 OK', '2 > GET / HTTP/1.1', '3 < 200 OK']);
  });

  it('a conversation joined in the middle of a body is known by the next request', () => {
    const { conversation } = dialogue().send(1, 'some of a body').send(1, 'more').send(0, GET).send(1, OK);
    expect(lines(conversation)).toEqual(['2 > GET / HTTP/1.1', '3 < 200 OK']);
  });

  it('is given up where both sides say something else, and nothing is held from then on', () => {
    const { conversation, context } = dialogue().send(0, '(hello)').send(1, '(world)').send(0, GET);
    expect(conversation.protocols).toEqual([]);
    expect(context.budget.octetsHeld).toBe(0);
  });

  it('is given up after a bounded number of octets', () => {
    const d = dialogue().send(0, 'GET /');
    for (let n = 0; n < 20; n += 1) d.send(0, 'a'.repeat(1000));
    expect(d.context.budget.octetsHeld).toBe(0);
    expect(d.send(1, 'x').conversation.protocols).toEqual([]);
  });
});

describe('how sides begin whose protocol is not known', () => {
  const NAMELESS = 'WHO ARE YOU\n';
  const previews = (conversation: Conversation) =>
    conversation.previews.map(({ from, ordinal, said }) => `${ordinal} ${from === 0 ? '>' : '<'} ${said}`);

  it('is kept, and names nothing', () => {
    const d = dialogue().send(0, NAMELESS).send(1, 'NOBODY\n').send(0, 'OH\n').send(1, '\x01\x02');
    d.conversation.close();
    expect(previews(d.conversation)).toEqual(['0 > "WHO ARE YOU"', '1 < "NOBODY"']);
    expect([d.conversation.protocols, d.conversation.messages]).toEqual([[], []]);
    expect(d.context.budget.octetsHeld).toBe(0);
  });

  it('is there while it may still turn out, and gone once it has', () => {
    const d = dialogue().send(0, 'GET /a');
    expect(previews(d.conversation)).toEqual(['0 > "GET /a"']);
    expect(previews(d.send(0, ' HTTP/1.1\r\n\r\n').conversation)).toEqual([]);
    expect(d.conversation.protocols).toEqual(['http']);
  });

  it('is what came first, however much was held before it was clear that it is nothing', () => {
    const d = dialogue().send(0, 'GET ').send(0, 'lost ').send(0, 'or not\n').send(1, 'what?\n');
    d.conversation.close();
    expect(previews(d.conversation)).toEqual(['0 > "GET "', '3 < "what?"']);
  });

  it('stays where the other side tells the protocol', () => {
    const d = dialogue().send(0, 'example.com\r\n').send(1, '% IANA WHOIS server\r\n');
    expect(d.conversation.protocols).toEqual(['whois']);
    expect(previews(d.conversation)).toEqual(['0 > "example.com"']);
    d.conversation.close();
    expect(previews(d.conversation)).toEqual(['0 > "example.com"']);
  });

  it('is told inside a tunnel too', () => {
    const d = dialogue().send(0, 'CONNECT a:1 HTTP/1.1\r\n\r\n').send(1, 'HTTP/1.1 200 OK\r\n\r\n');
    d.send(0, NAMELESS).send(1, '\x00\x01');
    d.conversation.close();
    expect(d.conversation.protocols).toEqual(['http']);
    expect(previews(d.conversation)).toEqual(['2 > "WHO ARE YOU"', '3 < binary 00 01']);
  });

  it('is not kept where messages are not, and counts as messages do', () => {
    const without = dialogue(newContext({}, false)).send(0, NAMELESS).send(1, NAMELESS);
    without.conversation.close();
    expect(without.conversation.previews).toEqual([]);
    const context = newContext({ messages: 2 });
    const first = dialogue(context).send(0, NAMELESS).send(1, NAMELESS);
    const second = dialogue(context).send(0, NAMELESS).send(1, NAMELESS);
    expect([context.messagesKept, context.messagesLetGo]).toEqual([2, 2]);
    expect(second.conversation.previews).toEqual([]);
    first.conversation.release();
    expect([context.messagesKept, first.conversation.previews]).toEqual([0, []]);
  });

  it('is not kept where there is room for one side only', () => {
    const context = newContext({ messages: 1 });
    const d = dialogue(context).send(0, NAMELESS).send(1, NAMELESS);
    expect([context.messagesKept, context.messagesLetGo, d.conversation.previews]).toEqual([0, 2, []]);
  });
});

describe('order', () => {
  it('a message from behind a hole is told in its place', () => {
    const d = dialogue().send(0, GET).lose(1, 300).send(1, OK).send(0, GET).acknowledge(1).send(1, OK);
    expect(lines(d.conversation)).toEqual([
      '0 > GET / HTTP/1.1',
      '1 < 200 OK',
      '2 > GET / HTTP/1.1',
      '4 < 200 OK',
    ]);
    expect(d.conversation.messages[1]).toMatchObject({ seconds: 7, nanoseconds: 8 });
  });

  it('a known first sequence number lets the first segments come in any order', () => {
    const context = newContext();
    const conversation = new Conversation(context);
    conversation.expect(0, -5);
    const octets = new Uint8Array(Buffer.from(GET));
    const view = new DataView(octets.buffer);
    const at = { seconds: 0, nanoseconds: 0, ordinal: 0 };
    conversation.segment(0, 0, octets, view, 5, octets.length - 5, octets.length - 5, at);
    conversation.segment(0, -5, octets, view, 0, 5, 5, { ...at, ordinal: 1 });
    expect(lines(conversation)).toEqual(['1 > GET / HTTP/1.1']);
  });

  it('a FIN tells what there is of a head, and the second one frees everything', () => {
    const { conversation, context, finish } = dialogue().send(0, 'GET / HTTP/1.1\r\nHost: x\r\nUser');
    expect(context.budget.octetsHeld).toBeGreaterThan(0);
    finish(0);
    expect(lines(conversation)).toEqual(['0 > GET / HTTP/1.1  head cut short']);
    finish(1);
    expect(context.budget.octetsHeld).toBe(0);
  });
});

describe('turns', () => {
  it('what is in a tunnel is found out anew', () => {
    const hello = Buffer.from(
      readStreams('https')[0]?.find((s) => s.payloadLength > 0)?.payload ?? [],
    ).toString('latin1');
    const d = dialogue()
      .send(0, 'CONNECT www.example.test:443 HTTP/1.1\r\n\r\n')
      .send(1, 'HTTP/1.1 200 OK\r\n\r\n');
    d.send(0, hello.slice(0, 30)).send(0, hello.slice(30));
    expect(d.conversation.protocols).toEqual(['http', 'tls']);
    expect(d.conversation.switches).toEqual([{ ordinal: 3, before: 0, to: 'tls', within: null }]);
    expect(d.conversation.messages.at(-1)?.summary).toMatch(/^ClientHello www/);
  });

  it('tunnels in tunnels come to an end', () => {
    const d = dialogue();
    for (let n = 0; n < 30; n += 1)
      d.send(0, 'CONNECT x:1 HTTP/1.1\r\n\r\n').send(1, 'HTTP/1.1 200 OK\r\n\r\n');
    expect(d.conversation.protocols).toEqual(Array(8).fill('http'));
    expect(d.context.budget.octetsHeld).toBe(0);
  });

  it('what goes wrong on one side is said, and it is found again once where it begins something', () => {
    const d = dialogue().send(0, GET).send(1, `${OK}\0\0\0nonsense\n`).send(0, GET);
    d.send(1, '\0\0\0nonsense\n').send(1, `${OK}\0\0\0nonsense\n`).send(1, OK).send(0, GET);
    const nonsense = 'malformed HTTP: a line that begins no message';
    expect(lines(d.conversation)).toEqual([
      '0 > GET / HTTP/1.1',
      '1 < 200 OK',
      `1 < ${nonsense}`,
      '2 > GET / HTTP/1.1',
      '4 < 200 OK',
      `4 < ${nonsense}`,
      '6 > GET / HTTP/1.1',
    ]);
  });

  it('nothing more is told once neither side can be read', () => {
    const d = dialogue().send(0, GET).send(1, OK);
    for (let n = 0; n < 3; n += 1) d.send(0, `${GET}nonsense\n`).send(1, `${OK}nonsense\n`);
    expect([d.conversation.requests, d.conversation.responses]).toEqual([3, 3]);
    expect(d.context.budget.octetsHeld).toBe(0);
  });

  it('where a protocol cannot be read on behind a fault, that is the end of it', () => {
    const d = dialogue().send(1, '220 mail ESMTP\r\n').send(0, 'EHLO x\r\n').send(1, '\0nonsense\r\n');
    d.send(0, 'QUIT\r\n').send(1, '221 bye\r\n');
    expect(lines(d.conversation).at(-1)).toMatch(/^2 < malformed SMTP: /);
  });

  it('the response to a head that was cut short is timed from its end', () => {
    const { messages, exchanges } = fixture('http-liberties', 6);
    expect(messages.map(({ summary }) => summary)).toEqual([
      'GET /a.txt HTTP/1.1  head cut short',
      '400 Bad Request  Connection: close',
    ]);
    // The FIN came 3 s behind the head.
    expect(exchanges?.mostNanoseconds).toBe(143_000);
  });

  it('what the rules of HTTP leave open is understood', () => {
    const told = [0, 2, 3, 4, 5].map((stream) => lines(fixture('http-liberties', stream)).slice(0, 3));
    expect(told).toEqual([
      ['3 > GET /lf HTTP/1.0  Connection: keep-alive', '5 < 200', '7 > GET /2 HTTP/1.0'],
      ['3 > GET /x HTTP/1.1', '5 < 200 OK', '7 < data: a  (2 lines)'],
      ['3 > GET /x HTTP/1.1', '5 < 200 OK', '5 < data: first'],
      ['3 > get / HTTP/1.1', '5 < 501 Not Implemented'],
      ['3 > X2!FOO / HTTP/1.1', '5 < 501 Not Implemented'],
    ]);
  });

  it('what a server says of a fault is told', () => {
    const faults = [0, 1, 2].map((stream) => {
      const told = lines(fixture('faults', stream)).map((line) => line.replace(/^\d+ /, ''));
      const at = told.findIndex((line) => line.startsWith('> malformed'));
      return told.slice(at);
    });
    expect(faults).toEqual([
      [
        '> malformed WebSocket: an unknown opcode',
        '< CLOSE 1002 protocol error',
        '> CLOSE 1002 protocol error',
      ],
      ['> malformed HTTP/2: a PING frame of 3 octets', '< GOAWAY FRAME_SIZE_ERROR (last stream 0)'],
      [
        '> malformed HTTP/2: header fields that cannot be decoded',
        '< GOAWAY PROTOCOL_ERROR "request HEADERS: invalid stream_id" (last stream 0)',
      ],
    ]);
  });

  it('of TLS and of databases too, and what is said behind it', () => {
    const behind = [0, 1, 2].map((stream) => {
      const told = lines(fixture('faults-answered', stream)).map((line) => line.replace(/^\d+ /, ''));
      return told.slice(told.findIndex((line) => line.startsWith('> malformed')));
    });
    expect(behind).toEqual([
      ['> malformed TLS: no TLS record', '< Alert fatal protocol_version'],
      [
        '> malformed PostgreSQL: no message of a known type',
        '< FATAL 08P01: invalid frontend message type 127',
      ],
      [
        '> malformed MySQL: no packet of a known kind',
        '< Error 1047 (08S01): Unknown command',
        '> SELECT 2',
        '< 1 row (2 B)',
        '> Ping',
        '< OK',
        '> Quit',
      ],
    ]);
  });

  it.each([
    ['SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n', 'SSH instead'],
    ['\x15\x03\x01\x00\x02\x02\x46', 'TLS instead'],
    ['SS\n', 'a line that begins no message'],
    ['\x15\x03', 'a line that begins no message'],
  ])('of an answer of another kind it is said which, where that shows: %j', (answer, words) => {
    const d = dialogue().send(0, GET).send(1, answer);
    expect(lines(d.conversation)).toEqual(['0 > GET / HTTP/1.1', `1 < malformed HTTP: ${words}`]);
  });

  it('a server of SSH answers HTTP with its banner', () => {
    const [, , plain] = analyse('ssh').tracker.table.list();
    expect(plain.conversation?.messages.at(-1)?.summary).toBe('malformed HTTP: SSH instead');
  });
});

describe('limits', () => {
  it('the first messages of a connection are kept, the others counted', () => {
    const d = dialogue(newContext({ messagesPerConnection: 2 })).send(0, GET + GET + GET);
    expect(d.conversation.messages).toHaveLength(2);
    expect(d.conversation.keepsMessages).toBe(false);
    expect([d.conversation.requests, d.conversation.messagesLetGo, d.context.messagesLetGo]).toEqual([
      3, 1, 1,
    ]);
  });

  it('all connections together keep so many, until one is released', () => {
    const context = newContext({ messages: 3 });
    const first = dialogue(context).send(0, GET + GET);
    const second = dialogue(context).send(0, GET + GET);
    expect([second.conversation.messages.length, context.messagesLetGo]).toEqual([1, 1]);
    first.conversation.release();
    second.send(1, OK);
    expect([second.conversation.messages.length, context.messagesKept]).toEqual([2, 2]);
  });

  it('a long message counts as several', () => {
    const context = newContext({ messages: 4 });
    const long = `GET /${'x'.repeat(450)} HTTP/1.1\r\n\r\n`;
    const { conversation } = dialogue(context).send(0, GET + long + GET);
    expect([conversation.messages.length, context.messagesKept, context.messagesLetGo]).toEqual([2, 4, 1]);
    conversation.release();
    expect(context.messagesKept).toBe(0);
  });

  it('without messages, counts and protocols are kept', () => {
    const { messages, requests, responses, protocols } = fixture(
      'http-keepalive-session',
      0,
      newContext({}, false),
    );
    expect([messages, requests, responses, protocols]).toEqual([[], 5, 5, ['http']]);
  });

  const TOO_LONG = 'too much of one message to hold';

  it.each([
    ['in one line', [`X: ${'y'.repeat(600)}`, 'z'.repeat(600)]],
    ['in many lines', [`X: ${'y'.repeat(600)}\r\n`, `X: ${'y'.repeat(600)}\r\n`]],
  ])('a head that is too large to hold is told as far as it came: %s', (_, rest) => {
    const d = dialogue(newContext({ messageOctets: 1000 })).send(0, GET.slice(0, -2));
    for (const part of rest) d.send(0, part);
    d.send(0, '\r\n\r\n').send(1, OK).send(0, GET).send(1, OK);
    expect(lines(d.conversation)).toEqual([
      '0 > GET / HTTP/1.1',
      `2 > passed over: ${TOO_LONG}`,
      '4 < 200 OK',
      '5 > GET / HTTP/1.1',
      '6 < 200 OK',
    ]);
    expect(d.conversation.messages[0]?.fields.incomplete).toBe(true);
    expect([d.conversation.exchanges?.done, d.conversation.exchanges?.open]).toEqual([2, 0]);
    expect(d.context.budget.octetsHeld).toBe(0);
  });

  it('a message that is too large to hold ends what is told where none can be found behind it', () => {
    const d = dialogue(newContext({ messageOctets: 1000 })).send(1, '220 mail ESMTP\r\n');
    d.send(0, `EHLO ${'y'.repeat(600)}`)
      .send(0, 'z'.repeat(600))
      .send(0, '\r\nQUIT\r\n');
    expect(d.conversation.messages.at(-1)?.summary).toBe(`not followed further: ${TOO_LONG}`);
    expect(d.context.octetsLetGo).toBeGreaterThan(600);
    expect(d.context.budget.octetsHeld).toBe(0);
  });

  it('all connections together hold so many octets', () => {
    const context = newContext({ reassemblyOctets: 2048 });
    const dialogues = Array.from({ length: 20 }, () => dialogue(context).send(0, 'GET /start'));
    expect(context.budget.octetsHeld).toBeLessThanOrEqual(2048 + 512);
    expect(context.octetsLetGo).toBeGreaterThan(0);
    for (const { conversation } of dialogues) conversation.release();
    expect(context.budget.octetsHeld).toBe(0);
  });
});

it('a dissector that fails costs no more than its conversation', () => {
  const context = newContext();
  vi.spyOn(http1, 'dissect').mockImplementation(() => {
    throw new TypeError('a fault');
  });
  const d = dialogue(context).send(0, GET).send(1, OK);
  expect(lines(d.conversation)).toEqual(['0 > malformed HTTP: not understood']);
  expect(context.dissectorFailures).toBe(1);
  expect(context.budget.octetsHeld).toBe(0);
  vi.restoreAllMocks();
  expect(lines(dialogue(context).send(0, GET).conversation)).toEqual(['0 > GET / HTTP/1.1']);
});
