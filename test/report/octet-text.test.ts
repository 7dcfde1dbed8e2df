import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeText } from '../../src/core/time.ts';
import { OctetText, octetsOf, ROOM_OCTETS } from '../../src/report/octet-text.ts';
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

  it('writes nanoseconds as seconds, to the last digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 50 }), (nanoseconds) => {
        const digits = written((text) => text.seconds(nanoseconds));
        expect(JSON.parse(digits)).toBe(nanoseconds / 1e9);
        expect(digits).toMatch(/^\d+(\.\d{0,8}[1-9])?$/);
      }),
    );
    expect(written((text) => text.seconds(280_600.4))).toBe('0.0002806');
    expect(JSON.parse(written((text) => text.seconds(-5)))).toBe(-5e-9);
  });

  it('writes instants with nine digits, before 1970 too', () => {
    const times = fc.tuple(
      fc.integer({ min: -(2 ** 33), max: 2 ** 33 }),
      fc.integer({ min: 0, max: 999_999_999 }),
    );
    fc.assert(
      fc.property(times, ([seconds, nanoseconds]) => {
        const json = written((text) => text.instant(seconds, nanoseconds));
        expect(JSON.parse(json)).toBe(timeText({ seconds, nanoseconds }));
      }),
    );
  });

  it.each(['octets', 'line', 'instant', 'seconds', 'number'] as const)(
    'makes room in time for %s',
    (last) => {
      for (let short = 0; short < 40; short++) {
        const padding = 'x'.repeat(ROOM_OCTETS - short);
        const result = written((text) => {
          text.octets(octetsOf(padding));
          if (last === 'octets') text.octets(octetsOf('0123456789abcdef'));
          else if (last === 'line') text.line('');
          else if (last === 'instant') text.instant(1_598_700_000, 5);
          else if (last === 'seconds') text.seconds(1_000_000_005);
          else text.number(12_345_678_901);
        });
        expect(result.slice(padding.length)).toBe(
          {
            octets: '0123456789abcdef',
            line: '\n',
            instant: '"1598700000.000000005"',
            seconds: '1.000000005',
            number: '12345678901',
          }[last],
        );
      }
    },
  );

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

  it('has nothing left of what was given back', () => {
    const text = new OctetText();
    text.text('a long text');
    text.giveBack(text.take());
    text.text('short');
    expect(new TextDecoder().decode(text.take())).toBe('short');
  });
});

/** Lone surrogates, which JSON.stringify escapes, aside: those octets are what it gives. */
const jsonOctets = (string: string): Uint8Array => new TextEncoder().encode(JSON.stringify(string));
