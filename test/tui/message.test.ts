import { expect, it } from 'vitest';
import { messageLines } from '../../src/tui/message.ts';

const TEXT = 'a long message that says what was wrong and at its end what is to be done about it, at length';

it.each([
  [8, 1],
  [12, 2],
  [16, 3],
  [80, 3],
])('a message leaves room for the connections: of %i rows it takes %i', (rows, taken) => {
  const lines = messageLines(TEXT, { columns: 30, rows });
  expect(lines).toHaveLength(taken);
  expect(lines.join(' ')).toBe(TEXT);
});
