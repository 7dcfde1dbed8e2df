import { describe, expect, it } from 'vitest';
import {
  durationEn,
  durationJa,
  grouped,
  isDescribed,
  listEn,
  listJa,
  moreTimesEn,
  roughEn,
  roughJa,
  segmentsEn,
  segmentsJa,
} from '../../../../src/core/dialogue/explain/words.ts';

const SECOND = 1e9;

describe('words of a sentence', () => {
  it.each([
    [-5, '0 µs', '0 マイクロ秒'],
    [122_400, '122 µs', '122 マイクロ秒'],
    [999_600, '1 ms', '1 ミリ秒'],
    [23e6, '23 ms', '23 ミリ秒'],
    [1.958 * SECOND, '1.958 s', '1.958 秒'],
    [312 * SECOND, '5 min 12 s', '5 分 12 秒'],
    [3 * 3600 * SECOND + 300 * SECOND, '3 h 5 min', '3 時間 5 分'],
  ])('%d nanoseconds', (nanoseconds, english, japanese) => {
    expect(durationEn(nanoseconds)).toBe(english);
    expect(durationJa(nanoseconds)).toBe(japanese);
  });

  it.each([
    [134_000, '134 µs', '134 マイクロ秒'],
    [41e6, '41 ms', '41 ミリ秒'],
    [0.9997 * SECOND, '1.0 s', '1.0 秒'],
    [11.257 * SECOND, '11.3 s', '11.3 秒'],
    [95.4 * SECOND, '95 s', '95 秒'],
    [71_339_732 * SECOND, '71,339,732 s', '71,339,732 秒'],
  ])('%d nanoseconds, roughly', (nanoseconds, english, japanese) => {
    expect(roughEn(nanoseconds)).toBe(english);
    expect(roughJa(nanoseconds)).toBe(japanese);
  });

  it('groups figures and lists what was said', () => {
    expect(grouped(52_429_047)).toBe('52,429,047');
    const quoted = (...texts: string[]) => texts.map((text) => ({ text, isQuote: true, times: 1 }));
    const rows = { text: '1 row (2 B)', isQuote: false, times: 1 };
    expect(listEn(quoted('A'), 0)).toBe('`A`');
    expect(listEn(quoted('A', 'B'), 7)).toBe('`A`, `B` and 7 more');
    expect(listEn([...quoted('A'), rows], 0)).toBe('`A` and 1 row (2 B)');
    const twice = { text: 'A', isQuote: true, times: 2 };
    expect(listEn([twice, ...quoted('B'), { ...rows, times: 3 }], 0)).toBe(
      '`A` twice, `B` and 1 row (2 B) 3 times',
    );
    expect(listJa([twice, ...quoted('B')], 7)).toBe('「A」（2 回）「B」ほか 7 件');
    expect(listJa(quoted('A', 'B'), 7)).toBe('「A」「B」ほか 7 件');
    expect(listJa([...quoted('A'), rows], 7)).toBe('「A」 1 行（2 バイト）ほか 7 件');
    expect(isDescribed([rows], 0)).toBe(true);
    expect(isDescribed([rows], 1)).toBe(false);
    expect(isDescribed([...quoted('A'), rows], 0)).toBe(false);
  });

  it('counts repetitions so that no factor can be read into them', () => {
    expect([1, 2, 26].map(moreTimesEn)).toEqual(['once more', 'twice more', '26 more times']);
  });

  it('tells how long several segments took, where that can be noticed', () => {
    expect(segmentsEn({ octets: 9, segments: 1, nanoseconds: 0 })).toBe('');
    expect(segmentsEn({ octets: 9, segments: 2, nanoseconds: 1e6 })).toBe('2 segments');
    expect(segmentsEn({ octets: 9, segments: 9, nanoseconds: 44e6 })).toBe('9 segments within 44 ms');
    expect(segmentsJa({ octets: 9, segments: 9, nanoseconds: 44e6 })).toBe('9 セグメント、44 ミリ秒間');
  });
});
