import { describe, expect, it } from 'vitest';
import { FILTER_FIELDS } from '../../../src/core/view/filter/fields.ts';
import { parseFilter } from '../../../src/core/view/filter.ts';

describe('a wrong filter says where and what', () => {
  const names = FILTER_FIELDS.map(({ name }) => name).join(', ');

  it.each<[string, number, string]>([
    ['port:80 prot:http', 8, `unknown field 'prot': one of ${names}`],
    ['http://example.org', 0, `unknown field 'http': one of ${names}`],
    ['port:', 5, 'port: needs a value, as in port:8000'],
    ['port:80,', 8, 'port: needs a value, as in port:8000'],
    ['text:""', 5, 'text: needs a value, as in text:"GET /"'],
    ['!', 1, 'a value is missing here'],
    [',80', 0, 'a value is missing here'],
    ['port:http', 5, "'http' is not a port from 0 to 65535"],
    ['65536', 0, "'65536' is not a port from 0 to 65535"],
    ['port:8.5', 5, "'8.5' is not a port from 0 to 65535"],
    ['host:example.org', 5, "'example.org' is not an address or prefix such as 10.0.0.0/8"],
    ['state:opn', 6, "'opn' is not one of syn, open, half-closed, closing, closed, reset, refused"],
    ['closedby:me', 9, "'me' is not one of client, server, both, none"],
    ['flag:X', 5, "'X' is not a control bit: letters of FSRPAUECN, or a name such as RST"],
    ['bytes:>1X', 6, "'>1X' is not a number such as 10, 1.5M or 64Ki"],
    ['bytes:>', 6, "'>' is not a number such as 10, 1.5M or 64Ki"],
    ['bytes:1constructor', 6, "'1constructor' is not a number such as 10, 1.5M or 64Ki"],
    ['age:5d', 4, "'5d' is not a time such as 5s, 200ms or 1.5m"],
    ['say "hello', 4, 'a closing " is missing'],
    ['/index.html', 0, 'a closing / is missing, or quotes around a path'],
    ['"a"b', 3, 'a space or a comma is missing here'],
    ['/[/', 0, "'[' is not a regular expression"],
    ['/a.*b.*c.*d.*/', 0, "'a.*b.*c.*d.*' repeats more than 3 times: write it with fewer"],
    ['state:\x1b[2J', 6, "'·[2J' is not one of syn, open, half-closed, closing, closed, reset, refused"],
  ])('%j', (text, at, what) => {
    expect(parseFilter(text)).toEqual({ ok: false, at, what });
  });

  it('bounds lengths', () => {
    expect(parseFilter('a'.repeat(201))).toMatchObject({
      ok: false,
      what: 'a text has at most 200 characters',
    });
    expect(parseFilter(`/${'a'.repeat(201)}/`)).toMatchObject({ ok: false });
    expect(parseFilter(' '.repeat(1001))).toEqual({
      ok: false,
      at: 1000,
      what: 'a filter has at most 1000 characters',
    });
  });

  it.each(['(a+)+$', '((a*)b?){2,}', '(a|aa)*', '(a?a?)+', '(?:(a|b)c)*', '(x(y+))*'])(
    'refuses /%s/, which could take forever',
    (expression) => {
      const reason = 'repeats a group that itself repeats or chooses: write it without one of them';
      expect(parseFilter(`/${expression}/`)).toEqual({ ok: false, at: 0, what: `'${expression}' ${reason}` });
    },
  );

  it.each(['(a|b)c+', '[ab]+c', 'a{2}(b+)?', '(\\+)*', '([+*?|])+', '(?:ab)*c+', '(a+)(b)+', 'a+?b*?'])(
    'accepts /%s/',
    (expression) => {
      expect(parseFilter(`/${expression}/`)).toMatchObject({ ok: true });
    },
  );
});
