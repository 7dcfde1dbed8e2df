import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowChanges } from '../../../src/tui/terminal/row-changes.ts';

/** Enough for all rows here: what is longer than its terminal is no row. */
const COLUMNS = 240;
const BLANK = ' ';

/** How many columns a terminal gives to a character. */
type WidthOf = (character: string) => number;

const isCombining = (character: string) => /\p{M}/u.test(character);
const isWide = (character: string) => /[\u3000-\u9fff\u{1f000}-\u{1ffff}]/u.test(character);
const isAmbiguous = (character: string) => /[─│▶▸▲·…é]/u.test(character);

/** Terminals do not agree on how wide what is beyond ASCII is. */
const TERMINALS: readonly (readonly [name: string, widthOf: WidthOf])[] = [
  ['most', (one) => (isCombining(one) ? 0 : isWide(one) ? 2 : 1)],
  ['one of East Asia', (one) => (isCombining(one) ? 0 : isWide(one) || isAmbiguous(one) ? 2 : 1)],
  ['one that knows no wide characters', () => 1],
];

/** One row of a terminal without autowrap: its cells, each a character with its style. */
function terminalRow(widthOf: WidthOf) {
  let cells = Array.from({ length: COLUMNS }, () => BLANK);
  let column = 0;
  let style: string[] = [];
  /** On a blank only inversion and an underline show. */
  const styled = (text: string) => {
    const shown = text === BLANK ? style.filter((part) => part === '7' || part === '4') : style;
    return shown.length === 0 ? text : `${shown.toSorted().join(';')} ${text}`;
  };
  const without = (pattern: RegExp) => style.filter((part) => !pattern.test(part));
  const set = (parameter: string) => {
    if (parameter === '0' || parameter === '') style = [];
    else if (parameter === '39') style = without(/^[39]\d$/u);
    else if (parameter === '22') style = without(/^[12]$/u);
    else if (parameter === '24') style = without(/^4$/u);
    else if (parameter === '27') style = without(/^7$/u);
    else
      style = [
        ...without(parameter.length === 2 ? /^[39]\d$/u : new RegExp(`^${parameter}$`, 'u')),
        parameter,
      ];
  };
  const put = (character: string) => {
    const width = widthOf(character);
    if (width === 0) {
      const at = Math.max(0, column - 1);
      cells[at] += character;
      return;
    }
    const at = Math.min(column, COLUMNS - width);
    cells[at] = styled(character);
    if (width === 2) cells[at + 1] = '';
    column = Math.min(COLUMNS, at + width);
  };
  return {
    write(text: string) {
      for (const [, parameters, final, character] of text.matchAll(/\u001b\[([\d;]*)([CHKm])|([\s\S])/gu)) {
        if (character !== undefined) put(character);
        else if (final === 'H') column = Number(parameters?.split(';')[1]) - 1;
        else if (final === 'C') column += Number(parameters);
        else if (final === 'K') cells = cells.map((cell, at) => (at < column ? cell : BLANK));
        else for (const parameter of (parameters ?? '').split(';')) set(parameter);
      }
    },
    cells: () => cells,
    style: () => style,
  };
}

const plain = fc.string({
  unit: fc.constantFrom('a', 'b', 'B', ' ', ' ', '7', '│', '▸', '·', '界', 'é', 'e\u0301', '😀'),
  maxLength: 7,
});
const ascii = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '7'), maxLength: 7 });
const blanks = fc.integer({ min: 6, max: 12 }).map((length) => ' '.repeat(length));
const painted = fc.tuple(
  fc.constantFrom([36, 39], [90, 39], [1, 22], [7, 27], [4, 24]),
  fc.oneof(ascii, plain, blanks),
);
const part = fc.oneof(
  { weight: 4, arbitrary: ascii },
  { weight: 1, arbitrary: plain },
  { weight: 1, arbitrary: blanks },
  { weight: 3, arbitrary: painted.map(([[on, off], text]) => `\u001b[${on}m${text}\u001b[${off}m`) },
);
const row = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(''));
/** Rows that have much in common, as those that follow each other have. */
const rows = fc.oneof(
  fc.array(row, { minLength: 2, maxLength: 6 }),
  fc
    .tuple(row, fc.array(row, { minLength: 2, maxLength: 5 }), row)
    .map(([start, middles, end]) => middles.map((middle) => start + middle + end)),
);

describe('the changes of a row', () => {
  it.each(TERMINALS)('leave on %s what the whole row would, whatever it showed before', (_, widthOf) => {
    fc.assert(
      fc.property(rows, (shown) => {
        const terminal = terminalRow(widthOf);
        for (const [at, next] of shown.entries()) {
          terminal.write(rowChanges(0, shown[at - 1] ?? '', next));
          const whole = terminalRow(widthOf);
          whole.write(`${next}\u001b[0m`);
          expect(terminal.cells()).toEqual(whole.cells());
          expect(terminal.style()).toEqual([]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('are the cells that differ, each run with its colours', () => {
    const before = '\u001b[36mlo\u001b[39m  LIVE 00:00:07  4 conns \u001b[90m12\u001b[39m';
    const next = before.replace('07', '08').replace('12', '13');
    expect(rowChanges(2, before, next)).toBe('\u001b[3;17H8\u001b[3;29H\u001b[90m3\u001b[0m');
  });

  it('are nothing where a row lacks only blanks at its end, and one erasure where it has become shorter', () => {
    expect(rowChanges(0, 'a b', 'a b   ')).toBe('');
    expect(rowChanges(0, 'a b   c', 'a b')).toBe('\u001b[1;4H\u001b[K');
  });

  it('write the last of many blanks, which the next character may combine with', () => {
    expect(rowChanges(0, 'x', `${' '.repeat(12)}\u0301│`)).toContain(`\u001b[11C \u0301│`);
  });

  it('jump over many blanks where nothing shows on them', () => {
    expect(rowChanges(0, '', `▸a${' '.repeat(20)}b`)).toBe('\u001b[1;1H\u001b[K▸a\u001b[20Cb\u001b[0m');
    const inverse = `\u001b[7m▸a${' '.repeat(20)}b\u001b[27m`;
    expect(rowChanges(0, '', inverse)).toContain(inverse);
  });

  it('leave alone what terminals do not agree on, where that stays the same', () => {
    expect(rowChanges(0, '12 s  GET /│日本', '13 s  GET /│日本')).toBe('\u001b[1;2H3');
    expect(rowChanges(0, 'GET /│12', 'GET /│13')).toBe('\u001b[1;5H\u001b[K/│13');
  });
});
