import { Failure } from '../failure.ts';
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
  const { values, words } = collect(argv);
  for (const option of OPTION_SHAPES) checkOption(option, values.get(option.name));
  const text = (name: OptionName) => values.get(name)?.at(-1) ?? null;
  return {
    has: (name) => values.has(name),
    text,
    texts: (name) => values.get(name) ?? [],
    number: (name) => {
      const value = text(name);
      return value === null ? null : Number(value);
    },
    words,
  };
}

export function usage(what: string, todo = 'tcpdialog-tui --help lists the options'): Failure {
  return new Failure('usage', { what, todo });
}

const BY_ALIAS: ReadonlyMap<string, OptionShape> = new Map(
  OPTION_SHAPES.flatMap((option): [string, OptionShape][] =>
    option.alias === null ? [] : [[option.alias, option]],
  ),
);
const BY_NAME: ReadonlyMap<string, OptionShape> = new Map(
  OPTION_SHAPES.map((option) => [option.name, option]),
);

/** What was given: by name of the option its arguments, none for a switch; and all else. */
interface Given {
  readonly values: Map<string, string[]>;
  readonly words: string[];
}

/** Reads options as getopt_long does (`-ilo`, `-pc5`, `-r -`, `--read=FILE`), also behind words, up to `--`. */
function collect(argv: readonly string[]): Given {
  const given: Given = { values: new Map(), words: [] };
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      given.words.push(...rest);
      break;
    }
    if (word.startsWith('--')) takeLong(word, rest, given);
    else if (word.startsWith('-') && word.length > 1) takeShort(word, rest, given);
    else given.words.push(word);
  }
  return given;
}

function takeLong(word: string, rest: string[], { values }: Given): void {
  const equals = word.indexOf('=');
  const name = word.slice(2, equals < 0 ? undefined : equals);
  const option = BY_NAME.get(name);
  if (option === undefined) throw unknown(`--${name}`);
  if (option.kind !== 'switch') {
    add(values, option, equals < 0 ? argumentOf(option, `--${name}`, rest) : word.slice(equals + 1));
    return;
  }
  if (equals >= 0) throw usage(`--${name} takes no argument`);
  add(values, option);
}

function takeShort(word: string, rest: string[], { values }: Given): void {
  for (let at = 1; at < word.length; at++) {
    const letter = word[at] as string;
    const option = BY_ALIAS.get(letter);
    if (option === undefined) throw unknown(`-${letter}`);
    if (option.kind !== 'switch') {
      const attached = word.slice(at + 1).replace(/^=/, '');
      add(values, option, attached || argumentOf(option, `-${letter}`, rest));
      return;
    }
    add(values, option);
  }
}

function add(values: Map<string, string[]>, option: OptionShape, ...argument: string[]): void {
  values.set(option.name, [...(values.get(option.name) ?? []), ...argument]);
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

function checkOption(option: OptionShape, values: readonly string[] | undefined): void {
  if (values === undefined || option.kind === 'switch') return;
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
