import { describe, expect, it } from 'vitest';
import { beginsLikeAnswer } from '../../../src/core/protocols/http1/start-line.ts';
import { http1 } from '../../../src/core/protocols/http1.ts';
import { Talk } from './telling.ts';

const talk = () => new Talk(http1);
const GET = 'GET / HTTP/1.1\r\n\r\n';

describe('heads', () => {
  it('tells the request line as sent, and the fields that matter', () => {
    const t = talk().client(
      'POST /form?a=1 HTTP/1.1\r\nHost: example.org\r\nUser-Agent:curl/8\r\nCONTENT-TYPE: text/plain \r\n',
      'Connection: Upgrade, HTTP2-Settings\r\nX-Other: 1\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc',
    );
    expect(t.said).toEqual(['> POST /form?a=1 HTTP/1.1  Connection: close']);
    expect(t.sayings[0]).toMatchObject({ role: 'request' });
    expect(t.sayings[0]?.fields).toEqual({
      method: 'POST',
      target: '/form?a=1',
      version: 'HTTP/1.1',
      host: 'example.org',
      userAgent: 'curl/8',
      contentType: 'text/plain',
      connection: 'Upgrade, HTTP2-Settings, close',
      contentLength: 3,
    });
  });

  it('tells neither log-ins nor what a target holds of them', () => {
    const t = talk()
      .client('GET http://joe:hunter2@a.example/?token=hunter2&page=2 HTTP/1.1\r\nHost: a.example\r\n')
      .client('Authorization: Basic hunter2\r\nCookie: id=hunter2\r\n\r\n')
      .server('HTTP/1.1 302 Found\r\nLocation: /?sig=hunter2\r\nSet-Cookie: id=hunter2\r\n\r\n');
    expect(t.said).toEqual(['> GET http://…@a.example/?token=…&page=2 HTTP/1.1', '< 302 Found']);
    expect(t.sayings.map(({ fields }) => fields.target ?? fields.location)).toEqual([
      'http://…@a.example/?token=…&page=2',
      '/?sig=…',
    ]);
    expect(JSON.stringify(t.sayings)).not.toContain('hunter2');
  });

  it('tells status and reason, which may be missing', () => {
    const t = talk()
      .client(GET, GET, GET)
      .server('HTTP/1.1 404 Not Found\r\nServer: nginx\r\nContent-Length: 0\r\n\r\n')
      .server('HTTP/1.0 204\r\n\r\n', 'HTTP/1.1 500 \r\nContent-Length: 0\r\n\r\n');
    expect(t.said.slice(3)).toEqual(['< 404 Not Found', '< 204', '< 500']);
    expect(t.sayings[3]?.fields).toEqual({
      status: 404,
      reason: 'Not Found',
      version: 'HTTP/1.1',
      server: 'nginx',
      contentLength: 0,
    });
    expect(t.sayings[3]?.role).toBe('response');
  });

  it('takes line ends of LF alone, and empty lines before a request', () => {
    const t = talk().client('\r\n\nGET /a HTTP/1.0\nHost: x\n\nGET /b HTTP/1.0\n\n');
    expect(t.said).toEqual(['> GET /a HTTP/1.0', '> GET /b HTTP/1.0']);
  });

  it('is bounded: a long target is cut, an endless head is not held', () => {
    const t = talk().client(`GET /${'x'.repeat(5000)} HTTP/1.1\r\n\r\n`);
    expect(t.sayings[0]?.summary.length).toBe(1000);
    const endless = talk().client(GET.slice(0, -2));
    for (let n = 0; n < 3000; n += 1) endless.client(`X-${n}: ${'y'.repeat(100)}\r\n`);
    expect(endless.verdict).toMatchObject({ kind: 'over-limit' });
    const line = talk().client(GET.slice(0, -2), `X: ${'y'.repeat(100_000)}`);
    expect(line.verdict).toMatchObject({ kind: 'over-limit' });
  });
});

describe('bodies are passed over', () => {
  it('by length', () => {
    const t = talk().client(`PUT /a HTTP/1.1\r\nContent-Length: ${GET.length}\r\n\r\n${GET}${GET}`);
    expect(t.said).toEqual(['> PUT /a HTTP/1.1', '> GET / HTTP/1.1']);
  });

  it('in chunks with extensions and trailers', () => {
    const t = talk()
      .client(GET, GET)
      .server('HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n')
      .server(`${GET.length.toString(16)};name=value\r\n${GET}\r\n`, 'A\r\n0123456789\r\n')
      .server(
        '0\r\nTrailer: HTTP/1.1 200\r\n\r\n',
        'HTTP/1.1 304 Not Modified\r\nContent-Length: 50\r\n\r\n',
      );
    expect(t.said.slice(2)).toEqual(['< 200 OK', '< trailers  Trailer: HTTP/1.1 200', '< 304 Not Modified']);
    expect(t.sayings[2]?.fields).toMatchObject({ bodyBytes: GET.length + 10 });
    expect(t.sayings[3]).toMatchObject({ role: 'event', fields: { trailers: ['Trailer: HTTP/1.1 200'] } });
    expect(t.verdict).toBeNull();
  });

  it('until the end, where nothing tells their length', () => {
    const t = talk().client(GET).server('HTTP/1.0 200 OK\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\n');
    expect(t.said).toEqual(['> GET / HTTP/1.1', '< 200 OK']);
  });

  it('which answers to HEAD, 1xx, 204 and 304 do not have', () => {
    const t = talk()
      .client('HEAD / HTTP/1.1\r\n\r\n', GET)
      .server('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n')
      .server('HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx');
    expect(t.said.slice(2)).toEqual(['< 200 OK', '< 103 Early Hints', '< 200 OK']);
  });

  it('chunks without a size, or of another one than they say, are malformed', () => {
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    for (const body of ['xyz\r\n', '3\r\nabcdef\r\n', '\r\n', 'fffffffffffffffff\r\n', '-1\r\n']) {
      expect(talk().client(GET).server(chunked, body).verdict, body).toMatchObject({ kind: 'malformed' });
    }
  });

  it('a length that contradicts itself is not relied on: the next beginning is looked for', () => {
    const t = talk().client(
      'POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n',
      'abcde',
      GET,
    );
    expect(t.said).toEqual([
      '> POST / HTTP/1.1',
      '> malformed HTTP: two Content-Lengths',
      '> GET / HTTP/1.1',
    ]);
  });

  it.each([
    ['Content-Length: 2, 2', ['> GET / HTTP/1.1']],
    ['Content-Length: 2\r\nContent-Length: 2', ['> GET / HTTP/1.1']],
    ['Content-Length: 2, 3', ['> malformed HTTP: two Content-Lengths', '> GET / HTTP/1.1']],
    ['Content-Length: ab', ['> malformed HTTP: a Content-Length that is no number', '> GET / HTTP/1.1']],
    [
      'Transfer-Encoding: gzip',
      ['> malformed HTTP: a Transfer-Encoding that does not end in chunked', '> GET / HTTP/1.1'],
    ],
  ])('%s', (field, said) => {
    expect(talk().client(`POST / HTTP/1.1\r\n${field}\r\n\r\n{}`, GET).said.slice(1)).toEqual(said);
  });
});

describe('switching', () => {
  const upgrade = 'GET /chat HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

  it('hands over with the name that 101 tells, and with what follows it', () => {
    const t = talk()
      .client(upgrade)
      .server('HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\n\r\n\x81\x01a');
    expect(t.verdict).toMatchObject({ kind: 'hand-over', to: 'websocket' });
    expect(t.dissection.rests.of(1)?.length).toBe(3);
    expect(t.said).toEqual([
      '> GET /chat HTTP/1.1  Upgrade: websocket',
      '< 101 Switching Protocols  Upgrade: WebSocket',
    ]);
  });

  it.each([
    ['h2c', 'http2'],
    ['TLS/1.0', 'tls'],
    ['IRC/6.9, RTA/x11', 'irc'],
    ['\x1b[31m', null],
  ])('names %j as %j', (token, to) => {
    const t = talk().client(GET).server(`HTTP/1.1 101 Switching\r\nUpgrade: ${token}\r\n\r\n`);
    expect(t.verdict).toMatchObject({ kind: 'hand-over', to });
  });

  it('keeps what the client says too early for the protocol that it offered', () => {
    const t = talk().client(upgrade, '\x81\x80abcd').server('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    expect(t.verdict).toMatchObject({ kind: 'hand-over', to: 'websocket' });
    expect(t.dissection.rests.of(0)?.length).toBe(6);
  });

  it('goes on in HTTP where the offer is not taken', () => {
    const t = talk().client(upgrade, GET);
    expect(t.said).toHaveLength(1);
    t.server('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', 'HTTP/1.1 204 No Content\r\n\r\n');
    expect(t.said).toEqual([
      '> GET /chat HTTP/1.1  Upgrade: websocket',
      '< 200 OK',
      '< websocket not taken',
      '> GET / HTTP/1.1',
      '< 204 No Content',
    ]);
  });

  const h2c = 'Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n';
  it.each([
    ['1.0', h2c, '1.1', 'the request is HTTP/1.0'],
    [
      '1.1',
      `${h2c}Connection: Upgrade, HTTP2-Settings\r\nConnection: Close\r\n`,
      '1.1',
      'the request said Connection: close',
    ],
    ['1.1', h2c, '1.1', 'the request did not say Connection: Upgrade'],
    ['1.1', `${h2c}Connection: upgrade\r\n`, '1.1', 'the request did not name HTTP2-Settings in Connection'],
    ['1.1', `${h2c}Connection: Upgrade, HTTP2-Settings\r\n`, '1.0', 'the server answered in HTTP/1.0'],
    ['1.1', `${h2c}Connection: Upgrade, HTTP2-Settings\r\n`, '1.1', null],
  ])('says why an offer is not taken: request %s, %j, response %s', (version, fields, answered, reason) => {
    const t = talk().client(`GET / HTTP/${version}\r\n${fields}\r\n`);
    t.server(`HTTP/${answered} 200 OK\r\nContent-Length: 0\r\n\r\n`);
    expect(t.said[2]).toBe(`< h2c not taken${reason === null ? '' : `: ${reason}`}`);
    expect(t.sayings[2]).toMatchObject({ role: 'event', fields: { upgradeOffered: 'h2c', reason } });
  });

  it('opens a tunnel for CONNECT: what is in it has to show itself', () => {
    const connect = 'CONNECT example.org:443 HTTP/1.1\r\n\r\n';
    const t = talk().client(connect).server('HTTP/1.1 200 Connection established\r\n\r\n');
    expect(t.verdict).toMatchObject({ kind: 'hand-over', to: null });
    const refused = talk()
      .client(connect)
      .server('HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno')
      .client(GET);
    expect(refused.said).toEqual(['> CONNECT example.org:443 HTTP/1.1', '< 407 No', '> GET / HTTP/1.1']);
  });
});

describe('notes behind the start line', () => {
  const responseLine = (fields: string) =>
    talk().client(GET).server(`HTTP/1.1 200 OK\r\n${fields}Content-Length: 0\r\n\r\n`).said[1];

  it.each([
    ['Connection: Close\r\n', 'Connection: close'],
    ['Connection: keep-alive\r\n', 'Connection: keep-alive'],
    ['Connection: keep-alive\r\nKeep-Alive: timeout=5, max=100\r\n', 'Keep-Alive: timeout=5, max=100'],
    ['Content-Encoding: gzip\r\nConnection: close\r\n', 'Content-Encoding: gzip  Connection: close'],
    ['Content-Range: bytes 0-1/5\r\n', 'Content-Range: bytes 0-1/5'],
  ])('%j', (fields, notes) => {
    expect(responseLine(fields)).toBe(`< 200 OK  ${notes}`);
  });

  it('say of a request what it expects, and what it asks for', () => {
    const t = talk().client('PUT / HTTP/1.1\r\nExpect: 100-continue\r\nRange: bytes=0-9\r\n\r\n');
    expect(t.said).toEqual(['> PUT / HTTP/1.1  Expect: 100-continue  Range: bytes=0-9']);
  });

  it('never make a summary longer than it may be', () => {
    const t = talk().client(
      `GET /${'x'.repeat(5000)} HTTP/1.1\r\nRange: ${'y'.repeat(500)}\r\nConnection: close\r\n\r\n`,
    );
    expect(t.sayings[0]?.summary.length).toBeLessThanOrEqual(1200);
    expect(t.sayings[0]?.summary.endsWith('  Connection: close')).toBe(true);
  });

  it('what Keep-Alive promises stands in fields of its own', () => {
    const t = talk().client(GET);
    t.server('HTTP/1.1 200 OK\r\nKeep-Alive: timeout = 5,max=x, MAX=7\r\nContent-Length: 0\r\n\r\n');
    expect(t.sayings[1]?.fields).toMatchObject({ keepAliveTimeoutSeconds: 5, keepAliveMax: 7 });
  });
});

describe('a start line', () => {
  it('keeps its version behind the name of a value that is left out, where there is no value', () => {
    const t = talk()
      .client('GET /?user=joe&token= HTTP/1.1\r\n\r\n')
      .client('GET /?token=a HTTP/1.1\r\n\r\n');
    expect(t.said).toEqual(['> GET /?user=joe&token= HTTP/1.1', '> GET /?token=… HTTP/1.1']);
  });
});

describe('server-sent events', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n';

  it('are told without the values that let somebody in', () => {
    const t = talk().client(GET).server(`${head}\r\n`, 'data: {"token":"hunter2"}\n\n');
    expect(t.said.slice(2)).toEqual(['< data: {"token":"…"}']);
    expect(t.sayings[2]?.fields.data).toBe('{"token":"…"}');
  });

  it.each([
    ['CR alone', 'data: a\rdata: b\r\rdata: c\r\r'],
    ['CR and LF', 'data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n'],
    ['each in its way', 'data: a\ndata: b\r\n\rdata: c\n\r\n'],
    ['a byte order mark before them', '\xef\xbb\xbfdata: a\ndata: b\n\ndata: c\n\n'],
  ])('lines may end with %s', (_, body) => {
    const events = ['< data: a  (2 lines)', '< data: c'];
    for (const parts of [[body], [...body]]) {
      const t = talk()
        .client(GET)
        .server(`${head}\r\n`, ...parts);
      expect(t.said.slice(2)).toEqual(events);
    }
  });

  it('a byte order mark is none where it does not come first', () => {
    const t = talk().client(GET).server(`${head}\r\ndata: a\n\n\xef\xbb\xbfdata: b\n\n`);
    expect(t.said.slice(2)).toEqual(['< data: a']);
  });
  const body = ': hello\n\nevent: tick\r\nid: 7\r\ndata: 1\r\n\r\ndata:a\ndata: b\n\nretry: 5\n\n';
  const told = ['< event: tick  data: 1', '< data: a  (2 lines)'];

  it('are told one by one, in chunks that are cut anywhere', () => {
    for (let size = 1; size < body.length; size += 5) {
      const t = talk().client(GET).server(`${head}Transfer-Encoding: chunked\r\n\r\n`);
      for (let at = 0; at < body.length; at += size) {
        const part = body.slice(at, at + size);
        t.server(`${part.length.toString(16)}\r\n${part}\r\n`);
      }
      expect(t.said.slice(2)).toEqual(told);
    }
  });

  it('until the connection ends, with their fields', () => {
    const t = talk().client(GET).server(`${head}\r\n`, body);
    expect(t.said.slice(2)).toEqual(told);
    expect(t.sayings[2]).toMatchObject({ role: 'event', fields: { event: 'tick', id: '7', data: '1' } });
    expect(t.sayings[3]?.fields).toEqual({ data: 'a', dataLines: 2 });
  });

  it('of which octets are missing are not told, those behind them are', () => {
    const t = talk().client(GET).server(`${head}\r\n`, 'data: 1\nda').gap(1, 50);
    t.server('ta: 2\n\ndata: 3\n\n');
    expect(t.said.slice(2)).toEqual(['< data: 3']);
  });

  it('are cut where they are long, and cannot harm a terminal', () => {
    const t = talk()
      .client(GET)
      .server(`${head}\r\n`, `data: \x1b[2J${'x'.repeat(10_000)}\n\n`);
    expect(t.sayings[2]?.summary.length).toBeLessThanOrEqual(200);
    expect(t.said[2]).toMatch(/^< data: ·\[2Jx+…$/);
  });
});

describe('missing octets', () => {
  it('inside a body of known length change nothing', () => {
    const t = talk().client(GET, GET).server('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab').gap(1, 7);
    t.server('jHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n');
    expect(t.said.slice(2)).toEqual(['< 200 OK', '< 201 Created']);
  });

  it('inside a head cut it short, and the next message is found at the beginning of a stretch', () => {
    const t = talk().client('GET /a HTTP/1.1\r\nHost: x\r\nUser-').gap(0, 30).client('body', GET);
    expect(t.said).toEqual(['> GET /a HTTP/1.1', '> GET / HTTP/1.1']);
    expect(t.sayings[0]?.fields).toMatchObject({ host: 'x', incomplete: true });
  });

  it('answers that were missed do not shift the ones that follow', () => {
    const t = talk().client(GET).gap(1, 100).client('HEAD / HTTP/1.1\r\n\r\n');
    t.server('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\n');
    expect(t.said.slice(2)).toEqual(['< 200 OK', '< 200 OK']);
  });

  it('while it is open whether the protocol changes end it', () => {
    const t = talk().client('GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n').gap(0, 5);
    expect(t.verdict).toEqual({ kind: 'stop', reason: null, of: 0 });
  });
});

describe('a server that wants TLS', () => {
  const refusal = (body: string) =>
    `HTTP/1.1 400 Bad Request\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
  const body = '<title>400 The plain HTTP request was sent to HTTPS port</title>';

  it('says so in its own words, wherever they are cut, and once', () => {
    const text = refusal(`${body}${body}`);
    for (let at = 1; at < text.length; at += 1) {
      const t = talk().client(GET).server(text.slice(0, at), text.slice(at));
      expect(t.said.slice(2), `cut at ${at}`).toEqual(['< "The plain HTTP request was sent to HTTPS port"']);
    }
    const t = talk().client(GET).server(refusal('Client sent an HTTP request to an HTTPS server.\n'));
    expect(t.sayings.at(-1)).toMatchObject({ role: 'event', fields: { tlsWanted: true } });
  });

  it('is not taken for one for another reason, nor far inside of a body', () => {
    expect(talk().client(GET).server(refusal('no such thing')).said).toHaveLength(2);
    expect(
      talk()
        .client(GET)
        .server(refusal(`${'a'.repeat(1024)}${body}`)).said,
    ).toHaveLength(2);
    const found = refusal(body).replace('400 Bad Request', '200 OK');
    expect(talk().client(GET).server(found).said).toHaveLength(2);
  });
});

describe('a body of which the end never comes', () => {
  const response = (fields: string, body: string) =>
    talk().client(GET).server(`HTTP/1.1 200 OK\r\n${fields}\r\n\r\n${body}`);

  it.each([
    ['Content-Length: 1000', 'abc', 3, 1000],
    ['Content-Length: 1000', '', 0, 1000],
    ['Transfer-Encoding: chunked', '3\r\nabc\r\n', 3, 'last-chunk'],
    ['Transfer-Encoding: chunked', '8\r\nabc', 3, 'last-chunk'],
  ])('%s', (fields, body, octets, whole) => {
    const cut = [{ from: 1, kind: 'body-cut-short', octets, end: whole }];
    expect(response(fields, body).end(1).noticed).toEqual(cut);
    for (const by of [0, 1] as const) expect(response(fields, body).reset(by).noticed).toEqual(cut);
  });

  it('a body that lasts until its side closes ends with a FIN, and never with an RST', () => {
    const cut = [{ from: 1, kind: 'body-cut-short', octets: 3, end: 'close' }];
    for (const by of [0, 1] as const) {
      expect(response('Connection: close', 'abc').reset(by).noticed).toEqual(cut);
      expect(response('Connection: close', 'abc').end(1).reset(by).noticed).toEqual([]);
      const left = response('Connection: close', 'abc').end(0);
      expect(left.noticed).toEqual([{ from: 0, kind: 'response-left' }]);
      expect(left.reset(by).noticed.slice(1)).toEqual(cut);
    }
  });

  it('a response that its client leaves is noticed, and not one that has not begun or is whole', () => {
    const left = { from: 0, kind: 'response-left' };
    expect(response('Content-Length: 9', 'abc').end(0).noticed).toContainEqual(left);
    expect(response('Content-Length: 3', 'abc').end(0).noticed).toEqual([]);
    expect(talk().client(GET).end(0).noticed).toEqual([]);
  });

  it('a stream of events has no end that could be missed where its reader leaves', () => {
    const events = (): Talk =>
      response('Content-Type: text/event-stream\r\nTransfer-Encoding: chunked', '3\r\n:\n\n\r\n');
    const left = { from: 0, kind: 'response-left' };
    expect(events().reset(0).noticed).toEqual([]);
    expect(events().end(0).end(1).noticed).toEqual([left]);
    for (const failed of [events().end(1), events().reset(1)])
      expect(failed.noticed).toEqual([{ from: 1, kind: 'body-cut-short', octets: 3, end: 'last-chunk' }]);
  });

  it('counts the octets of the last body alone', () => {
    const t = response('Content-Length: 3', 'abc')
      .client(GET)
      .server('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na');
    expect(t.end(1).noticed).toMatchObject([{ octets: 1, end: 9 }]);
  });

  it('is noticed of no response that is whole, or of which the request was not seen', () => {
    for (const t of [
      response('Content-Length: 3', 'abc'),
      response('Transfer-Encoding: chunked', '3\r\nabc\r\n0\r\n\r\n'),
      response('Connection: close', 'abc'),
      talk().client('HEAD / HTTP/1.1\r\n\r\n').server('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'),
      talk().server('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'),
    ])
      expect(t.end(1).noticed).toEqual([]);
  });

  it('is noticed of a request that waits for its answer, and of none that has it', () => {
    const upload = () => talk().client('PUT / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc');
    expect(upload().end(0).noticed).toEqual([{ from: 0, kind: 'body-cut-short', octets: 3, end: 9 }]);
    const refused = upload().server('HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n');
    expect(refused.end(0).noticed).toEqual([{ from: 0, kind: 'request-left' }]);
  });
});

describe('several spaces around a target', () => {
  it('are no part of it', () => {
    const t = talk()
      .client('GET   /a b  HTTP/1.1\r\n\r\n')
      .server('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    expect(t.said).toEqual(['> GET   /a b  HTTP/1.1', '< 200 OK']);
    expect(t.sayings[0]?.fields).toMatchObject({ method: 'GET', target: '/a b' });
  });

  it('make no request of a line with an unusual method', () => {
    expect(talk().client(GET, 'get  / HTTP/1.1\r\n\r\n').verdict).toMatchObject({ kind: 'malformed' });
  });
});

describe('what is no HTTP', () => {
  it('an answer in frames of HTTP/2 is seen to be none at once', () => {
    expect(talk().client(GET).server('\0\0\0\x04\0\0\0\0\0').verdict).toMatchObject({ kind: 'malformed' });
  });

  it.each([
    'GET / HTTP/2.0\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'DESCRIBE rtsp://x RTSP/1.0\r\n',
    'INVITE sip:a@b SIP/2.0\r\n',
    'GET /old\r\n',
    'GET  HTTP/1.1\r\n',
    'get / HTTP/2.0\r\n',
    'get / H',
    'some words',
    'some words HTTP/1.1\r\n',
    'hello meGET / HTTP/1.1\r\n',
    'get /some words HTTP/1.1\r\n',
    '"GET" / HTTP/1.1\r\n',
    'X2!FOO /\0 HTTP/1.1\r\n',
    '\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n',
    ' GET / HTTP/1.1\r\n',
    'GET / HTTP/1.1 \r\n',
    'GET /\0 HTTP/1.1\r\n',
    'HTTP/1.1 2000 OK\r\n',
    'HTTP/1.1 20 OK\r\n',
    'HTTP/1.1  200 OK\r\n',
    'HTTP/2 200 OK\r\n',
    'EHLO example.org\r\n',
    '\x16\x03\x01\x02\x00',
  ])('%j', (text) => {
    const octets = new Uint8Array(Buffer.from(text, 'latin1'));
    const span = { octets, view: new DataView(octets.buffer), start: 0, end: octets.length };
    expect(http1.identify(span, 0, span)).toBe('reject');
  });

  it('an answer from the side that asks is malformed', () => {
    expect(talk().client(GET, 'HTTP/1.1 200 OK\r\n\r\n').verdict).toMatchObject({ kind: 'malformed' });
    expect(talk().client(GET).server(GET).verdict).toMatchObject({ kind: 'malformed' });
  });
});

it.each([
  ['HTTP/1.1 400 Bad Request\r\n', true],
  ['<!DOCTYPE HTML>\n<html lang="en">', true],
  ['<HTML><head>', true],
  ['HTTP', false],
  ['<?xml version="1.0"?>', false],
  ['\0\0\0\x04\0\0\0\0\0', false],
])('%j is how a server answers what is no request: %s', (text, expected) => {
  expect(beginsLikeAnswer(Buffer.from(text, 'latin1'), 0, text.length)).toBe(expected);
});

describe('408', () => {
  const TIMEOUT = 'HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n';
  const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

  it.each([
    ['to no request', [OK], [], 'event'],
    ['before the first request', [], null, 'event'],
    ['to a request', [], [], 'response'],
    ['to half a head', [OK], ['GET / HTTP/1.1\r\n'], 'response'],
    ['to half a line', [OK], ['GET /'], 'response'],
    ['behind another one', [OK, TIMEOUT], [], 'event'],
  ] as const)('%s', (_, answers, begun, role) => {
    const t = talk();
    if (begun !== null)
      t.client(GET)
        .server(...answers)
        .client(...begun);
    t.server(TIMEOUT);
    expect(t.sayings.at(-1)?.role).toBe(role);
    expect(t.noticed.at(-1)?.kind === 'farewell').toBe(role === 'event');
  });
});
