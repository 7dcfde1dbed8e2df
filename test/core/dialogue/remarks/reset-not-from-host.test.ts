import { expect, test } from 'vitest';
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
