import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../src/core/conversation/context.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { http2 } from '../../../src/core/protocols/http2.ts';
import { converse, readStreams } from '../../support/streams.ts';
import { hex, Talk } from './telling.ts';
import { play, turnsOf } from './turns.ts';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const [
  DATA,
  HEADERS,
  PRIORITY,
  RST_STREAM,
  SETTINGS,
  PUSH_PROMISE,
  PING,
  GOAWAY,
  WINDOW_UPDATE,
  CONTINUATION,
] = Array.from({ length: 10 }, (_, type) => type) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
const END_STREAM = 1;
const END_HEADERS = 4;
const PADDED = 8;
const PRIORITY_FLAG = 0x20;

type Payload = string | Uint8Array | number[];

function frame(type: number, flags: number, stream: number, payload: Payload = ''): Uint8Array {
  const octets = typeof payload === 'string' ? hex(payload) : payload;
  const { length } = octets;
  const head = [
    length >> 16,
    length >> 8,
    length,
    type,
    flags,
    stream >> 24,
    stream >> 16,
    stream >> 8,
    stream,
  ];
  return Uint8Array.from([...head.map((octet) => octet & 255), ...octets]);
}

/** Literal fields, without a table. */
function fields(...pairs: readonly (readonly [name: string, value: string])[]): number[] {
  return pairs.flatMap(([name, value]) => [
    0,
    name.length,
    ...Buffer.from(name),
    ...(value.length < 127 ? [value.length] : [127, value.length - 127]),
    ...Buffer.from(value),
  ]);
}

const GET = '82 86 84';
const OK = '88';
const settings = (...pairs: string[]) => frame(SETTINGS, 0, 0, pairs.join(''));

/** A connection that has begun. */
function begun(limits = {}): Talk {
  const talk = new Talk(http2, limits).client(PREFACE, settings()).server(settings());
  talk.said.length = 0;
  talk.sayings.length = 0;
  return talk;
}

const conversationOf = (fixture: string, stream: number) =>
  converse(readStreams(fixture)[stream] ?? [], new ConversationContext(DEFAULT_LIMITS, true));
const lines = (fixture: string, stream: number) =>
  conversationOf(fixture, stream).messages.map(({ from, summary }) => `${from === 0 ? '>' : '<'} ${summary}`);

const calls = (fixture: string, stream: number) =>
  lines(fixture, stream).filter((line) => !/PRI|SETTINGS|WINDOW_UPDATE|PING|GOAWAY|stalled/.test(line));

describe('real dialogues', () => {
  it('curl, by prior knowledge', () => {
    const conversation = conversationOf('h2c-prior-knowledge', 0);
    expect(lines('h2c-prior-knowledge', 0)).toEqual([
      '> PRI * HTTP/2.0',
      '> SETTINGS MAX_CONCURRENT_STREAMS 100, INITIAL_WINDOW_SIZE 33554432, ENABLE_PUSH 0',
      '> WINDOW_UPDATE +33488897 (connection)',
      '> GET /1.txt (stream 1)',
      '< SETTINGS MAX_CONCURRENT_STREAMS 100',
      '< SETTINGS ack',
      '< 200 (stream 1)',
      '< DATA 3000 B (stream 1)',
      '> SETTINGS ack',
    ]);
    expect(conversation).toMatchObject({ protocols: ['http2'], requests: 1, responses: 1 });
    expect(conversation.messages[3]?.fields).toMatchObject({
      frame: 'HEADERS',
      stream: 1,
      endStream: true,
      method: 'GET',
      path: '/1.txt',
      scheme: 'http',
    });
    expect(conversation.messages[6]?.fields).toMatchObject({ status: 200, contentLength: 3000 });
  });

  it('nghttp: priorities, five requests in one segment, GOAWAY', () => {
    const conversation = conversationOf('h2c-prior-knowledge', 1);
    expect(conversation).toMatchObject({ requests: 5, responses: 5 });
    const said = lines('h2c-prior-knowledge', 1);
    expect(said.filter((line) => line.startsWith('> PRIORITY'))).toEqual([
      '> PRIORITY weight 201 after stream 0 (stream 3)',
      '> PRIORITY weight 101 after stream 0 (stream 5)',
      '> PRIORITY weight 1 after stream 0 (stream 7)',
      '> PRIORITY weight 1 after stream 7 (stream 9)',
      '> PRIORITY weight 1 after stream 3 (stream 11)',
    ]);
    expect(said.at(-1)).toBe('> GOAWAY NO_ERROR (last stream 0)');
  });

  it('gRPC with grpc-js: calls of one message each way, one that fails, one larger than a frame', () => {
    expect(calls('grpc', 0)).toEqual([
      '> POST /demo.Greeter/Greet gRPC (stream 1)',
      '> DATA 12 B: message 7 B (stream 1)',
      '< 200 gRPC (stream 1)',
      '< message 13 B (stream 1)',
      '< trailers grpc-status 0 OK (stream 1)',
      '> POST /demo.Greeter/Greet gRPC (stream 3)',
      '> DATA 11 B: message 6 B (stream 3)',
      '< 200 gRPC grpc-status 5 NOT_FOUND "nobody: 誰もいない" (stream 3)',
      '> POST /demo.Greeter/Greet gRPC (stream 5)',
      '> DATA 10008 B: message 10003 B (stream 5)',
      '< 200 gRPC (stream 5)',
      '< message 20004 B (stream 5)',
      '< trailers grpc-status 0 OK (stream 5)',
    ]);
    expect(conversationOf('grpc', 0)).toMatchObject({
      protocols: ['http2', 'grpc'],
      requests: 3,
      responses: 3,
    });
  });

  it('gRPC: streams of messages from the server, from the client, and both ways', () => {
    expect(calls('grpc', 1).slice(9)).toEqual([
      '> POST /demo.Greeter/List gRPC (stream 3)',
      '> DATA 11 B: message 6 B (stream 3)',
      '< 200 gRPC (stream 3)',
      ...[3, 9, 51, 346, 2404].map((octets) => `< message ${octets} B (stream 3)`),
      '< trailers grpc-status 8 RESOURCE_EXHAUSTED "no more", 5 messages (stream 3)',
      '> POST /demo.Greeter/Collect gRPC (stream 5)',
      ...Array(3).fill('> message 4 B (stream 5)'),
      '> DATA 27 B, 3 messages (stream 5)',
      '< 200 gRPC (stream 5)',
      '< message 13 B (stream 5)',
      '< trailers grpc-status 0 OK (stream 5)',
    ]);
    expect(calls('grpc', 2).slice(1)).toEqual([
      '> message 5 B (stream 1)',
      '< 200 gRPC (stream 1)',
      '< message 5 B (stream 1)',
      '> message 5 B (stream 1)',
      '< message 5 B (stream 1)',
      '> message 7 B (stream 1)',
      '< message 7 B (stream 1)',
      '> DATA 32 B, 3 messages (stream 1)',
      '< trailers grpc-status 0 OK, 3 messages (stream 1)',
    ]);
    expect(conversationOf('grpc', 2).messages.at(-5)?.fields).toMatchObject({ grpcStatus: 0, messages: 3 });
  });

  it('gRPC: compressed messages; a method that there is none of; a call that is cancelled', () => {
    expect(calls('grpc', 3)).toContain('> DATA 36 B: message 31 B compressed (gzip) (stream 1)');
    expect(calls('grpc', 4).slice(2)).toEqual([
      '< 200 gRPC grpc-status 12 UNIMPLEMENTED "The server does not implement the method /demo.Greeter/Missing" (stream 1)',
      '> POST /demo.Greeter/Chat gRPC (stream 3)',
      '> message 3 B (stream 3)',
      '< 200 gRPC (stream 3)',
      '< message 3 B (stream 3)',
      '> DATA 8 B (stream 3)',
      '> RST_STREAM CANCEL (stream 3)',
    ]);
  });

  it('gRPC of another make (C)', () => {
    expect(calls('grpc', 5)).toEqual([
      '> POST /core.Test/One gRPC (stream 1)',
      '> DATA 17 B: message 12 B compressed (deflate) (stream 1)',
      '< 200 gRPC (stream 1)',
      '< message 25 B compressed (gzip) (stream 1)',
      '< trailers grpc-status 0 OK (stream 1)',
      '> POST /core.Test/Deny gRPC (stream 3)',
      '> DATA 5 B: message 0 B (stream 3)',
      '< 200 gRPC grpc-status 7 PERMISSION_DENIED "not you, 100% sure" (stream 3)',
      '> POST /core.Test/Many gRPC (stream 5)',
      '> DATA 6 B: message 1 B (stream 5)',
      '< 200 gRPC (stream 5)',
      '< message 1 B (stream 5)',
      '< message 27 B compressed (gzip) (stream 5)',
      '< message 0 B (stream 5)',
      '< trailers grpc-status 0 OK, 3 messages (stream 5)',
    ]);
  });

  it('an Upgrade to h2c: 101 and the first SETTINGS in one segment', () => {
    const conversation = conversationOf('h2c-upgrade', 1);
    expect(conversation.protocols).toEqual(['http', 'http2']);
    const [request, switching, first] = conversation.messages;
    expect(request?.protocol).toBe('http');
    expect(switching).toMatchObject({ from: 1, protocol: 'http', fields: { status: 101 } });
    expect(first).toMatchObject({ from: 1, protocol: 'http2', ordinal: switching?.ordinal });
    expect(first?.summary).toMatch(/^SETTINGS /);
    expect(lines('h2c-upgrade', 1).filter((line) => /stream \d/.test(line))).toEqual([
      '< 200 (stream 1)',
      '< DATA 14 B (stream 1)',
      '> GET /2.html (stream 3)',
      '< 200 (stream 3)',
      '< DATA 14 B (stream 3)',
      '> GET /3.html (stream 5)',
      '< 200 (stream 5)',
      '< DATA 14 B (stream 5)',
    ]);
  });

  it('count the same where messages are not kept', () => {
    for (const [fixture, stream] of [
      ['h2c-prior-knowledge', 1],
      ['h2c-upgrade', 1],
    ] as const) {
      const kept = conversationOf(fixture, stream);
      const counted = play(turnsOf(fixture, stream), new ConversationContext(DEFAULT_LIMITS, false));
      expect([counted.requests, counted.responses]).toEqual([kept.requests, kept.responses]);
    }
  });
});

describe('header blocks', () => {
  it('may be padded and carry a priority', () => {
    const t = begun().client(
      frame(HEADERS, END_HEADERS | END_STREAM | PADDED | PRIORITY_FLAG, 1, `03 80000003 ff ${GET} 000000`),
    );
    expect(t.said).toEqual(['> GET / (stream 1)']);
    expect(t.sayings[0]?.fields).toMatchObject({ dependsOn: 3, exclusive: true, weight: 256 });
  });

  it('are told without the values that let somebody in', () => {
    const block = fields([':method', 'GET'], [':path', '/a?access_token=hunter2&page=2']);
    const t = begun().client(frame(HEADERS, END_HEADERS | END_STREAM, 1, block));
    expect(t.said).toEqual(['> GET /a?access_token=…&page=2 (stream 1)']);
    expect(t.sayings[0]?.fields.path).toBe('/a?access_token=…&page=2');
  });

  it('go on in CONTINUATION frames, cut anywhere', () => {
    const block = fields([':method', 'PUT'], [':path', '/long'], ['content-type', 'text/plain']);
    for (let cut = 0; cut <= block.length; cut += 7) {
      const t = begun().client(
        frame(HEADERS, 0, 1, block.slice(0, cut)),
        frame(CONTINUATION, 0, 1),
        frame(CONTINUATION, END_HEADERS, 1, block.slice(cut)),
      );
      expect(t.said).toEqual(['> PUT /long (stream 1)']);
      expect(t.sayings[0]?.fields).toMatchObject({ contentType: 'text/plain', endStream: false });
    }
  });

  it('over several frames are held like any other message until they are whole', () => {
    const block = fields([':method', 'PUT'], [':path', '/long']);
    const t = begun().client(
      frame(HEADERS, 0, 1, block.slice(0, 20)),
      frame(CONTINUATION, 0, 1, block.slice(20)),
    );
    expect(t.said).toEqual([]);
    expect(t.dissection.rests.of(0)?.length).toBe(2 * 9 + block.length);
    t.client(frame(CONTINUATION, END_HEADERS | END_STREAM, 1));
    expect(t.said).toEqual(['> PUT /long (stream 1)']);
    expect(t.dissection.rests.of(0)).toBeNull();
  });

  it('over several frames, with octets missing, are told without their fields', () => {
    const block = fields([':method', 'PUT'], [':path', '/long']);
    const t = begun()
      .client(frame(HEADERS, 0, 1, block.slice(0, 20)))
      .gap(0, 30);
    t.client(frame(HEADERS, END_HEADERS | END_STREAM, 3, GET));
    expect(t.said.slice(1)).toEqual(['> ? ? (stream 1)', '> GET / (stream 3)']);
  });

  it('are no place for other frames', () => {
    for (const other of [frame(PING, 0, 0, '00'.repeat(8)), frame(CONTINUATION, 4, 3)]) {
      const t = begun().client(frame(HEADERS, 0, 1, GET), other);
      expect(t.verdict).toMatchObject({ kind: 'malformed', reason: 'another frame within a header block' });
    }
    expect(begun().client(frame(CONTINUATION, 4, 1)).verdict).toMatchObject({ kind: 'malformed' });
  });

  it('over several frames may be as long as what is held, but for what comes with their end', () => {
    const frames = (last: number) => [
      frame(HEADERS, END_STREAM, 1, `${GET}${'90'.repeat(16_000)}`),
      frame(CONTINUATION, 0, 1, '90'.repeat(16_000)),
      frame(CONTINUATION, 0, 1, '90'.repeat(16_000)),
      frame(CONTINUATION, END_HEADERS, 1, '90'.repeat(last)),
      frame(HEADERS, END_HEADERS | END_STREAM, 3, GET),
    ];
    const most = begun().client(...frames(9_000));
    expect(most.said).toEqual(['> GET / (stream 1)', '> GET / (stream 3)']);
    const more = begun().client(...frames(10_000));
    expect(more.verdict).toMatchObject({
      kind: 'malformed',
      reason: 'a header block of over 58039 B in 4 frames',
    });
  });

  it('without an end are not held: a flood of CONTINUATION ends what is told', () => {
    const empty = begun().client(frame(HEADERS, 0, 1, GET));
    for (let n = 0; n < 1000; n += 1) empty.client(frame(CONTINUATION, 0, 1));
    expect(empty.verdict).toMatchObject({ kind: 'malformed' });
    const full = begun({ messageOctets: 20_000 }).client(frame(HEADERS, 0, 1, GET));
    for (let n = 0; n < 100; n += 1) full.client(frame(CONTINUATION, 0, 1, Array(1000).fill(0x82)));
    expect(full.verdict).toMatchObject({ kind: 'malformed' });
    expect(full.said).toEqual([]);
  });

  it('over the limit are told without their fields, and those behind them as far as they are known', () => {
    const t = begun({ messageOctets: 300 });
    t.client(frame(HEADERS, END_HEADERS | END_STREAM, 1, Array(400).fill(0x82)));
    t.client(frame(HEADERS, END_HEADERS | END_STREAM, 3, `${GET} be`));
    expect(t.said).toEqual([
      '> some header fields cannot be read: octets are missing that they rest on',
      '> ? ? (stream 1)',
      '> GET / (stream 3)',
    ]);
    expect(t.sayings[2]?.fields).toMatchObject({ incomplete: true });
  });

  it('tell requests, interim and final responses, and trailers', () => {
    const t = begun()
      .client(
        frame(HEADERS, END_HEADERS, 1, fields([':method', 'POST'], [':path', '/a'], [':authority', 'x'])),
      )
      .server(frame(HEADERS, END_HEADERS, 1, fields([':status', '103'])))
      .server(frame(HEADERS, END_HEADERS, 1, fields([':status', '200'], ['content-encoding', 'gzip'])))
      .server(
        frame(DATA, 0, 1, 'abcdef'),
        frame(HEADERS, END_HEADERS | END_STREAM, 1, fields(['x-sum', '1'])),
      )
      .client(frame(DATA, END_STREAM | PADDED, 1, '02 616263 0000'));
    expect(t.sayings.map(({ role, summary }) => `${role} ${summary}`)).toEqual([
      'request POST /a (stream 1)',
      'response 103 (stream 1)',
      'response 200 (stream 1)',
      'event trailers (stream 1)',
      'event DATA 3 B (stream 1)',
    ]);
    expect(t.sayings[2]?.fields).toMatchObject({ status: 200, contentEncoding: 'gzip' });
  });

  it('tell pushes, and CONNECT of WebSocket over HTTP/2', () => {
    const t = begun()
      .client(
        frame(
          HEADERS,
          END_HEADERS,
          1,
          fields([':method', 'CONNECT'], [':protocol', 'websocket'], [':path', '/c']),
        ),
      )
      .server(frame(PUSH_PROMISE, END_HEADERS, 1, `00000002 ${GET}`));
    expect(t.said).toEqual([
      '> CONNECT /c websocket (stream 1)',
      '< PUSH_PROMISE GET / (stream 2, on stream 1)',
    ]);
  });
});

describe('gRPC', () => {
  const call = fields(
    [':method', 'POST'],
    [':path', '/pkg.Greeter/Hello'],
    ['content-type', 'application/grpc+proto'],
  );

  it('is recognised by its content type, and how a call ended is told', () => {
    const t = begun()
      .client(frame(HEADERS, END_HEADERS, 1, call))
      .server(
        frame(HEADERS, END_HEADERS, 1, fields([':status', '200'], ['content-type', 'application/grpc'])),
      )
      .server(
        frame(
          HEADERS,
          END_HEADERS | END_STREAM,
          1,
          fields(['grpc-status', '5'], ['grpc-message', 'no such']),
        ),
      );
    expect(t.said).toEqual([
      '> POST /pkg.Greeter/Hello gRPC (stream 1)',
      '< 200 gRPC (stream 1)',
      '< trailers grpc-status 5 NOT_FOUND "no such", 0 messages (stream 1)',
    ]);
    expect(t.sayings[2]?.fields).toMatchObject({ grpcStatus: 5, grpcMessage: 'no such' });
    expect(t.carried).toContain('grpc');
  });

  it('is what a connection is named after, kept or not; a switch it is not', () => {
    const turns = [
      { side: 0 as const, octets: Uint8Array.from([...Buffer.from(PREFACE), ...settings()]) },
      { side: 0 as const, octets: frame(HEADERS, END_HEADERS, 1, call) },
    ];
    for (const keeps of [true, false]) {
      const conversation = play(turns, new ConversationContext(DEFAULT_LIMITS, keeps));
      expect(conversation.protocols).toEqual(['http2', 'grpc']);
      expect(conversation.switches).toEqual([]);
      expect(conversation.messages.every(({ protocol }) => protocol === 'http2')).toBe(true);
    }
  });
});

describe('messages of gRPC', () => {
  const type = (contentType: string) => ['content-type', contentType] as const;
  const post = (contentType: string, ...more: (readonly [string, string])[]) =>
    frame(
      HEADERS,
      END_HEADERS,
      1,
      fields([':method', 'POST'], [':path', '/a.B/C'], type(contentType), ...more),
    );
  const calling = (...more: (readonly [string, string])[]) =>
    begun().client(post('application/grpc', ...more));
  const told = (talk: Talk) => talk.said.slice(1);
  /** Of so many octets, each of them 7. */
  const message = (octets: number, flag = 0) => [
    flag,
    0,
    0,
    octets >> 8,
    octets & 255,
    ...Array(octets).fill(7),
  ];

  it('of one frame, the only one of its side', () => {
    const t = calling().client(frame(DATA, END_STREAM, 1, message(3)));
    expect(told(t)).toEqual(['> DATA 8 B: message 3 B (stream 1)']);
    expect(t.sayings[1]?.fields).toEqual({
      frame: 'DATA',
      stream: 1,
      endStream: true,
      bodyBytes: 8,
      messageBytes: 3,
      compressed: false,
      messages: 1,
    });
  });

  it('wherever frames and segments end', () => {
    const octets = [...message(300), ...message(0), ...message(20)];
    const frames = [...octets.keys()].flatMap((at) => [...frame(DATA, 0, 1, octets.slice(at, at + 1))]);
    const t = calling();
    for (const octet of [...frames, ...frame(DATA, END_STREAM, 1)]) t.client(Uint8Array.of(octet));
    expect(told(t)).toEqual([
      '> message 300 B (stream 1)',
      '> message 0 B (stream 1)',
      '> message 20 B (stream 1)',
      '> DATA 335 B, 3 messages (stream 1)',
    ]);
  });

  it('padding is none of it', () => {
    const padded = (flags: number, body: number[]) =>
      frame(DATA, PADDED | flags, 1, [4, ...body, 1, 1, 1, 1]);
    const t = calling().client(padded(0, message(2)), padded(END_STREAM, message(6)));
    expect(told(t)).toEqual([
      '> message 2 B (stream 1)',
      '> message 6 B (stream 1)',
      '> DATA 18 B, 2 messages (stream 1)',
    ]);
  });

  it('compressed, and by what', () => {
    expect(told(calling(['grpc-encoding', 'gzip']).client(frame(DATA, 0, 1, message(2, 1))))).toEqual([
      '> message 2 B compressed (gzip) (stream 1)',
    ]);
    const t = calling().client(frame(DATA, 0, 1, message(2, 1)));
    expect(told(t)).toEqual(['> message 2 B compressed (stream 1)']);
    expect(t.sayings[1]?.fields).toMatchObject({ messageBytes: 2, compressed: true });
  });

  it('are not looked for in what is no gRPC, and given up where there are none', () => {
    for (const contentType of ['application/grpc-web+proto', 'application/json']) {
      const t = begun().client(post(contentType), frame(DATA, END_STREAM, 1, message(3)));
      expect(told(t), contentType).toEqual(['> DATA 8 B (stream 1)']);
    }
    const t = calling().client(frame(DATA, END_STREAM, 1, [...message(3), 2, 0, 0, 0, 0, ...message(1)]));
    expect(told(t)).toEqual(['> message 3 B (stream 1)', '> DATA 19 B (stream 1)']);
  });

  it('go on behind octets that are missing within one, and are not counted behind others', () => {
    const within = calling().client(frame(DATA, END_STREAM, 1, message(100)).subarray(0, 30));
    within.gap(0, 40).client(Uint8Array.from(Array(44).fill(7)));
    expect(told(within)).toEqual(['> DATA 105 B: message 100 B (stream 1)']);
    const between = frame(DATA, 0, 1, [...message(10), ...message(10)]);
    const t = calling().client(between.subarray(0, 20)).gap(0, 10).client(between.subarray(30));
    t.client(frame(DATA, END_STREAM, 1, message(1)));
    expect(told(t)).toEqual(['> DATA 36 B (stream 1)']);
    const lost = calling()
      .client(frame(DATA, 0, 1, message(1)))
      .gap(0, 100);
    lost.client(frame(DATA, END_STREAM, 1, message(1)));
    expect(told(lost)).toEqual(['> message 1 B (stream 1)', '> DATA 12 B (stream 1)']);
  });

  it('a text of what went wrong is told as it was before it was encoded', () => {
    const trailers = (message: string) =>
      begun()
        .client(post('application/grpc'))
        .server(
          frame(
            HEADERS,
            END_HEADERS | END_STREAM,
            1,
            fields(['grpc-status', '9'], ['grpc-message', message]),
          ),
        )
        .said.at(-1);
    expect(trailers('100%25 %E8%AA%B0')).toBe(
      '< trailers grpc-status 9 FAILED_PRECONDITION "100% 誰" (stream 1)',
    );
    expect(trailers('%1b%5Bm %zz %')).toBe(
      '< trailers grpc-status 9 FAILED_PRECONDITION "·[m %zz %" (stream 1)',
    );
    expect(trailers('%ff%E8%AA')).toBe('< trailers grpc-status 9 FAILED_PRECONDITION "··" (stream 1)');
    expect(trailers('refused: token%3Dhunter2')).toBe(
      '< trailers grpc-status 9 FAILED_PRECONDITION "refused: token=…" (stream 1)',
    );
  });
});

describe('frames of the connection', () => {
  it('tell settings by name, and those without one by number', () => {
    const t = begun().client(
      settings('0001 00001000', '0008 00000001', '4a4a 00000007'),
      frame(SETTINGS, 1, 0),
    );
    expect(t.said).toEqual([
      '> SETTINGS HEADER_TABLE_SIZE 4096, ENABLE_CONNECT_PROTOCOL 1, setting 19018 7',
      '> SETTINGS ack',
    ]);
  });

  it.each([
    [0x0, 'NO_ERROR'],
    [0x1, 'PROTOCOL_ERROR'],
    [0x3, 'FLOW_CONTROL_ERROR'],
    [0x7, 'REFUSED_STREAM'],
    [0x8, 'CANCEL'],
    [0xb, 'ENHANCE_YOUR_CALM'],
    [0xd, 'HTTP_1_1_REQUIRED'],
    [0xe, 'error 14'],
  ])('name the reasons of RST_STREAM and GOAWAY: %d is %s', (code, name) => {
    const t = begun().client(frame(HEADERS, 5, 1, GET));
    t.server(frame(RST_STREAM, 0, 1, [0, 0, 0, code]), frame(GOAWAY, 0, 0, [0, 0, 0, 1, 0, 0, 0, code]));
    expect(t.said.slice(1)).toEqual([`< RST_STREAM ${name} (stream 1)`, `< GOAWAY ${name} (last stream 1)`]);
    expect(t.givenUp).toEqual([1]);
  });

  it('show the text of a GOAWAY, as text that cannot harm', () => {
    const t = begun().server(frame(GOAWAY, 0, 0, [0, 0, 0, 3, 0, 0, 0, 11, ...Buffer.from('calm\x1b[2J')]));
    expect(t.said).toEqual(['< GOAWAY ENHANCE_YOUR_CALM "calm·[2J" (last stream 3)']);
  });

  it('tell PING and its answer', () => {
    const t = begun()
      .client(frame(PING, 0, 0, '0102030405060708'))
      .server(frame(PING, 1, 0, '0102030405060708'));
    expect(t.said).toEqual(['> PING', '< PING ack']);
    expect(t.sayings[0]?.fields).toMatchObject({ data: '0102030405060708' });
  });

  it('pass over types that are not known', () => {
    const t = begun().client(frame(0x0b, 7, 1, 'ffff'), frame(PRIORITY, 0, 3, '00000000 0f'));
    expect(t.said).toEqual(['> PRIORITY weight 16 after stream 0 (stream 3)']);
  });

  it.each([
    ['PING of a stream', frame(PING, 0, 1, '00'.repeat(8))],
    ['DATA of none', frame(DATA, 0, 0, '00')],
    ['SETTINGS of 5 octets', frame(SETTINGS, 0, 0, '00'.repeat(5))],
    ['more padding than DATA', frame(DATA, PADDED, 1, '05 00')],
    ['more padding than HEADERS', frame(HEADERS, PADDED | END_HEADERS, 1, '05 82')],
    ['a frame over the size that was agreed', frame(DATA, 0, 1, Array(16_385).fill(0))],
    ['fields that cannot be decoded', frame(HEADERS, END_HEADERS, 1, 'ff00')],
  ])('%s is malformed', (_, octets) => {
    expect(begun().client(octets).verdict).toMatchObject({ kind: 'malformed' });
  });

  it('may be larger once that is agreed', () => {
    const t = new Talk(http2).client(PREFACE, settings()).server(settings('0005 00008000'));
    t.client(frame(HEADERS, 4, 1, GET), frame(DATA, END_STREAM, 1, Array(20_000).fill(0)));
    expect(t.said.at(-1)).toBe('> DATA 20000 B (stream 1)');
  });
});

describe('flow control', () => {
  const exchange = (first: Uint8Array) =>
    new Talk(http2)
      .client(PREFACE, first, frame(HEADERS, 5, 1, GET))
      .server(settings(), frame(HEADERS, END_HEADERS, 1, OK));
  const data = (octets: number, flags = 0, stream = 1) =>
    frame(DATA, flags, stream, Array(octets).fill(0x61));

  it('tells updates of the connection and of a stream', () => {
    const t = exchange(settings()).client(
      frame(WINDOW_UPDATE, 0, 0, '0000ffff'),
      frame(WINDOW_UPDATE, 0, 1, '80000010'),
    );
    expect(t.said.slice(-2)).toEqual([
      '> WINDOW_UPDATE +65535 (connection)',
      '> WINDOW_UPDATE +16 (stream 1)',
    ]);
  });

  it('tells that a stream is stalled by its window, once', () => {
    const t = exchange(settings('0004 000003e8')).server(data(600), data(400));
    expect(t.said.at(-1)).toBe('< stalled: the flow-control window of stream 1 is used up');
    expect(t.sayings.at(-1)?.fields).toEqual({ stalled: true, stream: 1 });
    expect(t.sayings.at(-1)?.aside).toEqual({ kind: 'stalled', stream: 1 });
    t.client(frame(WINDOW_UPDATE, 0, 1, '00000064')).server(data(100), data(0));
    expect(t.said.filter((line) => line.includes('stalled'))).toHaveLength(1);
  });

  it('tells that all streams are stalled by the window of the connection', () => {
    const t = exchange(settings('0004 00100000'));
    for (let n = 0; n < 5; n += 1) t.server(data(n < 4 ? 16_384 - 1 : 3));
    expect(t.said.at(-1)).toBe('< stalled: the flow-control window of the connection is used up');
  });

  it('takes what ends a stream for no stall, nor anything whose window is not known', () => {
    expect(exchange(settings('0004 00000064')).server(data(100, END_STREAM)).said.at(-1)).toBe(
      '< DATA 100 B (stream 1)',
    );
    const unknown = new Talk(http2).server(settings(), frame(HEADERS, END_HEADERS, 1, OK));
    for (let n = 0; n < 5; n += 1) unknown.server(data(16_000));
    expect(unknown.said.join()).not.toContain('stalled');
  });
});

describe('missing octets', () => {
  it('within DATA change nothing', () => {
    const t = begun()
      .client(frame(HEADERS, 5, 1, GET))
      .server(frame(HEADERS, 4, 1, OK));
    t.server(frame(DATA, END_STREAM, 1, Array(1000).fill(0)).subarray(0, 100)).gap(1, 909);
    t.server(frame(PING, 0, 0, '00'.repeat(8)));
    expect(t.said.slice(1)).toEqual(['< 200 (stream 1)', '< DATA 1000 B (stream 1)', '< PING']);
  });

  it('between frames: one that fits in is looked for at the beginning of what comes next', () => {
    const t = begun()
      .client(frame(HEADERS, 5, 1, GET))
      .gap(0, 500);
    t.client('not a frame at all, but the end of one', frame(HEADERS, 5, 5, GET));
    expect(t.said).toEqual(['> GET / (stream 1)', '> GET / (stream 5)']);
    expect(t.verdict).toBeNull();
  });
});

describe('a great many streams', () => {
  it('are not all remembered', () => {
    const t = begun();
    for (let n = 0; n < 2000; n += 1) t.client(frame(HEADERS, 5, 2 * n + 1, GET));
    expect(t.said).toHaveLength(2000);
    expect(t.dissection.rests.of(0)).toBeNull();
  });
});

it('a server that knows HTTP/1 alone is said to answer in it', () => {
  const t = new Talk(http2).client(PREFACE).server('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  expect(t.verdict).toEqual({ kind: 'malformed', reason: 'an answer in HTTP/1', of: 1 });
});

describe('identification', () => {
  const span = (...parts: (string | Uint8Array)[]) => {
    const octets = Uint8Array.from(parts.flatMap((part) => [...Buffer.from(part as string, 'latin1')]));
    return { octets, view: new DataView(octets.buffer), start: 0, end: octets.length };
  };

  it('of a client is by its preface, of a server by its SETTINGS behind one', () => {
    for (let end = 0; end < PREFACE.length; end += 1)
      expect(http2.identify(span(PREFACE.slice(0, end)), 0, span())).toBe('need-more');
    expect(http2.identify(span(PREFACE), 0, span())).toBe('match');
    expect(http2.identify(span(settings('0003 00000064')), 1, span(PREFACE))).toBe('match');
    expect(http2.identify(span(settings()), 1, span(PREFACE))).toBe('need-more');
    expect(http2.identify(span(settings(), frame(SETTINGS, 1, 0)), 1, span(PREFACE))).toBe('match');
  });

  it('of a server that speaks first, with a setting of its own (gRPC)', () => {
    const octets = span(settings('0004 00400000 fe03 00000001'));
    expect(http2.identify(octets, 1, span())).toBe('match');
  });

  it('is strict', () => {
    expect(http2.identify(span('PRI * HTTP/2.0\r\n\r\nXX'), 0, span())).toBe('reject');
    expect(http2.identify(span(settings('0003 00000064')), 1, span('GET / HTTP/1.1'))).toBe('reject');
    expect(http2.identify(span(settings('7777 00000064')), 1, span(PREFACE))).toBe('reject');
    expect(http2.identify(span(frame(PING, 0, 0, '00'.repeat(8))), 1, span(PREFACE))).toBe('reject');
  });
});
