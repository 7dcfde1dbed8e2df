import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, fit, fitMiddle, fitNoted, fitWords, pad, safeText } from '../../src/draw/text.ts';
import { wireText } from './wire-text.ts';

describe('columnsOf', () => {
  it('counts ASCII and the glyphs of pictures as one column each', () => {
    expect(columnsOf('GET / HTTP/1.1')).toBe(14);
    expect(columnsOf('│◀── ×12 …·▸▲▼⇄→')).toBe(16);
  });

  it('counts wide characters as two, combining ones and SGR codes as none', () => {
    expect(columnsOf('日本語')).toBe(6);
    expect(columnsOf('e\u0301')).toBe(1);
    expect(columnsOf('\u001b[31mred\u001b[39m')).toBe(3);
  });
});

describe('fit', () => {
  it('fills up on the side that alignment leaves', () => {
    expect(fit('ab', 5)).toBe('ab   ');
    expect(fit('ab', 5, 'right')).toBe('   ab');
  });

  it('cuts with an ellipsis', () => {
    expect(fit('abcdef', 4)).toBe('abc…');
    expect(fit('abcdef', 4, 'left', '~')).toBe('abc~');
    expect(fit('abcdef', 4, 'left', '')).toBe('abcd');
  });

  it('never cuts a wide character or a grapheme in two', () => {
    expect(fit('日本語', 5)).toBe('日本…');
    expect(fit('日本語', 4)).toBe('日… ');
    expect(fit('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…');
  });

  it('lets no control character through', () => {
    expect(fit('a\u001b[2Jb\u009bc\u202ed', 12)).toBe('a?[2Jb?c?d  ');
    expect(safeText('line\nfeed\u2028\u0000')).toBe('line?feed??');
  });

  it('has exactly the columns asked for, whatever the text', () => {
    fc.assert(
      fc.property(
        wireText(),
        fc.integer({ min: 0, max: 60 }),
        fc.constantFrom('left', 'right'),
        (text, columns, align) => {
          const fitted = fit(text, columns, align as 'left' | 'right');
          expect(columnsOf(fitted)).toBe(columns);
          expect(fitted).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
        },
      ),
    );
  });
});

describe('fitMiddle', () => {
  it('keeps both ends', () => {
    expect(fitMiddle('192.168.100.200', 11)).toBe('192.1…0.200');
    expect(fitMiddle('short', 8)).toBe('short   ');
    expect(fitMiddle('abcdef', 2)).toBe('a…');
  });

  it('has exactly the columns asked for, whatever the text', () => {
    fc.assert(
      fc.property(wireText(), fc.integer({ min: 0, max: 60 }), (text, columns) => {
        expect(columnsOf(fitMiddle(text, columns))).toBe(columns);
      }),
    );
  });
});

describe('pad', () => {
  it('trusts the width that it is told', () => {
    expect(pad('日', 2, 4)).toBe('日  ');
    expect(pad('日', 2, 4, 'right')).toBe('  日');
    expect(pad('too long', 8, 3)).toBe('too long');
  });
});

describe('fitWords', () => {
  it('cuts behind a word where one ends near, which shows by the space before the ellipsis', () => {
    expect(fitWords('GET /1.html HTTP/1.1', 20)).toBe('GET /1.html HTTP/1.1');
    expect(fitWords('GET /1.html HTTP/1.1', 14)).toBe('GET /1.html …');
    expect(fitWords('GET /1.html HTTP/1.1', 17)).toBe('GET /1.html HTTP…');
    expect(fitWords('GET /1.html HTTP/1.1', 12)).toBe('GET /1.html…');
    expect(fitWords('GET /1.html HTTP/1.1', 9)).toBe('GET /1.h…');
    expect(fitWords('GET /1.html HTTP/1.1', 5)).toBe('GET…');
    expect(fitWords('日本 日本語', 9)).toBe('日本 日…');
    expect(fitWords('S は HTTP/1 で答え、切り替えませんでした', 26)).toBe('S は HTTP/1 で答え、切り…');
    expect(fitWords('abc', 1)).toBe('a');
    expect(fitWords('abc', 0)).toBe('');
  });
});

describe('fitNoted', () => {
  const notes = '  Connection: close';
  const fitted = (columns: number) => fitNoted(`GET /index.html HTTP/1.1${notes}`, notes.length, columns);

  it('cuts what stands before the notes, and the notes themselves only then', () => {
    expect(fitted(43)).toBe(`GET /index.html HTTP/1.1${notes}`);
    expect(fitted(38)).toBe(`GET /index.html …${notes}`);
    expect(fitted(25)).toBe(`GET …${notes}`);
    expect(fitted(20)).toBe('GET …  Connection: …');
    const resumed = '  Range: bytes=100000-  Connection: keep-alive';
    expect(fitNoted(`GET /f HTTP/1.1${resumed}`, resumed.length, 38)).toBe(
      'GET /f HTTP…  Range: bytes=100000- …',
    );
    expect(fitNoted('GET /index.html HTTP/1.1', 0, 17)).toBe('GET /index.html …');
  });
});

it('what is cut behind a word fits, and shows that it was cut', () => {
  fc.assert(
    fc.property(wireText(), fc.nat(60), fc.nat(40), (text, columns, noteCharacters) => {
      const whole = safeText(text);
      for (const fitted of [fitWords(text, columns), fitNoted(text, noteCharacters, columns)]) {
        expect(columnsOf(fitted)).toBeLessThanOrEqual(columns);
        if (fitted !== whole && columns > 1) expect(fitted).toContain('…');
      }
    }),
  );
});
