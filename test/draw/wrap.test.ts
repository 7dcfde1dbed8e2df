import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/draw/text.ts';
import { wrapText } from '../../src/draw/wrap.ts';

describe('text in lines', () => {
  it('breaks English at spaces, and a long word anywhere', () => {
    expect(wrapText('C asks to open a connection', 12)).toEqual(['C asks to', 'open a', 'connection']);
    expect(wrapText('see abcdefghij now', 6)).toEqual(['see', 'abcdef', 'ghij', 'now']);
    expect(wrapText('', 6)).toEqual(['']);
  });

  it('breaks Japanese between characters, two columns each', () => {
    expect(wrapText('接続を求めます', 8)).toEqual(['接続を求', 'めます']);
    expect(wrapText('S が SYN+ACK を送る', 9)).toEqual(['S が', 'SYN+ACK', 'を送る']);
  });

  it('never begins a line with a closing mark, nor ends one with an opening one', () => {
    expect(wrapText('求めます。次', 8)).toEqual(['求めま', 'す。次']);
    expect(wrapText('求めま（SYN）す', 8)).toEqual(['求めま', '（SYN）', 'す']);
  });

  it('keeps every character but spaces, and the width', () => {
    const part = fc.constantFrom('C', 'asks', ' ', '接', '続', '。', '（', '）', 'ー', '200 OK', '👍');
    fc.assert(
      fc.property(fc.array(part), fc.integer({ min: 10, max: 40 }), (parts, columns) => {
        const text = parts.join('');
        const lines = wrapText(text, columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
