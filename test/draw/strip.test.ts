import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinPieces } from '../../src/draw/pieces.ts';
import { stripPieces } from '../../src/draw/strip.ts';
import { ASCII, BARE, COLOUR, type Style, UNICODE } from '../../src/draw/style.ts';
import { columnsOf } from '../../src/draw/text.ts';

const bare = { paint: BARE, glyphs: UNICODE };

function drawStrip(strip: string, columns: number, { glyphs, paint }: Style): string {
  return joinPieces(stripPieces(strip, columns, glyphs), paint);
}

describe('a strip', () => {
  it('is filled up on the right', () => {
    expect(drawStrip('SsAPapAfFa', 14, bare)).toBe('SsAPapAfFa    ');
  });

  it('keeps the newest events where not all fit', () => {
    expect(drawStrip('SsAPapAfFa', 6, bare)).toBe('…pAfFa');
    expect(drawStrip('…SsAP', 4, bare)).toBe('…sAP');
  });

  it('never begins with a mark whose event was cut', () => {
    expect(drawStrip('SP!P!A', 5, bare)).toBe('…P!A ');
  });

  it('is drawn with ASCII characters only where that is asked for', () => {
    expect(drawStrip('…S·S!', 8, { paint: BARE, glyphs: ASCII })).toBe('~S.S!   ');
  });

  it('tells sides and trouble by colour too', () => {
    const drawn = drawStrip('SsAPp!R', 7, { paint: COLOUR, glyphs: UNICODE });
    expect(drawn).toBe(
      '\u001b[33mSs\u001b[39m\u001b[90mA\u001b[39m\u001b[36mP\u001b[39m\u001b[35mp\u001b[39m\u001b[31m!R\u001b[39m',
    );
  });

  it('has exactly the columns asked for', () => {
    const strips = fc.array(fc.constantFrom(...'SsAaPpFfRrUuECNZzKk-!·'), { maxLength: 80 });
    fc.assert(
      fc.property(strips, fc.boolean(), fc.integer({ min: 0, max: 60 }), (events, cut, columns) => {
        const strip = (cut ? '…' : '') + events.join('');
        expect(columnsOf(drawStrip(strip, columns, bare))).toBe(columns);
        expect(columnsOf(drawStrip(strip, columns, { paint: COLOUR, glyphs: ASCII }))).toBe(columns);
      }),
    );
  });
});
