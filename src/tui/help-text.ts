import { FILTER_FIELDS } from '../core/view/filter/fields.ts';
import type { Piece } from '../draw/pieces.ts';
import { ASCII, type Glyphs, UNICODE } from '../draw/style.ts';
import { COMMANDS, type Command, keyLabel, type ScreenName } from './commands.ts';

type Entry = readonly [term: string, meaning: string];
type Section = readonly [title: string, entries: readonly Entry[]];

/** The letters of a strip, as in the table's rows, and what stands before them. */
const strip = ({ dot, ellipsis, trouble, marked }: Glyphs): readonly Entry[] => [
  ['UPPER lower', 'from the client, from the server'],
  ['S s', 'SYN, asks to open; SYN with ACK, agrees'],
  ['A a', 'ACK only'],
  ['P p', 'data'],
  ['F f', 'FIN: this side will send no more'],
  ['R r', 'RST: reset, or refused'],
  ['U E C N', 'urgent data; ECN marks ECE, CWR and AE'],
  ['Z K -', 'zero window; keep-alive probe; no control bit'],
  ['!', 'after a letter: this was sent again'],
  [dot, 'a silence of more than 1 s'],
  [ellipsis, 'older events are cut'],
  [`${trouble} before a row`, 'refused, reset, sent again, or a window of zero'],
  [`${marked} before a row`, 'marked with Space'],
];

const ladder = (glyphs: Glyphs): readonly Entry[] => [
  ['C, S', 'client on the left, server on the right; time goes down'],
  [`${glyphs.dashed.repeat(2)} RETX`, 'sent again'],
  [`${glyphs.times}12, in 33 segments`, 'that many in one row; z shows each'],
  [`${glyphs.silence.repeat(2)} silent for`, 'nobody sent anything for that long'],
  [`${glyphs.double.repeat(2)} HTTP from here on`, 'another protocol is spoken now'],
  [glyphs.remark, 'a remark; x tells why it matters'],
  [`${glyphs.corner}${glyphs.line.repeat(2)}`, 'how it ended, and by whom'],
  ['colours', 'C cyan, S magenta, SYN FIN yellow, ACK grey, bad red'],
];

/** How terms are put together, after the fields that the filter knows. */
const FILTER: readonly Entry[] = [
  ...FILTER_FIELDS.map(({ example, title }): Entry => [example, title]),
  ['8000', 'a port'],
  ['/regex/ word', 'searched for as in text:'],
  ['a b', 'both must hold'],
  ['port:80,443', 'either holds'],
  ['!port:22', 'must not hold'],
];

/** Before what a key does on one screen only. */
const WHERE: Readonly<Partial<Record<ScreenName, string>>> = {
  dialogue: 'in a dialogue: ',
  explain: 'in an explanation: ',
  help: 'in this help: ',
  input: 'while typing: ',
};

/** Widest keys and terms, and what stands before them. */
const TERM_COLUMNS = 21;

/**
 * The help as rows: all keys, the letters of the strip, the filter language; of all that only what has `narrow` in it,
 * upper case or lower.
 */
export function helpRows(ascii: boolean, narrow = ''): readonly (readonly Piece[])[] {
  const glyphs = ascii ? ASCII : UNICODE;
  const shown = (COMMANDS as readonly Command[]).filter(
    ({ screens }) => !screens.includes('confirm') || screens.length > 1,
  );
  const keys = shown.map(({ keys: names, screens, help }): Entry => {
    const [screen] = screens;
    const where = screens.length === 1 && screen !== undefined ? (WHERE[screen] ?? '') : '';
    return [names.map((name) => keyLabel(name, ascii)).join(' '), where + help];
  });
  const sections: readonly Section[] = [
    ['Keys', keys],
    ['The strip of a connection (FLAGS)', strip(glyphs)],
    ['The ladder', ladder(glyphs)],
    ['The filter, typed after /', FILTER],
  ];
  const rows = sections.flatMap(([title, entries]) => sectionRows(title, entries.filter(has(narrow))));
  return rows.length > 0 ? rows.slice(1) : [[[` Nothing here says '${narrow}'.`, 'quiet']]];
}

function has(narrow: string): (entry: Entry) => boolean {
  const wanted = narrow.trim().toLowerCase();
  return (entry) => entry.some((words) => words.toLowerCase().includes(wanted));
}

/** An empty row, the title, the entries; nothing where there are none. */
function sectionRows(title: string, entries: readonly Entry[]): (readonly Piece[])[] {
  if (entries.length === 0) return [];
  return [
    [],
    [[` ${title}`, 'strong']],
    ...entries.map(([term, meaning]): readonly Piece[] => [
      [`   ${term.padEnd(TERM_COLUMNS)} `, 'client'],
      [meaning, null],
    ]),
  ];
}
