import { expect, test } from 'vitest';
import { REPORTS_AT_MOST, ReceivedTwice } from '../../../../src/core/tcp/analysis/received-twice.ts';
import { analyse } from '../../../support/analyse.ts';

test('each report tells of one more that was not needed', () => {
  const twice = new ReceivedTwice();
  twice.note(100, 200);
  expect(twice.times(100, 200)).toBe(1);
  expect(twice.times(120, 150)).toBe(1);
  expect(twice.times(150, 201)).toBe(0);
  twice.note(100, 200);
  expect(twice.times(100, 200)).toBe(2);
});

test('the numbers may pass 2^32', () => {
  const twice = new ReceivedTwice();
  twice.note(-10, 10);
  expect(twice.times(-5, 5)).toBe(1);
  expect(twice.times(5, 15)).toBe(0);
});

test('so many are kept, the newest', () => {
  const twice = new ReceivedTwice();
  for (let i = 0; i <= REPORTS_AT_MOST; i++) twice.note(i * 10, i * 10 + 5);
  expect(twice.times(0, 5)).toBe(0);
  expect(twice.times(10, 15)).toBe(1);
  expect(twice.times(REPORTS_AT_MOST * 10, REPORTS_AT_MOST * 10 + 5)).toBe(1);
});

test('only a D-SACK reports, and only of what was sent again', () => {
  const reports = (capture: string) => {
    const [c] = analyse(capture).tracker.table.list();
    return [c?.client.troubles?.receivedTwice ?? null, c?.server.troubles?.receivedTwice ?? null];
  };
  const [client, server] = reports('dsack');
  expect(client).toBeNull();
  expect(server).not.toBeNull();
  // Its ACKs have SACK blocks, of what came behind a gap.
  expect(reports('sack-recovery')).toEqual([null, null]);
});
