import { OPTION_GROUPS, OPTION_SHAPES, optionUsage } from './options.ts';

const TERM_COLUMNS = 29;
const LINE_COLUMNS = 79;
/** Options without a letter begin where the others' names do. */
const LETTER_COLUMNS = 4;

/** The text of --help, for a terminal of 80 columns. */
export function helpText(): string {
  const groups = OPTION_GROUPS.flatMap((group) => [
    '',
    `${group}:`,
    ...OPTION_SHAPES.filter((option) => option.group === group).flatMap((option) => {
      const indent = option.alias === null ? ' '.repeat(LETTER_COLUMNS) : '';
      return entry(indent + optionUsage(option), option.help);
    }),
  ]);
  return [
    'Usage: tcpdialog-tui [-i NAME]... [OPTION]... [CAPTURE FILTER]',
    '       tcpdialog-tui -r FILE [OPTION]...',
    '       tcpdialog-tui completion',
    '',
    'Shows TCP clients and servers in dialogue: who said what, and who ended it.',
    'Arguments that are not options form a capture filter, as in tcpdump: port 80.',
    'Without -i and -r the default device is used.',
    ...groups,
    '',
    'Examples:',
    ...entry('tcpdialog-tui --demo', 'try it on dialogues made for the purpose'),
    ...entry('tcpdialog-tui -i lo port 8000', 'watch one port on loopback'),
    ...entry('tcpdialog-tui -r x.pcap', 'look at a recording'),
    ...entry('tcpdialog-tui -r x.pcap --json', 'the same for a program'),
    '',
    'On the screen, ? shows the keys. Exit status: 0 done, 1 failed, 2 wrong usage.',
  ].join('\n');
}

/** A term and what it means, folded into lines; a long term has a line to itself. */
function entry(term: string, meaning: string): string[] {
  const lines = wrap(meaning, LINE_COLUMNS - TERM_COLUMNS);
  const indented = lines.map((line) => ' '.repeat(TERM_COLUMNS) + line);
  const first = `  ${term}`;
  if (first.length > TERM_COLUMNS - 2) return [first, ...indented];
  return [first.padEnd(TERM_COLUMNS) + lines[0], ...indented.slice(1)];
}

function wrap(text: string, columns: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) as string;
    if (line !== '' && line.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
