import { cursorForward, cursorTo, eraseEndLine } from 'ansi-escapes';

/** Cells that stay as they are and cost less to be written again than to be jumped over. */
const CELLS_WORTH_A_JUMP = 10;
const ESC = '\u001b';
const RESET = `${ESC}[0m`;
/** Colours set, characters of one column on every terminal, or one that may be anything. */
const PARTS = /\u001b\[([\d;]*)m|([ -~]+)|[\s\S]/gu;

/** More octets than it takes to jump over them. The last blank is written: what follows may combine with it. */
const LONG_BLANKS = / {8,}(?=[ -~])/gu;
/** Any style but a colour of text and a weight. */
const SHOWN_ON_BLANKS = /\u001b\[(?!(?:0|[12]|22|[39][0-7]|39)m)/u;

/** What shows of a character beside itself: the SGR parameter of each, or ''. */
interface Style {
  readonly colour: string;
  readonly weight: string;
  readonly inverse: string;
}
const PLAIN: Style = { colour: '', weight: '', inverse: '' };
/** What sets each, and what takes it away (ECMA-48, section 8.3.117). */
const SGR_PARAMETERS: readonly (readonly [parameters: RegExp, part: keyof Style, isSet: boolean])[] = [
  [/^(?:3|9)[0-7]$/u, 'colour', true],
  [/^39$/u, 'colour', false],
  [/^[12]$/u, 'weight', true],
  [/^22$/u, 'weight', false],
  [/^7$/u, 'inverse', true],
  [/^27$/u, 'inverse', false],
];

/** Sequences remembered for each style; there are far fewer of our own. */
const NEXT_STYLES_AT_MOST = 64;

/** The start of a row in cells, as far as every terminal agrees in which column each character stands. */
interface Cells {
  readonly text: string;
  /** Of each cell: what sets its style on a terminal that has none. */
  readonly styles: readonly string[];
  /** Of each cell: where it stands in the row. */
  readonly places: readonly number[];
  /** All that stands behind them, with its style; '' where nothing does. */
  readonly tail: string;
  readonly row: string;
}

/**
 * What makes row `number` of a terminal, that shows `before` and has no style set, show `next`: of the ASCII characters
 * that it begins with those that differ, and all that stands behind them where that is not the same. How wide other
 * characters are terminals do not agree on, so that nothing is addressed behind one.
 */
export function rowChanges(number: number, before: string, next: string): string {
  const [old, wanted] = [cellsOf(before), cellsOf(next)];
  const { length } = wanted.text;
  const isSame = (at: number) => old.text[at] === wanted.text[at] && old.styles[at] === wanted.styles[at];
  const hasSameTail = old.tail === wanted.tail && (old.tail === '' || old.text.length === length);
  const write = (from: number, erase: string, text: string) =>
    cursorTo(from, number) + erase + text + (text.includes(ESC) ? RESET : '');
  let changes = '';
  let from = 0;
  for (;;) {
    while (from < length && isSame(from)) from += 1;
    if (!hasSameTail) return changes + write(from, eraseEndLine, overBlanks(restFrom(wanted, from)));
    if (from === length) break;
    const end = endOfChange(from, length, isSame);
    changes += write(from, '', cellsFrom(wanted, from, end));
    from = end;
  }
  return old.text.length > length ? changes + write(length, eraseEndLine, '') : changes;
}

/** Behind the last cell that differs before so many that do not that it pays to jump. */
function endOfChange(from: number, length: number, isSame: (at: number) => boolean): number {
  let end = from + 1;
  for (let at = end; at < length && at - end < CELLS_WORTH_A_JUMP; at += 1) if (!isSame(at)) end = at + 1;
  return end;
}

function cellsFrom({ row, styles, places }: Cells, from: number, end: number): string {
  return (styles[from] ?? '') + row.slice(places[from], (places[end - 1] ?? 0) + 1);
}

function restFrom({ row, styles, places, tail }: Cells, from: number): string {
  return from === places.length ? tail : (styles[from] ?? '') + row.slice(places[from]);
}

/** Text for cells that are erased: long runs of blanks are jumped over, where a blank shows no style. */
function overBlanks(text: string): string {
  return SHOWN_ON_BLANKS.test(text) ? text : text.replace(LONG_BLANKS, ({ length }) => cursorForward(length));
}

/** Blanks at the end of a row are what an erased one has anyway. */
function cellsOf(padded: string): Cells {
  const row = padded.trimEnd();
  const styles: string[] = [];
  const places: number[] = [];
  let text = '';
  let style = UNSTYLED;
  for (const { 1: parameters, 2: characters, index } of row.matchAll(PARTS)) {
    const next = parameters === undefined ? style : styledBy(style, parameters);
    if (characters === undefined && (parameters === undefined || next === null)) {
      // The last one before it stays with it: it may be joined to that.
      const last = Math.max(0, text.length - 1);
      const at = places[last] ?? index;
      const tail = (styles[last] ?? style.words) + row.slice(at);
      return { text: text.slice(0, last), styles, places: places.slice(0, last), tail, row };
    }
    if (characters === undefined) style = next ?? style;
    else {
      text += characters;
      for (let at = 0; at < characters.length; at += 1) {
        styles.push(style.words);
        places.push(index + at);
      }
    }
  }
  return { text, styles, places, tail: '', row };
}

/** A style with the words that set it, and what SGR has made of it so far: there are few, and they come in every row. */
interface KnownStyle {
  readonly style: Style;
  readonly words: string;
  readonly next: Map<string, KnownStyle | null>;
}

const knownStyles = new Map<string, KnownStyle>();
const UNSTYLED = knownStyle(PLAIN);

function knownStyle(style: Style): KnownStyle {
  const words = wordsOf(style);
  const known = knownStyles.get(words) ?? { style, words, next: new Map() };
  knownStyles.set(words, known);
  return known;
}

/** The style after these parameters of SGR; null where one of them is not known. */
function styledBy(before: KnownStyle, parameters: string): KnownStyle | null {
  const known = before.next.get(parameters);
  if (known !== undefined) return known;
  const style = changed(before.style, parameters);
  const after = style === null ? null : knownStyle(style);
  if (before.next.size < NEXT_STYLES_AT_MOST) before.next.set(parameters, after);
  return after;
}

function changed(style: Style, parameters: string): Style | null {
  let now = style;
  for (const parameter of parameters.split(';')) {
    if (Number(parameter) === 0) now = PLAIN;
    else {
      const known = SGR_PARAMETERS.find(([pattern]) => pattern.test(parameter));
      if (known === undefined) return null;
      const [, part, isSet] = known;
      now = { ...now, [part]: isSet ? parameter : '' };
    }
  }
  return now;
}

function wordsOf({ colour, weight, inverse }: Style): string {
  const parameters = [colour, weight, inverse].filter((part) => part !== '');
  return parameters.length === 0 ? '' : `${ESC}[${parameters.join(';')}m`;
}
