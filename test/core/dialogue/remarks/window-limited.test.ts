import { expect, test } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { DialogueBuilder } from '../../../support/dialogue-builder.ts';
import { remarkCodesOf, remarksToldOf } from '../../../support/remarks.ts';

const CODE = 'window-limited';
const MILLISECOND = 1e6;

test('a window that is too small for a round trip of 100 ms', () => {
  expect(remarksToldOf(analyse('window-limited'))).toContain(
    `${CODE}: S filled C's window (23,168 octets) 176 times, and waited 2.3 s for ACKs (round trip 100 ms)`,
  );
});

/** So many windows of 1,000 octets, or of what `windowOf` says; the ACK comes, and the sender goes on, after so long. */
function transfer(
  times: number,
  ack: number,
  next: number,
  windowOf = (_time: number) => 1000,
): DialogueBuilder {
  const d = new DialogueBuilder().handshake().c('A', { window: windowOf(0) });
  for (let time = 0; time < times; time++) {
    d.s('PA', { payload: 'x'.repeat(windowOf(time)), after: next });
    d.c('A', { window: windowOf(time + 1), after: ack });
  }
  return d.s('PA', { payload: 'x', after: next });
}

test('a window that holds the sender up again and again, seen near the sender', () => {
  expect(remarkCodesOf(transfer(12, 100 * MILLISECOND, 1000).analysis)).toContain(CODE);
  // Not often, or not for long.
  expect(remarkCodesOf(transfer(8, 200 * MILLISECOND, 1000).analysis)).not.toContain(CODE);
  expect(remarkCodesOf(transfer(12, 20 * MILLISECOND, 1000).analysis)).not.toContain(CODE);
  // Near the receiver, or of a sender that has nothing to send.
  expect(remarkCodesOf(transfer(12, 100, 100 * MILLISECOND).analysis)).not.toContain(CODE);
});

test('not where the window grows, or closes', () => {
  const grows = transfer(12, 100 * MILLISECOND, 1000, (time) => 1000 + 100 * time);
  expect(remarkCodesOf(grows.analysis)).not.toContain(CODE);
  const closes = transfer(12, 100 * MILLISECOND, 1000).c('A', { window: 0 });
  expect(remarkCodesOf(closes.analysis)).not.toContain(CODE);
});
