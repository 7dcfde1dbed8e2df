import { expect, test } from 'vitest';
import { History } from '../../../../src/core/tcp/zeek/history.ts';

const grownBy = (letters: string) =>
  [...letters].reduce((history, letter) => history.with(letter), History.EMPTY);

test('a history is there once, however many connections have it', () => {
  expect(grownBy('ShADadFf')).toBe(grownBy('ShADadFf'));
  expect(grownBy('ShADadFf').text).toBe('ShADadFf');
  expect(grownBy('ShR')).not.toBe(grownBy('ShA'));
});

test('what makes up ever more of them gets them right, and has them to itself', () => {
  const letters = 'SsHhAaDdFfRrTtCcWwGg';
  const made = Array.from({ length: 20_000 }, (_, number) => {
    const text = Array.from(
      { length: 4 },
      (_place, place) => letters[Math.floor(number / 20 ** place) % 20],
    ).join('');
    return { text, history: grownBy(`^${text}`) };
  });
  for (const { text, history } of made) expect(history.text).toBe(`^${text}`);
  const { text, history } = made.at(-1) ?? { text: '', history: History.EMPTY };
  expect(grownBy(`^${text}`)).not.toBe(history);
  expect(history.with('A').text).toBe(`^${text}A`);
});
