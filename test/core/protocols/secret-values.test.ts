import { describe, expect, it } from 'vitest';
import { withoutSecretValues } from '../../../src/core/protocols/secret-values.ts';
import { BARE, UNICODE } from '../../../src/draw/style.ts';
import { explainForm } from '../../../src/report/explain.ts';
import { analyse } from '../../support/analyse.ts';
import { connectionLine } from '../../support/json.ts';
import { written } from '../../support/octet-text.ts';

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
