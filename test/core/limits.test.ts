import { expect, test } from 'vitest';
import { DEFAULT_LIMITS, limitsWithin } from '../../src/core/limits.ts';

const MEBIBYTE = 1 << 20;

test('a large heap has the limits that the options name', () => {
  for (const keepsMessages of [true, false])
    expect(limitsWithin(4288 * MEBIBYTE, keepsMessages)).toEqual(DEFAULT_LIMITS);
});

test('a small one has as many connections and messages as fit into it', () => {
  const limits = limitsWithin(1000 * MEBIBYTE, true);
  expect(limits).toEqual({ ...DEFAULT_LIMITS, connections: limits.connections, messages: limits.messages });
  expect(limits.connections * 2560 + limits.messages * 512).toBeLessThanOrEqual(600 * MEBIBYTE);
  expect(limits.connections * 2560 + limits.messages * 512).toBeGreaterThan(599 * MEBIBYTE);
  expect(limitsWithin(1000 * MEBIBYTE, false).connections).toBeGreaterThan(limits.connections);
});

test('there is always room for some', () => {
  expect(limitsWithin(0, true)).toMatchObject({ connections: 10_000, messages: 10_000 });
});
