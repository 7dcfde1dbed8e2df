import { expect, test } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { DialogueBuilder } from '../../../support/dialogue-builder.ts';
import { remarkCodesOf, remarksToldOf } from '../../../support/remarks.ts';

const CODE = 'large-packets-lost';
const SECOND = 1e9;
const large = { payload: 'x'.repeat(1400) };
const again = { ...large, sequence: 1, after: SECOND };
const smaller = { payload: 'x'.repeat(1000), sequence: 1, after: SECOND };
const stuck = () => {
  const d = new DialogueBuilder().handshake().c('PA', { payload: 'GET /\r\n' }).s('A').s('PA', large);
  return d.s('PA', again).s('PA', again).s('PA', again);
};

test.each([
  [0, "S's segments of 1,448 octets got no ACK (retransmitted 5 times), smaller packets got through"],
  [1, "S's segments of 1,448 octets got no ACK (retransmitted 3 times), those of 1,024 did"],
])('large-packets-lost %i: %s', (id, what) => {
  expect(remarksToldOf(analyse('large-packets-lost'), id)).toContain(`${CODE}: ${what}`);
});

test('the same octets in a smaller segment get through', () => {
  expect(remarkCodesOf(stuck().s('PA', smaller).c('A', { acknowledge: 1001 }).analysis)).toContain(CODE);
  // Nothing does, or what was sent before.
  expect(remarkCodesOf(stuck().analysis)).not.toContain(CODE);
  expect(remarkCodesOf(stuck().s('PA', smaller).analysis)).not.toContain(CODE);
  expect(remarkCodesOf(stuck().c('A').s('PA', smaller).analysis)).not.toContain(CODE);
  // As large as before, in the end.
  const recovered = stuck().s('PA', smaller).c('A', { acknowledge: 1001 }).s('PA', large).c('A');
  expect(remarkCodesOf(recovered.analysis)).not.toContain(CODE);
});

test('the other side tells of what is behind, and of no more than the smaller ones', () => {
  const begun = new DialogueBuilder().handshake().c('PA', { payload: 'GET /\r\n' }).s('A');
  const missing = { acknowledge: 1 };
  const lost = begun.s('PA', large).s('PA', { payload: 'end' }).c('A', missing);
  expect(remarkCodesOf(lost.s('PA', again).s('PA', again).s('PA', again).analysis)).toContain(CODE);
  const loss = new DialogueBuilder().handshake().c('PA', { payload: 'GET /\r\n' }).s('A');
  loss.s('PA', large).s('PA', large).c('A', missing).s('PA', again).s('PA', again).s('PA', again);
  expect(remarkCodesOf(loss.analysis)).not.toContain(CODE);
});

test('an ACK that the other side needs arrives', () => {
  const spoken = stuck().c('PA', { payload: 'again?', acknowledge: 1 }).s('A', { sequence: 1401 });
  expect(remarkCodesOf(spoken.s('PA', { ...again, after: 2 * SECOND }).analysis)).toContain(CODE);
  const deaf = stuck().c('PA', { payload: 'again?', acknowledge: 1 }).s('A', { sequence: 1401 });
  deaf
    .c('PA', { payload: 'again?', sequence: 8, acknowledge: 1, after: SECOND })
    .s('PA', { ...again, after: 2 * SECOND });
  expect(remarkCodesOf(deaf.analysis)).not.toContain(CODE);
});
