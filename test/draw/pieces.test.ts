import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawPieces, fitPieces, joinPieces, type Piece } from '../../src/draw/pieces.ts';
import { BARE, COLOUR, UNICODE } from '../../src/draw/style.ts';
import { columnsOf } from '../../src/draw/text.ts';
import { wireText } from './wire-text.ts';

const pieces: Piece[] = [
  ['one', 'client'],
  [' ', null],
  ['two', 'trouble'],
];

describe('rows of pieces', () => {
  it('paint each piece, or invert the row as a whole', () => {
    expect(joinPieces(pieces, COLOUR)).toBe('\u001b[36mone\u001b[39m \u001b[31mtwo\u001b[39m');
    expect(joinPieces(pieces, COLOUR, true)).toBe('\u001b[7mone two\u001b[27m');
    expect(joinPieces(pieces, BARE, true)).toBe('one two');
  });

  it('are filled up or cut to their columns, and a cut shows', () => {
    const draw = (columns: number) => drawPieces(pieces, columns, { paint: BARE, glyphs: UNICODE });
    expect([9, 7, 6, 4, 3, 1, 0].map(draw)).toEqual([
      'one two  ',
      'one two',
      'one t…',
      'one…',
      'on…',
      '…',
      '',
    ]);
  });

  it('have exactly the columns asked for, whatever is in them', () => {
    const anyPieces = fc.array(fc.tuple(wireText(), fc.constantFrom('client' as const, null)), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(anyPieces, fc.integer({ min: 0, max: 80 }), (some, columns) => {
        const fitted = fitPieces(some, columns, UNICODE);
        expect(fitted.reduce((sum, [text]) => sum + columnsOf(text), 0)).toBe(columns);
        expect(fitted.map(([text]) => text).join('')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
