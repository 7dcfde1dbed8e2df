import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../../../src/core/dialogue/explain/catalogue.ts';
import { foldRepetitions } from '../../../../src/core/dialogue/explain/fold.ts';
import type { Beat, BeatOf } from '../../../../src/core/dialogue/explain/values.ts';
import type { Side } from '../../../../src/core/side.ts';

const SECOND = 1e9;
const OCTETS = 10;

function says(who: Side, text: string, seconds: number): BeatOf<'says'> {
  const amount = { octets: OCTETS, segments: 1, nanoseconds: 0 };
  return {
    id: 'says',
    nanoseconds: seconds * SECOND,
    values: { who, said: [{ text, isQuote: true, times: 1 }], more: 0, amount, later: null },
  };
}

const silence = (seconds: number): BeatOf<'silence'> => ({
  id: 'silence',
  nanoseconds: seconds * SECOND,
  values: { nanoseconds: SECOND, who: null },
});

const repeated = (times: number, exchange: (at: number) => Beat[]): Beat[] =>
  Array.from({ length: times }, (_, index) => exchange(2 * index)).flat();

const idsOf = (beats: readonly Beat[]) => beats.map(({ id }) => id);
const lastOf = (beats: readonly Beat[]) => beats.at(-1) as BeatOf<'goes-on'>;

test('an exchange of several turns is told once, then how often it goes on, how long and how regularly', () => {
  const upload = (at: number) => [
    says(0, 'PUT', at),
    says(1, '100', at + 0.1),
    says(0, 'body', at + 0.2),
    says(1, '200', at + 0.5),
  ];
  const beats = foldRepetitions(repeated(6, upload));
  expect(idsOf(beats)).toEqual(['says', 'says', 'says', 'says', 'goes-on']);
  expect(lastOf(beats)).toMatchObject({
    nanoseconds: 2 * SECOND,
    values: { times: 5, octets: [100, 100], every: 2 * SECOND, nanoseconds: 8.5 * SECOND },
  });
  expect(CATALOGUE['goes-on'].en(lastOf(beats).values)).toBe(
    'It goes on like this 5 more times, every 2.0 s, for 8.500 s: 100 octets from C and 100 from S.',
  );
  expect(CATALOGUE['goes-on'].ja(lastOf(beats).values)).toBe(
    '同じようなやりとりが 2.0 秒おきに、8.500 秒の間にさらに 5 回続きます（C から 100 バイト、S から 100 バイト）。',
  );
});

test('silences belong to what is repeated, and do not begin it', () => {
  const polled = repeated(10, (at) => [silence(at), says(0, 'GET', at + 1), says(1, '200', at + 1.1)]);
  const beats = foldRepetitions(polled);
  expect(idsOf(beats)).toEqual(['silence', 'says', 'says', 'silence', 'goes-on', 'says', 'says']);
  expect((beats[4] as BeatOf<'goes-on'>).values).toMatchObject({ times: 8, octets: [80, 80] });
});

test('what one side says alone is told in full unless it goes on for long', () => {
  const pushed = (times: number) => foldRepetitions(repeated(times, (at) => [says(1, `item ${at}`, at)]));
  expect(pushed(8)).toHaveLength(8);
  expect(idsOf(pushed(9))).toEqual(['says', 'goes-on']);
});

describe('what came of a request', () => {
  const asked = (texts: readonly [asked: string, answered: string][]) =>
    texts.flatMap(([request, response], at) => [says(0, request, at), says(1, response, at + 0.1)]);
  const many = (length: number, of: (n: number) => string) => Array.from({ length }, (_, n) => of(n));
  const toldOf = (answers: readonly string[]) =>
    foldRepetitions(asked(answers.map((answer, n) => [`GET /${n}`, answer])));

  test.each([
    ['200 (stream 1)', '404 (stream 1)'],
    ['200', '500'],
    ['250 2.1.5 Ok', '550 5.1.1 Ok'],
  ])('stays where it is told by a number alone: %s, then %s', (first, second) => {
    const beats = toldOf([...many(9, () => first), ...many(9, () => second)]);
    expect(idsOf(beats)).toEqual(['says', 'says', 'goes-on', 'says', 'says', 'goes-on']);
    expect(lastOf(beats).values.times).toBe(8);
  });

  test('is not how many rows there were', () => {
    expect(idsOf(toldOf(many(9, (n) => `${100 + n} rows (3 B)`)))).toEqual(['says', 'says', 'goes-on']);
  });
});

describe('an exchange', () => {
  const answers = (who: Side, text: string, seconds: number): BeatOf<'answers'> => {
    const said = says(who, text, seconds);
    return { ...said, id: 'answers', values: { ...said.values, apart: false } };
  };

  test('begins with what is no answer', () => {
    const beats = repeated(5, (at) => [answers(1, '200', at), says(0, 'GET', at + 1)]);
    expect(idsOf(foldRepetitions(beats))).toEqual(['answers', 'says', 'answers', 'goes-on', 'says']);
  });

  test('begins with the client, though the server had greeted', () => {
    const beats = repeated(6, (at) => [says(1, 'hello', at), says(0, 'hello', at + 1)]);
    const folded = foldRepetitions(beats);
    expect(idsOf(folded)).toEqual(['says', 'says', 'says', 'goes-on', 'says']);
    expect((folded[1] as BeatOf<'says'>).values.who).toBe(0);
  });

  test('begins with the server where the client only answers, or says nothing', () => {
    const asked = repeated(5, (at) => [says(1, 'ping', at), answers(0, 'pong', at + 1)]);
    expect(idsOf(foldRepetitions(asked))).toEqual(['says', 'answers', 'goes-on']);
    const pushed = repeated(5, (at) => [says(1, 'a', at), silence(at + 1)]);
    expect(idsOf(foldRepetitions(pushed))).toEqual(['says', 'silence', 'goes-on']);
  });
});

test.each<[Side, string, string]>([
  [0, 'It goes on like this 8 more times, every 2.0 s, for 14.000 s: 80 octets from C.', 'C'],
  [1, 'It goes on like this 8 more times, every 2.0 s, for 14.000 s: 80 octets from S.', 'S'],
])('nothing is told of the side that says nothing: %d', (who, english, speaker) => {
  const { values } = lastOf(foldRepetitions(repeated(9, (at) => [says(who, `item ${at}`, at)])));
  expect(CATALOGUE['goes-on'].en(values)).toBe(english);
  expect(CATALOGUE['goes-on'].ja(values)).toBe(
    `同じことが 2.0 秒おきに、14.000 秒の間にさらに 8 回続きます（${speaker} から 80 バイト）。`,
  );
});

test('what comes at irregular times has no interval, nor what comes at once', () => {
  const at = [0, 1, 2, 5, 6, 7];
  const irregular = at.flatMap((seconds) => [says(0, 'GET', seconds), says(1, '200', seconds)]);
  expect(lastOf(foldRepetitions(irregular)).values.every).toBeNull();
  const fast = repeated(6, (time) => [says(0, 'GET', time / 1000), says(1, '200', time / 1000)]);
  expect(lastOf(foldRepetitions(fast)).values.every).toBeNull();
});

test('too few repetitions are told in full, and so is what only resembles', () => {
  const pair = (at: number) => [says(0, 'GET /a', at), says(1, '200', at + 0.1)];
  expect(foldRepetitions(repeated(3, pair))).toHaveLength(6);
  expect(idsOf(foldRepetitions(repeated(4, pair)))).toEqual(['says', 'says', 'goes-on']);
  const numbered = (at: number) => [says(0, `GET /${at}`, at), says(1, '200', at + 0.1)];
  expect(foldRepetitions(repeated(8, numbered))).toHaveLength(16);
  expect(foldRepetitions(repeated(9, numbered))).toHaveLength(3);
});
