import { CAPTURED_OCTETS_LIMIT } from '../core/batch.ts';
import type { Language } from '../core/dialogue/explain.ts';
import type { Limits } from '../core/limits.ts';
import type { FileInput, LiveInput, SessionOptions } from '../engine/options.ts';
import { type Arguments, readArguments, usage } from './arguments.ts';
import { completionScript } from './completion.ts';
import { helpText } from './help.ts';
import { BUFFER_KIBIBYTES_DEFAULT, OPTION_SHAPES, type OptionName } from './options.ts';

export type Mode = 'tui' | 'json' | 'text' | 'explain' | 'list-interfaces';

/** What a run of the program is to do. */
export interface RunOptions {
  /** `tui` where nothing else was asked for. */
  readonly mode: Mode;
  /** No device among `devices` of a live input: the default one is meant. */
  readonly session: SessionOptions;
  readonly viewFilter: string;
  /** With mode `json`: what each connection carries. */
  readonly messages: boolean;
  readonly segments: boolean;
  /** False: --no-color was given. */
  readonly colour: boolean;
  readonly ascii: boolean;
  /** In which dialogues are told; null: not said. */
  readonly language: Language | null;
  readonly demo: boolean;
}

type CommandLine =
  | { readonly kind: 'run'; readonly options: RunOptions }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'completion'; readonly text: string }
  | { readonly kind: 'version' };

const LOOPBACK = 'lo';
/** Ways to put dialogues out without a screen, one at a time. */
const FORM_OPTIONS = ['json', 'text', 'explain'] as const satisfies readonly OptionName[];
const ANY = 'any';

/** What the words behind the program's name ask for; throws Failure `usage`. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const given = readArguments(argv);
  if (given.has('help')) return { kind: 'help', text: helpText() };
  if (given.has('version')) return { kind: 'version' };
  if (given.words.length === 1 && given.words[0] === 'completion') {
    return { kind: 'completion', text: completionScript() };
  }
  checkTogether(given);
  return { kind: 'run', options: runOptions(given) };
}

function runOptions(given: Arguments): RunOptions {
  const mode = modeOf(given);
  const keepDialogues = mode !== 'json' || given.has('messages') || given.has('segments');
  return {
    mode,
    session: {
      input: given.has('read') ? fileInput(given) : liveInput(given),
      write: given.text('write'),
      frames: given.number('count'),
      durationSeconds: given.number('duration'),
      tlsKeys: given.text('tls-keys'),
      keepDialogues,
      ...limitsIn(given),
    },
    viewFilter: given.text('filter') ?? '',
    messages: given.has('messages'),
    segments: given.has('segments'),
    colour: !given.has('no-color'),
    ascii: given.has('ascii'),
    language: given.text('lang') as Language | null,
    demo: given.has('demo'),
  };
}

/** The core's limits by the options that set them. */
const LIMIT_OPTIONS = {
  connections: 'max-connections',
  segments: 'max-segments',
  messages: 'max-messages',
} as const satisfies Partial<Record<keyof Limits, OptionName>>;

function limitsIn(given: Arguments): { readonly limits?: Partial<Limits> } {
  const set = Object.entries(LIMIT_OPTIONS).filter(([, option]) => given.has(option));
  if (set.length === 0) return {};
  return {
    limits: Object.fromEntries(set.map(([limit, option]) => [limit, given.number(option) as number])),
  };
}

function modeOf(given: Arguments): Mode {
  if (given.has('list-interfaces')) return 'list-interfaces';
  if (given.has('json')) return 'json';
  if (given.has('explain')) return 'explain';
  return given.has('text') ? 'text' : 'tui';
}

function fileInput(given: Arguments): FileInput {
  return { kind: 'file', path: given.text('read') as string };
}

function liveInput(given: Arguments): LiveInput {
  const devices = [...new Set(given.texts('interface'))];
  return {
    kind: 'live',
    driver: given.text('driver') === 'cap' ? 'cap' : 'libpcap',
    devices: devices.length === 0 && given.has('demo') ? [LOOPBACK] : devices,
    captureFilter: given.words.join(' '),
    snapshotLength: given.number('snapshot-length') || CAPTURED_OCTETS_LIMIT,
    bufferKibibytes: given.number('buffer-size') ?? BUFFER_KIBIBYTES_DEFAULT,
    promiscuous: !given.has('no-promiscuous-mode'),
  };
}

/** What each option may be by itself has been checked; here is what they may not be together. */
function checkTogether(given: Arguments): void {
  const read = given.text('read');
  if (read !== null) checkReading(given, read);
  for (const { name, needs, idleWith } of OPTION_SHAPES) {
    if (!given.has(name as OptionName)) continue;
    if (needs && !given.has(needs as OptionName)) {
      throw usage(`--${name} has an effect only with --${needs}`, `add --${needs} or leave out --${name}`);
    }
    if (idleWith && given.has(idleWith as OptionName)) {
      throw usage(`--${name} has no effect with --${idleWith}`, `leave out --${name} or --${idleWith}`);
    }
  }
  const forms = FORM_OPTIONS.filter((name) => given.has(name)).map((name) => `--${name}`);
  if (forms.length > 1) throw usage(`${forms.join(' and ')} exclude each other`, 'give only one of them');
  if (given.text('write') === '-') {
    throw usage('recording to standard output is not possible', 'give -w the name of a file');
  }
  const devices = given.texts('interface');
  if (given.has('demo') && devices.length > 0 && !devices.includes(LOOPBACK) && !devices.includes(ANY)) {
    throw usage('--demo speaks on loopback, which is not captured', `add -i ${LOOPBACK}`);
  }
}

function checkReading(given: Arguments, read: string): void {
  for (const { name, live } of OPTION_SHAPES) {
    if (live && given.has(name as OptionName)) {
      throw usage(`--${name} is for a live capture, not for reading a file`, `leave out --${name} or -r`);
    }
  }
  if (given.words.length > 0) {
    const words = given.words.join(' ');
    throw usage(
      `a capture filter (${words}) is for a live capture, not for reading a file`,
      `use a view filter, such as --filter 'port:8000'`,
    );
  }
  if (given.text('write') === read && read !== '-') {
    throw usage(`${read} would be overwritten while it is read`, 'give -w another name');
  }
}
