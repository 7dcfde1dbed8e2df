import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asWritten } from '../../src/draw/ascii.ts';
import { ASCII, UNICODE } from '../../src/draw/style.ts';
import { columnsOf, fit } from '../../src/draw/text.ts';
import { wireText } from './wire-text.ts';

describe('a row as it is written', () => {
  it('is left alone where more than ASCII is drawn', () => {
    expect(asWritten('\u001b[36m日本…\u001b[39m', UNICODE)).toBe('\u001b[36m日本…\u001b[39m');
  });

  it('has a likeness or ? for what is not ASCII, and keeps its colours', () => {
    expect(asWritten('\u001b[36m5 µs · 日本\u021b\u001b[39m…', ASCII)).toBe(
      '\u001b[36m5 us . ?????\u001b[39m~',
    );
    expect(asWritten('\u001b[36m\u0326e\u0301\u001b[39m', ASCII)).toBe('\u001b[36m?\u001b[39m');
  });

  it('is as wide as it was, and ASCII, whatever was on the wire', () => {
    fc.assert(
      fc.property(wireText(), fc.integer({ min: 0, max: 60 }), (text, columns) => {
        const written = asWritten(fit(text, columns), ASCII);
        expect(written).toMatch(/^[ -~]*$/u);
        expect(columnsOf(written)).toBe(columns);
      }),
    );
  });
});
