import yargs, { type Options } from 'yargs';
import { Failure } from '../source/failure.ts';
import { OPTION_SHAPES, type OptionName, type OptionShape } from './options.ts';

/** What stood on the command line, checked one by one: text as given, numbers in their range. */
export interface Arguments {
  has(name: OptionName): boolean;
  text(name: OptionName): string | null;
  texts(name: OptionName): readonly string[];
  number(name: OptionName): number | null;
  /** What is no option: the words of a capture filter. */
  readonly words: readonly string[];
}

/** Reads a command line by the table of options; throws Failure `usage`. */
export function readArguments(argv: readonly string[]): Arguments {
  const given = parse(expand(argv));
  const values = (name: string): readonly string[] => [given[name] ?? []].flat().map(String);
  for (const option of OPTION_SHAPES)
    checkOption(option, values(option.name), given[option.name] !== undefined);
  const text = (name: OptionName) => values(name).at(-1) ?? null;
  return {
    has: (name) => given[name] !== undefined && given[name] !== false,
    text,
    texts: values,
    number: (name) => {
      const value = text(name);
      return value === null ? null : Number(value);
    },
    words: given._.map(String),
  };
}

export function usage(what: string, todo = 'tcpdialog-tui --help lists what there is'): Failure {
  return new Failure('usage', { what, todo });
}

const HOW_TO_PARSE = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'duplicate-arguments-array': true,
  'greedy-arrays': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'short-option-groups': false,
} as const;

function parse(
  argv: readonly string[],
): Record<string, unknown> & { readonly _: readonly (string | number)[] } {
  return yargs([...argv])
    .parserConfiguration(HOW_TO_PARSE)
    .help(false)
    .version(false)
    .options(Object.fromEntries(OPTION_SHAPES.map((option) => [option.name, yargsOption(option)])))
    .exitProcess(false)
    .fail((message, error) => {
      throw error instanceof Failure ? error : usage(message);
    })
    .parseSync();
}

function yargsOption({ kind, alias }: OptionShape): Options {
  const type = kind === 'switch' ? 'boolean' : 'string';
  return alias === null ? { type } : { type, alias };
}

const BY_ALIAS: ReadonlyMap<string, OptionShape> = new Map(
  OPTION_SHAPES.flatMap((option): [string, OptionShape][] =>
    option.alias === null ? [] : [[option.alias, option]],
  ),
);
const BY_NAME: ReadonlyMap<string, OptionShape> = new Map(
  OPTION_SHAPES.map((option) => [option.name, option]),
);

/**
 * Every option in its long form with its argument joined by `=`, as getopt_long would read them (`-ilo`, `-pc5`, `-r -`):
 * then no argument can be taken for an option, and what is unknown is named as it was written.
 */
function expand(argv: readonly string[]): string[] {
  const expanded: string[] = [];
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') return [...expanded, '--', ...rest];
    if (word.startsWith('--')) expanded.push(longOption(word, rest));
    else if (word.startsWith('-') && word.length > 1) expanded.push(...shortOptions(word, rest));
    else expanded.push(word);
  }
  return expanded;
}

function longOption(word: string, rest: string[]): string {
  const equals = word.indexOf('=');
  const name = word.slice(2, equals < 0 ? undefined : equals);
  const option = BY_NAME.get(name);
  if (option === undefined) throw unknown(`--${name}`);
  if (option.kind !== 'switch')
    return equals < 0 ? `--${name}=${argumentOf(option, `--${name}`, rest)}` : word;
  if (equals >= 0) throw usage(`--${name} takes no argument`);
  return word;
}

function shortOptions(word: string, rest: string[]): string[] {
  const expanded: string[] = [];
  for (let at = 1; at < word.length; at++) {
    const letter = word[at] as string;
    const option = BY_ALIAS.get(letter);
    if (option === undefined) throw unknown(`-${letter}`);
    if (option.kind === 'switch') {
      expanded.push(`--${option.name}`);
      continue;
    }
    const attached = word.slice(at + 1).replace(/^=/, '');
    return [...expanded, `--${option.name}=${attached || argumentOf(option, `-${letter}`, rest)}`];
  }
  return expanded;
}

function argumentOf(option: OptionShape, written: string, rest: string[]): string {
  const argument = rest.shift();
  if (argument === undefined) throw usage(`${written} needs ${option.argument}`);
  return argument;
}

function unknown(written: string): Failure {
  const near = OPTION_SHAPES.find(({ name }) => written.length > 3 && name.startsWith(written.slice(2)));
  if (near !== undefined) return usage(`there is no option ${written}`, `did you mean --${near.name}?`);
  return usage(`there is no option ${written}`);
}

function checkOption(option: OptionShape, values: readonly string[], given: boolean): void {
  if (!given || option.kind === 'switch') return;
  const written = `--${option.name}`;
  if (values.length > 1 && !option.repeatable)
    throw usage(`${written} was given more than once`, 'give it once');
  if (values.includes('')) throw usage(`${written} is empty`, `give it ${option.argument}`);
  const [value] = values;
  if (option.choices && !option.choices.includes(value as string)) {
    throw usage(`${written} ${value} is not known`, `give ${option.choices.join(' or ')}`);
  }
  if (option.range) checkNumber(option, value as string, option.range);
}

function checkNumber(
  { name, kind }: OptionShape,
  value: string,
  [least, most]: readonly [number, number],
): void {
  const whole = kind === 'count';
  const number = (whole ? /^\d+$/ : /^\d+(\.\d+)?$/).test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return;
  const upTo = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`;
  throw usage(
    `--${name} ${value} is not possible`,
    `give a ${whole ? 'whole ' : ''}number${kind === 'seconds' ? ' of seconds' : ''} ${upTo}`,
  );
}
