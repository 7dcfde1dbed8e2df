import { expect, test } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { DialogueBuilder } from '../../../support/dialogue-builder.ts';
import { remarkCodesOf, remarksToldOf } from '../../../support/remarks.ts';

const CODE = 'data-unanswered';
const SECOND = 1e9;
const ask = { payload: 'GET / HTTP/1.1\r\n\r\n' };
const again = { ...ask, sequence: 1, after: SECOND };

test.each([
  [
    'no-answer',
    2,
    'C retransmitted the same segment 4 times within 2.0 s, and nothing at all came back from S',
  ],
  [
    'blackhole',
    0,
    'C retransmitted the same segment 7 times within 13.5 s, and nothing at all came back from S',
  ],
])('%s %i: %s', (capture, id, what) => {
  expect(remarksToldOf(analyse(capture), id)).toContain(`${CODE}: ${what}`);
});

test('from the third time on, and only where nothing at all comes back', () => {
  const twice = () => new DialogueBuilder().handshake().c('PA', ask).c('PA', again).c('PA', again);
  expect(remarkCodesOf(twice().analysis)).not.toContain(CODE);
  expect(remarkCodesOf(twice().c('PA', again).analysis)).toContain(CODE);
  // Who has given up.
  expect(remarkCodesOf(twice().c('PA', again).c('RA').analysis)).toContain(CODE);
  expect(remarkCodesOf(twice().c('PA', again).s('A').analysis)).not.toContain(CODE);
  expect(remarkCodesOf(twice().s('A', { acknowledge: 1 }).c('PA', again).analysis)).not.toContain(CODE);
});

test('not where the other side had closed or was never captured', () => {
  const closed = new DialogueBuilder().handshake().s('FA').c('A').c('PA', ask);
  expect(remarkCodesOf(closed.c('PA', again).c('PA', again).c('PA', again).analysis)).not.toContain(CODE);
  const oneSided = new DialogueBuilder().c('PA', { ...ask, sequence: 1 });
  expect(remarkCodesOf(oneSided.c('PA', again).c('PA', again).c('PA', again).analysis)).not.toContain(CODE);
});
