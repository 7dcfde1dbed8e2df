/** Wraps text in colour; each is the identity where there is none. Every meaning also stands without colour. */
export interface Paint {
  readonly client: (text: string) => string;
  readonly server: (text: string) => string;
  /** SYN and FIN. */
  readonly control: (text: string) => string;
  readonly trouble: (text: string) => string;
  /** ACKs, rules, what matters less. */
  readonly quiet: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly inverse: (text: string) => string;
  readonly good: (text: string) => string;
}

/** The characters that pictures are drawn with; every one is one column wide, but for `between` and `towards`. */
export interface Glyphs {
  readonly arrowRight: string;
  readonly arrowLeft: string;
  readonly line: string;
  readonly dashed: string;
  readonly lifeline: string;
  readonly silence: string;
  readonly selected: string;
  readonly marked: string;
  readonly trouble: string;
  /** Before what an expert would remark. */
  readonly remark: string;
  readonly record: string;
  readonly ellipsis: string;
  readonly ascending: string;
  readonly descending: string;
  readonly between: string;
  /** Between the letters of a direction: `C→S`. */
  readonly towards: string;
  /** Before how many were folded into one: `×12`. */
  readonly times: string;
  /** The rule at which another protocol takes over. */
  readonly double: string;
  /** Where the lifelines of a dialogue that is over come to their end. */
  readonly corner: string;
  /** Parts a text on one line. */
  readonly dot: string;
}

/** How everything is drawn: colour or none, box drawing or ASCII. */
export interface Style {
  readonly paint: Paint;
  readonly glyphs: Glyphs;
}

const sgr = (on: number, off: number) => (text: string) =>
  text ? `\u001b[${on}m${text}\u001b[${off}m` : text;
const same = (text: string) => text;

/** Sixteen colours only, so that light and dark themes both read well. */
export const COLOUR: Paint = {
  client: sgr(36, 39),
  server: sgr(35, 39),
  control: sgr(33, 39),
  trouble: sgr(31, 39),
  quiet: sgr(90, 39),
  strong: sgr(1, 22),
  inverse: sgr(7, 27),
  good: sgr(32, 39),
};

/** Weight and inversion stay: they are no colours (https://no-color.org). */
export const NO_COLOUR: Paint = {
  client: same,
  server: same,
  control: same,
  trouble: same,
  quiet: same,
  strong: sgr(1, 22),
  inverse: sgr(7, 27),
  good: same,
};

/** For files and pipes: no escape sequence at all. */
export const BARE: Paint = {
  client: same,
  server: same,
  control: same,
  trouble: same,
  quiet: same,
  strong: same,
  inverse: same,
  good: same,
};

export const UNICODE: Glyphs = {
  arrowRight: '▶',
  arrowLeft: '◀',
  line: '─',
  dashed: '╌',
  lifeline: '│',
  silence: '┄',
  selected: '▸',
  marked: '*',
  trouble: '!',
  remark: '▲',
  record: '●',
  ellipsis: '…',
  ascending: '▲',
  descending: '▼',
  between: '⇄',
  towards: '→',
  times: '×',
  double: '═',
  corner: '└',
  dot: '·',
};

export const ASCII: Glyphs = {
  arrowRight: '>',
  arrowLeft: '<',
  line: '-',
  dashed: '~',
  lifeline: '|',
  silence: '.',
  selected: '>',
  marked: '*',
  trouble: '!',
  remark: '!',
  record: '*',
  ellipsis: '~',
  ascending: '^',
  descending: 'v',
  between: '<>',
  towards: '->',
  times: 'x',
  double: '=',
  corner: '+',
  dot: '.',
};

/** A sentence of our own as these glyphs can write it: in English only the sign of microseconds is not ASCII. */
export function ownWords(text: string, glyphs: Glyphs): string {
  return glyphs === ASCII ? text.replaceAll('µs', 'us') : text;
}
