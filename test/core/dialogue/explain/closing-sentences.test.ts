import { expect, test } from 'vitest';
import { CATALOGUE } from '../../../../src/core/dialogue/explain/catalogue.ts';

const SECOND = 1e9;

test.each([
  [null, '使われないまま時間がたち、S が先に閉じます（FIN）。タイムアウトの予告はありませんでした。'],
  [
    5 * SECOND,
    '使われないまま 5.000 秒がたち、S が先に閉じます（FIN）。タイムアウトの予告はありませんでした。',
  ],
])('how long a connection was idle is told as that: %s', (later, japanese) => {
  const reason = { kind: 'idle', announcedSeconds: null, asAnnounced: false } as const;
  expect(CATALOGUE.closes.ja({ who: 1, later, reason })).toBe(japanese);
});

test('a timeout that was announced is told beside the time that it took', () => {
  const reason = { kind: 'idle', announcedSeconds: 5, asAnnounced: true } as const;
  expect(CATALOGUE.closes.ja({ who: 1, later: 5 * SECOND, reason })).toBe(
    '5.000 秒後、5 秒のキープアライブタイムアウトが過ぎたので、S が先に閉じます（FIN）。',
  );
});
