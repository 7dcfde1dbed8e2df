import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { octetsOf } from '../../src/report/octet-text.ts';
import { written } from '../support/octet-text.ts';

const anyText = fc.string({ unit: 'binary' });

describe('OctetText', () => {
  it('writes strings as JSON.stringify does, whatever is in them', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string()), (string) => {
        expect(written((text) => text.json(string))).toBe(new TextDecoder().decode(jsonOctets(string)));
      }),
    );
  });

  it('writes numbers as JSON.stringify does, of any size and sign', () => {
    const numbers = fc.oneof(
      fc.integer(),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(numbers, (value) => {
        expect(written((text) => text.number(value))).toBe(JSON.stringify(value));
      }),
    );
    for (const value of [
      0,
      -0,
      9,
      10,
      999_999_999,
      1e9,
      1_000_000_001,
      2 ** 31,
      2 ** 53 - 1,
      2 ** 53,
      1e21,
      0.1,
    ])
      expect(written((text) => text.number(value))).toBe(JSON.stringify(value));
  });

  it('writes fractions of a second without zeros at their end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (nanoseconds) => {
        const [, digits] = (nanoseconds / 1e9).toFixed(9).split('.');
        expect(written((text) => text.fraction(nanoseconds))).toBe(`.${digits?.replace(/0+$/, '')}`);
      }),
    );
  });

  it('keeps the order of all that is put in, however much that is', () => {
    const pieces = fc.array(
      fc.record({
        kind: fc.constantFrom('octets', 'text', 'line', 'word'),
        of: fc.string({ maxLength: 40 }),
      }),
      { maxLength: 50 },
    );
    fc.assert(
      fc.property(pieces, fc.integer({ min: 0, max: 200_000 }), (list, padding) => {
        const expected = list.map(
          ({ kind, of }) => ({ octets: of, text: of, line: `${of}\n`, word: `"${of}"` })[kind],
        );
        const result = written((text) => {
          text.text('x'.repeat(padding));
          for (const { kind, of } of list) {
            if (kind === 'octets') text.octets(octetsOf(of));
            else if (kind === 'text') text.text(of);
            else if (kind === 'line') text.line(of);
            else text.word(of);
          }
        });
        expect(result).toBe('x'.repeat(padding) + expected.join(''));
      }),
      { numRuns: 50 },
    );
  });

  it('is empty once taken, and what was taken stays as it is', () => {
    let taken: Uint8Array | null = null;
    const second = written((text) => {
      text.text('first');
      taken = text.take();
      expect(text.length).toBe(0);
      text.text('later');
      text.replace(0, octetsOf('L'));
    });
    expect(new TextDecoder().decode(taken as unknown as Uint8Array)).toBe('first');
    expect(second).toBe('Later');
  });
});

/** Lone surrogates, which JSON.stringify escapes, aside: those octets are what it gives. */
const jsonOctets = (string: string): Uint8Array => new TextEncoder().encode(JSON.stringify(string));
