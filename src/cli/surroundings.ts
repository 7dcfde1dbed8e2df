import { LANGUAGES, type Language } from '../core/dialogue/explain/values.ts';
import { ASCII, BARE, COLOUR, NO_COLOUR, type Style, UNICODE } from '../draw/style.ts';
import { Failure } from '../failure.ts';
import type { Mode, RunOptions } from './command-line.ts';

/** What the program finds itself in, as far as it changes what it does. */
export interface Surroundings {
  /** Standard output is a terminal. */
  readonly terminal: boolean;
  /** Its width; what is drawn into a file or pipe has one of its own. */
  readonly columns: number | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Columns of text that is drawn into a file or a pipe. */
const FILE_COLUMNS = 120;

/** The surroundings of this process. */
export function processSurroundings(): Surroundings {
  const { stdout, env } = process;
  return { terminal: stdout.isTTY === true, columns: stdout.columns ?? null, environment: env };
}

/** What is really done: text where standard output is no terminal. Throws Failure `dumb-terminal`. */
export function modeIn(asked: Mode, { terminal, environment }: Surroundings): Mode {
  if (asked !== 'tui') return asked;
  if (!terminal) return 'text';
  if (environment.TERM === 'dumb') throw new Failure('dumb-terminal');
  return 'tui';
}

/** Colour on terminals, unless it is not wanted (https://no-color.org). */
export function styleIn(options: Pick<RunOptions, 'colour' | 'ascii'>, surroundings: Surroundings): Style {
  const { terminal, environment } = surroundings;
  const glyphs = options.ascii || !writesUnicode(environment) ? ASCII : UNICODE;
  if (!terminal || environment.TERM === 'dumb') return { paint: BARE, glyphs };
  return { paint: options.colour && !environment.NO_COLOR ? COLOUR : NO_COLOUR, glyphs };
}

/** The variables that name the encoding of characters, the strongest first (POSIX, section 8.2). */
const ENCODING_VARIABLES = ['LC_ALL', 'LC_CTYPE', 'LANG'] as const;

/** False where the locale names another encoding, as in `ja_JP.eucJP`; one without a name may well be that of a UTF-8 terminal. */
function writesUnicode(environment: Surroundings['environment']): boolean {
  const locale = ENCODING_VARIABLES.map((name) => environment[name]).find(Boolean) ?? '';
  const encoding = /\.([^@]+)/.exec(locale)?.[1];
  return encoding === undefined || /^utf-?8$/i.test(encoding);
}

/** The variables that name the language of messages, the strongest first (POSIX, section 8.2). */
const LANGUAGE_VARIABLES = ['LC_ALL', 'LC_MESSAGES', 'LANG'] as const;

/** The languages that can be told with ASCII characters only. */
const IN_ASCII: ReadonlySet<Language> = new Set(['en']);

/**
 * The language that dialogues are told in: the one asked for, else the environment's, else English. Throws Failure
 * `usage` where the one asked for cannot be written.
 */
export function languageIn(
  { language }: Pick<RunOptions, 'language'>,
  { environment }: Surroundings,
  { glyphs }: Style,
): Language {
  const canBeWritten = (wanted: Language) => glyphs !== ASCII || IN_ASCII.has(wanted);
  if (language !== null && !canBeWritten(language)) {
    throw new Failure('usage', {
      what: `--lang ${language} cannot be written with ASCII characters`,
      todo: 'leave out --ascii, and set a locale whose encoding is UTF-8',
    });
  }
  if (language !== null) return language;
  const locale = LANGUAGE_VARIABLES.map((name) => environment[name]).find(Boolean) ?? '';
  const named = LANGUAGES.find((known) => new RegExp(`^${known}(?![a-z])`, 'i').test(locale)) ?? 'en';
  return canBeWritten(named) ? named : 'en';
}

/** Where the environment names a width for a file or a pipe (POSIX, section 8.3): fewer show no ladder, more are a mistake. */
const [LEAST_COLUMNS, MOST_COLUMNS] = [40, 10_000];

/** How wide dialogues are drawn where there is no screen. */
export function textColumns({ terminal, columns, environment }: Surroundings): number {
  if (terminal && columns !== null && columns > 0) return columns;
  const wanted = Number(environment.COLUMNS);
  return wanted >= LEAST_COLUMNS && wanted <= MOST_COLUMNS ? Math.floor(wanted) : FILE_COLUMNS;
}
