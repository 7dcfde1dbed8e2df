import { expect, it } from 'vitest';
import { descriptionEn, descriptionJa } from '../../../../src/core/dialogue/explain/descriptions.ts';

it.each([
  ['1 row (2 B)', '1 row (2 B)', '1 行（2 バイト）'],
  ['0 rows', '0 rows', '0 行'],
  ['2 rows (7 B); 1 row (2 B)', '2 rows (7 B); 1 row (2 B)', '2 行（7 バイト）、1 行（2 バイト）'],
  ['3 columns', '3 columns', '3 列'],
  ['3 columns (9 B)', '3 columns (9 B)', '3 列（9 バイト）'],
  ['cursor', 'a cursor', 'カーソル'],
  ['file, 23 B', 'a file of 23 B', 'ファイル（23 バイト）'],
  ['chunk of a message, 18 B', 'a chunk of 18 B of a message', 'メールの一部（18 バイト）'],
  ['RDB, 190 B', 'an RDB of 190 B', '「RDB」（190 バイト）'],
  ['2 rows (7 B); … (+3 more)', '2 rows (7 B); … (+3 more)', '2 行（7 バイト）、「… (+3 more)」'],
])('what is described is told in a sentence: %s', (words, english, japanese) => {
  expect(descriptionEn(words)).toBe(english);
  expect(descriptionJa(words)).toBe(japanese);
});
