import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { faultJa, icmpErrorJa } from '../../../../src/core/dialogue/explain/terms-ja.ts';
import { explain } from '../../../../src/core/dialogue/explain.ts';
import { icmpErrorText } from '../../../../src/core/tcp/icmp-errors.ts';
import type { DialogueView } from '../../../../src/core/view/snapshot.ts';
import { DialogueBuilder } from '../../../support/dialogue-builder.ts';

const JAPANESE = /^[ぁ-んァ-ヶー一-龠]+$/;
/** They say something else than that a host cannot be reached: no connection is refused by them. */
const REFUSES_NOTHING = new Set(['packet too big']);

it.each([
  [4, 3, 15],
  [6, 1, 6],
])('ICMP errors of IPv%i that refuse a connection have a Japanese name', (version, type, lastCode) => {
  const names = Array.from({ length: lastCode + 1 }, (_, code) => icmpErrorText(version, (type << 8) | code));
  for (const name of names.filter((text) => !REFUSES_NOTHING.has(text)))
    expect(icmpErrorJa(name)).toMatch(JAPANESE);
});

const request = (connection: string, version = '1.1') => ({
  payload: `GET / HTTP/${version}\r\nHost: a\r\nUpgrade: h2c\r\n${connection}\r\n`,
});
const response = (version = '1.1') => ({ payload: `HTTP/${version} 200 OK\r\nContent-Length: 0\r\n\r\n` });

it.each([
  ['Connection: Upgrade, HTTP2-Settings\r\n', '1.0', '1.1', 'リクエストが HTTP/1.0 であるためとみられます。'],
  [
    'Connection: Upgrade, close\r\n',
    '1.1',
    '1.1',
    'リクエストに Connection: close があったためとみられます。',
  ],
  ['', '1.1', '1.1', 'リクエストに Connection: Upgrade がないためとみられます。'],
  [
    'Connection: Upgrade\r\n',
    '1.1',
    '1.1',
    'リクエストの Connection に HTTP2-Settings がないためとみられます。',
  ],
  ['Connection: Upgrade, HTTP2-Settings\r\n', '1.1', '1.0', 'サーバーが HTTP/1.0 で答えるためとみられます。'],
])('an Upgrade that was passed over: %s %s %s', (connection, requested, responded, expected) => {
  const { analysis } = new DialogueBuilder()
    .handshake()
    .c('PA', request(connection, requested))
    .s('PA', response(responded));
  const told = explain(analysis.dialogueOf(0, false) as DialogueView, 'ja').map(({ text }) => text);
  expect(told).toContainEqual(expect.stringMatching(/「h2c」への切り替え.*応じません。/));
  expect(told.some((text) => text.endsWith(expected))).toBe(true);
});

describe('why what is said is not followed', () => {
  const protocols = new URL('../../../../src/core/protocols/', import.meta.url);
  const sources = readdirSync(protocols, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(name, protocols), 'utf8'));
  const reasons = new Set(
    sources.flatMap((source) =>
      [/malformed\(\s*'([^']+)'/g, /\bfault = '([^']+)'/g].flatMap((form) =>
        Array.from(source.matchAll(form), ([, reason = '']) => reason),
      ),
    ),
  );

  it('has a Japanese wording wherever a dissector names it', () => {
    expect(reasons.size).toBeGreaterThan(10);
    for (const reason of reasons) expect(faultJa(reason)).toMatch(/[ぁ-ん]$/);
  });

  it.each([
    ['SSH instead', 'SSH です'],
    ['too much of one message to hold', '一つのメッセージが長すぎます'],
    ['a PING frame of 7 octets', '「PING」フレームの長さが 7 バイトです'],
    [
      'a SETTINGS frame of a stream',
      'ストリームに属さないはずの「SETTINGS」フレームがストリームで送られています',
    ],
    ['a DATA frame of no stream', '「DATA」フレームがストリームに属していません'],
    ['authentication by GSSAPI', '認証方式は「GSSAPI」です'],
    ['reserved bits are set', '予約ビットが立っています'],
    ['something new', '「something new」'],
  ])('%s', (reason, japanese) => expect(faultJa(reason)).toBe(japanese));
});
