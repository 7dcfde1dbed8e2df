import { expect, test } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { DialogueBuilder } from '../../../support/dialogue-builder.ts';
import { remarkCodesOf, remarksToldOf } from '../../../support/remarks.ts';

const CODE = 'connection-unknown';
const SECOND = 1e9;
const ask = { payload: 'GET / HTTP/1.1\r\n\r\n' };
const answer = { payload: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n' };
const idle = () => new DialogueBuilder().handshake().c('PA', ask).s('PA', answer).c('A');

test('a host that has lost the connection in the meantime', () => {
  expect(remarksToldOf(analyse('reset-by-whom'), 3)).toEqual([
    'connection-unknown: S answered like a host without this connection (RST without ACK), after 3.0 s of silence',
  ]);
});

test('only an RST without ACK, made from the segment that it answers, after a while', () => {
  const asked = () => idle().c('PA', { ...ask, after: 2 * SECOND });
  const sent = answer.payload.length + 1;
  expect(remarkCodesOf(asked().s('R', { sequence: sent }).analysis)).toContain(CODE);
  // A program that breaks off.
  expect(remarkCodesOf(asked().s('RA', { sequence: sent }).analysis)).not.toContain(CODE);
  expect(remarkCodesOf(asked().s('R', { sequence: sent + 1 }).analysis)).not.toContain(CODE);
  expect(remarkCodesOf(asked().s('R', { sequence: sent, after: 3 * SECOND }).analysis)).not.toContain(CODE);
  expect(remarkCodesOf(idle().c('PA', ask).s('R', { sequence: sent }).analysis)).not.toContain(CODE);
});

test('not where the connection was closing, or never begun', () => {
  const closed = idle()
    .c('FA')
    .s('A')
    .c('A', { after: 2 * SECOND });
  expect(remarkCodesOf(closed.s('R').analysis)).not.toContain(CODE);
  // The queue of a listening program was full: nothing of the client was taken.
  const begun = new DialogueBuilder().handshake().c('PA', { ...ask, after: 2 * SECOND });
  expect(remarkCodesOf(begun.s('R', { sequence: 1 }).analysis)).not.toContain(CODE);
});
