import { LANGUAGES, type Language } from '../core/dialogue/explain/values.ts';
import { ASCII, BARE, COLOUR, NO_COLOUR, type Style, UNICODE } from '../draw/style.ts';
import { Failure } from '../source/failure.ts';
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
  const glyphs = options.ascii ? ASCII : UNICODE;
  if (!terminal || environment.TERM === 'dumb') return { paint: BARE, glyphs };
  return { paint: options.colour && !environment.NO_COLOR ? COLOUR : NO_COLOUR, glyphs };
}

/** The variables that name the language of messages, the strongest first (POSIX, section 8.2). */
const LANGUAGE_VARIABLES = ['LC_ALL', 'LC_MESSAGES', 'LANG'] as const;

/** The language that dialogues are told in: the one asked for, else the environment's, else English. */
export function languageIn(
  { language }: Pick<RunOptions, 'language'>,
  { environment }: Surroundings,
): Language {
  if (language !== null) return language;
  const locale = LANGUAGE_VARIABLES.map((name) => environment[name]).find(Boolean) ?? '';
  return LANGUAGES.find((known) => new RegExp(`^${known}(?![a-z])`, 'i').test(locale)) ?? 'en';
}

/** How wide dialogues are drawn where there is no screen. */
export function textColumns({ terminal, columns }: Surroundings): number {
  return terminal && columns !== null && columns > 0 ? columns : FILE_COLUMNS;
}
