import { expect, test } from 'vitest';
import { explain } from '../../../../src/core/dialogue/explain.ts';
import type { DialogueView } from '../../../../src/core/view/snapshot.ts';
import { analyse } from '../../../support/analyse.ts';
import { DialogueBuilder } from '../../../support/dialogue-builder.ts';
import { remarkCodesOf, remarksToldOf } from '../../../support/remarks.ts';

const CODE = 'gave-up-waiting';
const SECOND = 1e9;
const ask = { payload: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n' };
const answer = { payload: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n' };
const asked = () => new DialogueBuilder().handshake().c('PA', ask).s('A');

test.each([
  // Its response came 1.5 s later, and was reset.
  ['no-answer', 0, 'C gave up waiting for the response after 1.5 s and closed (FIN)'],
  ['no-answer', 1, 'C gave up waiting for the response after 1.2 s and reset the connection (RST)'],
])('%s %i: %s', (capture, id, what) => {
  expect(remarksToldOf(analyse(capture), id)).toContain(`${CODE}: ${what}`);
});

test('only after a while, and only while nothing of the response had come', () => {
  expect(remarkCodesOf(asked().c('FA', { after: 2 * SECOND }).analysis)).toContain(CODE);
  expect(remarkCodesOf(asked().c('FA').analysis)).not.toContain(CODE);
  expect(
    remarkCodesOf(
      asked()
        .s('PA', answer)
        .c('FA', { after: 2 * SECOND }).analysis,
    ),
  ).not.toContain(CODE);
  expect(
    remarkCodesOf(
      asked()
        .s('FA', { after: 2 * SECOND })
        .c('FA').analysis,
    ),
  ).not.toContain(CODE);
});

test('not where a FIN only says that the request is all', () => {
  const closed = () =>
    asked()
      .c('FA', { after: 2 * SECOND })
      .s('A')
      .s('PA', { ...answer, after: SECOND });
  expect(remarkCodesOf(closed().c('A').analysis)).not.toContain(CODE);
  expect(remarkCodesOf(closed().c('R').analysis)).toContain(CODE);
});

test('not where the request may not have arrived, or is only begun', () => {
  const lost = new DialogueBuilder()
    .handshake()
    .c('PA', ask)
    .c('RA', { after: 1.5 * SECOND });
  expect(remarkCodesOf(lost.analysis)).not.toContain(CODE);
  // It would have been sent again.
  const taken = new DialogueBuilder()
    .handshake()
    .c('PA', ask)
    .c('RA', { after: 2.5 * SECOND });
  expect(remarkCodesOf(taken.analysis)).toContain(CODE);
  const begun = new DialogueBuilder().handshake().c('PA', { payload: 'GET / HTTP/1.1\r\n' }).s('A');
  expect(remarkCodesOf(begun.c('FA', { after: 2 * SECOND }).analysis)).not.toContain(CODE);
});

test('not where the number of the server tells that it had answered, and what it sent did not come', () => {
  const closed = asked().c('FA', { after: 2 * SECOND });
  expect(remarkCodesOf(closed.s('A', { sequence: 15_929 }).analysis)).not.toContain(CODE);
  const told = explain(closed.analysis.dialogueOf(0, false) as DialogueView, 'en').map(({ text }) => text);
  expect(told).toContain(
    'Something that S sent before this is missing here: it was lost, or comes later, or was not captured.',
  );
});

test('in HTTP/2 it says GOAWAY before', () => {
  const frame = (type: number, flags: number, stream: number, body: string) =>
    `\0\0${String.fromCharCode(body.length, type, flags)}\0\0\0${String.fromCharCode(stream)}${body}`;
  const settings = frame(4, 0, 0, '');
  const get = frame(1, 5, 1, '\0\x07:method\x03GET\0\x05:path\x01/');
  const goAway = frame(7, 0, 0, '\0'.repeat(8));
  const begun = () =>
    new DialogueBuilder()
      .handshake()
      .c('PA', { payload: `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${settings}` })
      .s('PA', { payload: settings });
  const left = begun()
    .c('PA', { payload: get })
    .s('A')
    .c('PA', { payload: goAway, after: 2 * SECOND })
    .c('FA');
  expect(remarkCodesOf(left.analysis)).toContain(CODE);
  const atOnce = begun()
    .c('PA', { payload: get + goAway })
    .s('A')
    .c('FA', { after: 0 });
  expect(remarkCodesOf(atOnce.analysis)).not.toContain(CODE);
});
