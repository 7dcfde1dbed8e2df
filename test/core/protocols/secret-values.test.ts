import { describe, expect, it } from 'vitest';
import type { Dissector } from '../../../src/core/protocols/dissector.ts';
import { dissectorNamed } from '../../../src/core/protocols/index.ts';
import { withoutSecretValues } from '../../../src/core/protocols/secret-values.ts';
import { BARE, UNICODE } from '../../../src/draw/style.ts';
import { explainForm } from '../../../src/report/explain.ts';
import { analyse } from '../../support/analyse.ts';
import { connectionLine } from '../../support/json.ts';
import { written } from '../../support/octet-text.ts';
import { Talk } from './telling.ts';

describe('values that may be secret', () => {
  it.each([
    ['GET /a?x=1&token=hunter2&page=2 HTTP/1.1', 'GET /a?x=1&token=…&page=2 HTTP/1.1'],
    ['/o?X-Amz-Signature=ab12&client_secret=hunter2', '/o?X-Amz-Signature=…&client_secret=…'],
    ['user=joe;db_password=hunter2;ssl=on', 'user=joe;db_password=…;ssl=on'],
    ['psk=hunter2', 'psk=…'],
    ['api key: hunter2', 'api key: …'],
    ['{"token":{"a":"hunter2"},"n":1}', '{"token":…'],
    ['{"secret":["hunter2","b"]}', '{"secret":…'],
    ['/?token={1-2}&n=1', '/?token=…&n=1'],
    ['"api_key": "hunter \\"2", "n": 1', '"api_key": "…", "n": 1'],
    ['["{\\"token\\":\\"hunter2\\",\\"n\\":1}"]', '["{\\"token\\":\\"…\\",\\"n\\":1}"]'],
    ["{'secret': 'hunter 2'}", "{'secret': '…'}"],
    ['Authorization: Bearer hunter2', 'Authorization: …'],
    ['{"password":"hunt…', '{"password":"…'],
    ['amqp://joe:hun@ter2@host:5672/vhost', 'amqp://…@host:5672/vhost'],
    ['redis://:hunter2@host', 'redis://…@host'],
    ['https://hunter2@host/a', 'https://…@host/a'],
    ['GET https://joe:hunt…', 'GET https://…'],
  ])('are left out of %s', (line, told) => {
    expect(withoutSecretValues(line)).toBe(told);
  });

  it.each([
    'GET /?page=2&max_tokens=5&bypass=1&compass=north HTTP/1.1',
    'http://host:8080/@joe?next=https://example.org/@joe',
    'http://[::1]:8080/x',
    'Enter password: ',
    "Access denied for user 'app'@'localhost' (using password: YES)",
    'REGISTER sip:joe@example.org SIP/2.0',
    '',
  ])('are not in %j', (line) => {
    expect(withoutSecretValues(line)).toBe(line);
  });

  it('are looked for in a time that does not grow beyond the length', () => {
    for (const part of ['token', 'token="', '://', ':// @', '"', '\\"token\\":\\"', 'authorization: basic '])
      expect(withoutSecretValues(part.repeat(10_000))).toBeDefined();
  });
});

describe('texts that a protocol leaves to whoever speaks it', () => {
  const postgresql = (type: string, body: string) =>
    `${type}\0\0\0${String.fromCharCode(body.length + 4)}${body}`;
  const begun: Readonly<Record<string, readonly [name: string, client: string, server: string]>> = {
    'a reason of HTTP': [
      'http',
      'GET / HTTP/1.1\r\n\r\n',
      'HTTP/1.1 403 token=hunter2\r\nContent-Length: 0\r\n\r\n',
    ],
    'trailers of HTTP': [
      'http',
      'GET / HTTP/1.1\r\n\r\n',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Token: hunter2\r\n\r\n',
    ],
    'subprotocols of WebSocket': [
      'http',
      'GET / HTTP/1.1\r\nSec-WebSocket-Protocol: v1, access_token, hunter2\r\n\r\n',
      '',
    ],
    'a subprotocol with a token': [
      'http',
      'GET / HTTP/1.1\r\nSec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.hunter2\r\n\r\n',
      '',
    ],
    'debug data of GOAWAY': [
      'http2',
      '',
      '\0\0\0\x04\0\0\0\0\0\0\0\x15\x07\0\0\0\0\0\0\0\0\0\0\0\0\0token=hunter2',
    ],
    'a reason of Close': ['websocket', '', '\x88\x0f\x03\xe8token=hunter2'],
    'a reply of SMTP': ['smtp', '', '220 a\r\n550 see http://joe:hunter2@host/\r\n'],
    'a command of SMTP': ['smtp', 'MAIL FROM:<a@b> TOKEN=hunter2\r\n', ''],
    'a reply of FTP': ['ftp', '', '220 a\r\n530 password: hunter2\r\n'],
    'an error of Redis': ['redis', '*1\r\n$4\r\nPING\r\n', '-ERR token=hunter2\r\n'],
    'a value of Redis': ['redis', '*3\r\n$3\r\nSET\r\n$1\r\na\r\n$13\r\ntoken=hunter2\r\n', ''],
    'an error of PostgreSQL': [
      'postgresql',
      postgresql('Q', 'SELECT 1\0'),
      postgresql('E', "SERROR\0C42601\0Mnear password = 'hunter2'\0\0"),
    ],
    'a notification of PostgreSQL': [
      'postgresql',
      postgresql('Q', 'SELECT 1\0'),
      postgresql('A', '\0\0\0\x01jobs\0{"token":"hunter2"}\0'),
    ],
    'a statement': ['postgresql', postgresql('Q', "UPDATE a SET api_key='hunter2', n=1\0"), ''],
    'an error of MySQL': [
      'mysql',
      '\x02\0\0\0\x03x',
      "\x27\0\0\x01\xff\x28\x04#42000near 'IDENTIFIED BY 'hunter2''",
    ],
    'a line before that of SSH': ['ssh', 'SSH-2.0-x\r\n', 'token=hunter2\r\n'],
  };

  it.each(Object.entries(begun))('are told without secrets: %s', (_, [name, client, server]) => {
    const talk = new Talk(dissectorNamed(name) as Dissector);
    if (client !== '') talk.client(client);
    if (server !== '') talk.server(server);
    expect(talk.sayings).not.toEqual([]);
    expect(JSON.stringify(talk.sayings)).toContain('…');
    expect(JSON.stringify(talk.sayings)).not.toContain('hunter2');
  });
});

describe('a shop and a program of its own, with a password in all that is said', () => {
  const analysis = analyse('secrets');
  const connections = analysis.tracker.table.list();

  it('is told without it', () => {
    const style = { paint: BARE, glyphs: UNICODE };
    const form = explainForm(analysis, { width: 120, style, language: 'en' });
    const told = connections.map((c) => written((text) => form.connection(c, text))).join('');
    expect(told).toContain('`GET /login?user=joe&password=…&page=2 HTTP/1.1`');
    expect(told).toContain('`ssid=cellar psk (not shown)`');
    expect(told).toContain('`see amqp://…@127.0.0.1:5672/ for more`');
    const json = connections.map((c) => connectionLine(analysis, c, { messages: true, segments: true }));
    expect(json[0]).toContain('"location":"http://…@shop.example/?access_token=…&page=2"');
    expect(told + json.join('')).not.toContain('hunter2');
  });
});
