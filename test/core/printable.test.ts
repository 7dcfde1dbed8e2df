import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { printable, printableText } from '../../src/core/printable.ts';

const text = (octets: Uint8Array | readonly number[], max = 1000) =>
  printableText(Uint8Array.from(octets), 0, octets.length, max);

const LONE_SURROGATE = /\p{Cs}/u;
/** What makes a terminal act, turn its writing round, or lose its place. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

describe('printable', () => {
  it.each<[string, string, string]>([
    ['plain text', 'GET / HTTP/1.1', 'GET / HTTP/1.1'],
    ['letters of many scripts', 'Grüße, 日本語, Ελλάδα, мир', 'Grüße, 日本語, Ελλάδα, мир'],
    ['an emoji', 'ok 👍', 'ok 👍'],
    ['a terminal command', '\x1b[2J\x1b]0;x\x07', '·[2J·]0;x·'],
    ['line ends and tabs', 'a\r\n\tb', 'a···b'],
    ['DEL and C1 controls', '\x7f\x80\x9b2J', '···2J'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'a·b·c'],
    ['bidirectional controls', 'a\u202eb\u2066c\u200f', 'a·b·c·'],
    ['zero-width characters', 'a\u200bb\u200dc\ufeffd\u00ade', 'a·b·c·d·e'],
    ['blank fillers', '\u115f\u3164\uffa0', '···'],
    ['vowels of Hangul that join', '\u1100\u1161', '\u1100·'],
    ['variation selectors and tags', '❤\ufe0f \u{e0041}', '❤· ·'],
    ['letters of flags and skin tones', '🇯🇵 👍🏽', '·· 👍·'],
    ['private use and what is no character', '\ue000\u{10ffff}\ufffe\ufdd0', '····'],
    ['half a surrogate pair', 'a\ud83db\udc4d', 'a·b·'],
    ['marks without a letter', '\u0301 \u0301', '· ·'],
    ['a few marks on a letter', 'e\u0323\u0301 か\u3099', 'e\u0323\u0301 か\u3099'],
    ['heaps of marks on a letter', `e${'\u0301'.repeat(5)}x`, 'e\u0301\u0301···x'],
  ])('handles %s', (_name, from, to) => {
    expect(printable(from, 1000)).toBe(to);
    if (!LONE_SURROGATE.test(from)) expect(text(new TextEncoder().encode(from))).toBe(to);
  });

  it('cuts with an ellipsis, which counts', () => {
    expect(printable('abcd', 4)).toBe('abcd');
    expect(printable('abcde', 4)).toBe('abc…');
    expect(printable('👍👍👍', 2)).toBe('👍…');
    expect(printable('ab', 1)).toBe('…');
    expect(printable('a', 0)).toBe('');
    expect(text([0x61, 0x62, 0x63], 2)).toBe('a…');
  });
});

describe('printableText', () => {
  it.each<[string, number[], string]>([
    ['a lone continuation', [0x61, 0x80, 0x62], 'a·b'],
    ['an overlong slash', [0xc0, 0xaf], '··'],
    ['an overlong form of three octets', [0xe0, 0x80, 0xaf], '···'],
    ['a surrogate', [0xed, 0xa0, 0x80], '···'],
    ['what is beyond Unicode', [0xf4, 0x90, 0x80, 0x80], '····'],
    ['octets that never occur', [0xf8, 0xff, 0xfe], '···'],
    ['a cut character', [0xe6, 0x97], '·'],
    ['a cut character before another', [0xe6, 0x97, 0x41], '·A'],
  ])('replaces %s', (_name, octets, expected) => {
    expect(text(octets)).toBe(expected);
  });

  it('stays between start and end', () => {
    const octets = new TextEncoder().encode('日本語');
    expect(printableText(octets, 3, 6, 10)).toBe('本');
    expect(printableText(octets, 3, 5, 10)).toBe('·');
    expect(printableText(octets, 0, 100, 10)).toBe('日本語');
    expect(printableText(octets, 5, 3, 10)).toBe('');
  });

  it('decodes as TextDecoder does', () => {
    const likely = fc.oneof(
      fc.nat(255),
      fc.constantFrom(0xc3, 0xa4, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x91, 0x8d, 0xed),
    );
    fc.assert(
      fc.property(fc.array(likely, { maxLength: 30 }), (octets) => {
        const decoded = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(octets));
        expect(text(octets)).toBe(printable(decoded.replaceAll('\ufffd', '\0'), 1000));
      }),
      { numRuns: 1000 },
    );
  });

  it('gives nothing that harms, and no more than asked for', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.string({ unit: 'binary' }),
        fc.nat(30),
        (octets, string, max) => {
          for (const safe of [printableText(octets, 0, octets.length, max), printable(string, max)]) {
            expect(safe).not.toMatch(HARMFUL);
            expect([...safe].length).toBeLessThanOrEqual(max);
            expect(stringWidth(safe)).toBeLessThanOrEqual(2 * max);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
