import { expect, test } from 'vitest';
import type { Analysis } from '../../../../src/core/analysis.ts';
import { explain } from '../../../../src/core/dialogue/explain.ts';
import type { DialogueView } from '../../../../src/core/view/snapshot.ts';
import { analyse } from '../../../support/analyse.ts';
import { DialogueBuilder } from '../../../support/dialogue-builder.ts';
import { remarkCodesOf, remarksToldOf } from '../../../support/remarks.ts';

const CODE = 'reset-not-from-host';
const MILLISECOND = 1e6;
const ask = { payload: 'GET / HTTP/1.1\r\n\r\n' };

test.each([
  // A firewall on the host of S answers for it, and lets S itself send again.
  ['reset-by-whom', 0, 'S itself: S went on 987 ms later as if it had not sent it'],
  // Injected on the way.
  ['reset-by-whom', 1, 'S itself: it came with TTL 250, all else from S with 64'],
  // The NAT between the two had forgotten the connection, and its own host answered.
  ['reset-by-whom', 2, 'C itself: it came with TTL 64, all else from C with 63'],
  ['reset-ignored', 0, 'S itself: S went on 343 ms later as if it had not sent it'],
])('%s %i: the RST was not sent by %s', (capture, id, proof) => {
  const told = remarksToldOf(analyse(capture), id);
  expect(told).toContain(`${CODE}: the RST was probably not sent by ${proof}`);
  expect(told.join()).not.toMatch(/reset-with-data-unread|connection-unknown/);
});

test('a TTL tells where it differs by more than it does by itself, and from no usual initial value', () => {
  const resetWith = (hopLimit: number, usual: number, last = usual) =>
    remarkCodesOf(
      new DialogueBuilder()
        .c('S')
        .s('SA', { hopLimit: usual })
        .c('A')
        .c('PA', ask)
        .s('A', { hopLimit: last })
        .s('RA', { hopLimit }).analysis,
    ).includes(CODE);
  expect(resetWith(57, 57)).toBe(false);
  expect(resetWith(56, 57)).toBe(true);
  // The route changes.
  expect(resetWith(56, 57, 58)).toBe(false);
  expect(resetWith(55, 57, 58)).toBe(true);
  // The same number of routers, and another initial value for what the system sends of its own.
  expect(resetWith(248, 57)).toBe(false);
  expect(resetWith(121, 57)).toBe(false);
  expect(resetWith(128, 57)).toBe(true);
});

test('what follows an RST at once was on its way, and who resets what it does not know is none of the two', () => {
  const reset = (after: number) =>
    new DialogueBuilder().handshake().c('PA', ask).s('A').s('RA').s('A', { after });
  expect(remarkCodesOf(reset(100 * MILLISECOND).analysis)).not.toContain(CODE);
  expect(remarkCodesOf(reset(300 * MILLISECOND).analysis)).toContain(CODE);
  // A scanner makes its own packets: its system knows nothing of the SYN.
  const scanner = new DialogueBuilder()
    .c('S')
    .s('SA')
    .c('R')
    .c('A', { after: 5000 * MILLISECOND });
  expect(remarkCodesOf(scanner.analysis)).not.toContain(CODE);
  // The connection was over when the RST came.
  const tidied = new DialogueBuilder().handshake().s('FA').c('PA', ask).s('R', { hopLimit: 50 });
  expect(remarkCodesOf(tidied.analysis)).not.toContain(CODE);
});

const toldOf = (analysis: Analysis, language: 'en' | 'ja' = 'en') =>
  explain(analysis.dialogueOf(0, false) as DialogueView, language).map(({ text }) => text);

test('who breaks off on the way tells both sides, each in the name of the other', () => {
  const asked = () => new DialogueBuilder().handshake().c('PA', ask).s('A').c('PA', ask);
  const both = asked().s('RA', { hopLimit: 99 }).c('RA', { hopLimit: 98 }).c('RA', { hopLimit: 98 });
  expect(remarksToldOf(both.analysis)).toEqual([
    `${CODE}: the RST was probably not sent by S itself, nor that in the name of C by C: it came with TTL 99, all else from S with 64; it came with TTL 98, all else from C with 64`,
  ]);
  expect(toldOf(both.analysis).filter((text) => /RST/.test(text) && !/TTL/.test(text))).toEqual([
    'An RST in the name of S, probably not from S itself, breaks the connection off, 6 µs after it began.',
    'An RST comes in the name of C as well.',
    'Another RST comes in the name of C.',
  ]);
  expect(toldOf(both.analysis, 'ja')).toContain('C の名でも RST が届きます。');
  // What C itself sends is its own.
  const one = asked().s('RA', { hopLimit: 99 }).c('R');
  expect(toldOf(one.analysis)).toContain('C sends an RST as well.');
});

test('what an RST broke off that its side has not sent is not what that side did', () => {
  const ok = (body: string) => ({ payload: `HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n${body}` });
  const reset = { hopLimit: 99, after: 5000 * MILLISECOND };
  const idle = new DialogueBuilder().handshake().c('PA', ask).s('PA', ok('hello')).c('A');
  expect(remarkCodesOf(idle.s('RA', reset).analysis)).toEqual([CODE]);
  const waiting = new DialogueBuilder().handshake().c('PA', ask).s('A');
  expect(remarkCodesOf(waiting.c('RA', reset).analysis)).toEqual([CODE]);
  const cut = new DialogueBuilder().handshake().c('PA', ask).s('PA', ok('hel')).c('A');
  expect(remarksToldOf(cut.s('RA', reset).analysis)).toContain(
    "body-cut-short: the body of S's response was cut short: 3 of 5 octets had come when an RST in the name of S came",
  );
});
