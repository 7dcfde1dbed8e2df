import { CAPTURED_OCTETS_LIMIT } from '../core/batch.ts';
import { LANGUAGES } from '../core/dialogue/explain/values.ts';
import { DEFAULT_LIMITS } from '../core/limits.ts';

/** What an option's argument is; a switch has none. */
type ArgumentKind = 'switch' | 'text' | 'count' | 'seconds';

export const OPTION_GROUPS = [
  'What to look at',
  'How to capture',
  'How to show it',
  'How much to keep',
  'About',
] as const;
type OptionGroup = (typeof OPTION_GROUPS)[number];

/** An option of the command line. */
export interface OptionShape {
  /** After two dashes. */
  readonly name: string;
  /** After one dash. */
  readonly alias: string | null;
  readonly kind: ArgumentKind;
  /** What its argument is called. */
  readonly argument: string | null;
  /** Those it may be, where it is one of a few. */
  readonly choices?: readonly string[];
  /** What its argument must be, lowest and highest; for a count or seconds. */
  readonly range?: readonly [number, number];
  /** What the shell completes its argument with. */
  readonly completes?: 'file' | 'device';
  readonly repeatable?: boolean;
  /** Only for a live capture, not with -r. */
  readonly live?: boolean;
  /** Another option without which it means nothing. */
  readonly needs?: string;
  /** Another option beside which it means nothing. */
  readonly idleWith?: string;
  readonly group: OptionGroup;
  readonly help: string;
}

/** Room for what arrives while this process does not get the processor: on loopback that is 2 GB a second. */
export const BUFFER_KIBIBYTES_DEFAULT = 32_768;
/** libpcap takes octets as a C int. */
const BUFFER_KIBIBYTES_MAXIMUM = 2_097_151;
/** A timer holds no more milliseconds than 2^31 - 1. */
const DURATION_SECONDS_MAXIMUM = 2_147_483;

/** More than these would fit no memory; the arenas count chunks of them in 31 bits. */
const CONNECTIONS_MAXIMUM = 16_000_000;
const SEGMENTS_MAXIMUM = 256_000_000;
const MESSAGES_MAXIMUM = 64_000_000;

const DRIVERS = ['libpcap', 'cap'] as const;

/** The one table of options: it drives the parser, the help, the completion and the README. */
const OPTIONS = [
  {
    name: 'interface',
    alias: 'i',
    kind: 'text',
    argument: 'NAME',
    completes: 'device',
    repeatable: true,
    live: true,
    group: 'What to look at',
    help: 'capture on this device (any: on all of them); may be given more than once',
  },
  {
    name: 'read',
    alias: 'r',
    kind: 'text',
    argument: 'FILE',
    completes: 'file',
    group: 'What to look at',
    help: 'read a capture file instead; - is standard input',
  },
  {
    name: 'filter',
    alias: null,
    kind: 'text',
    argument: 'TEXT',
    group: 'What to look at',
    help: 'start with this view filter, as typed after /',
  },
  {
    name: 'tls-keys',
    alias: null,
    kind: 'text',
    argument: 'FILE',
    completes: 'file',
    group: 'What to look at',
    help: 'decrypt TLS with the secrets that programs write to this file (SSLKEYLOGFILE)',
  },
  {
    name: 'demo',
    alias: null,
    kind: 'switch',
    argument: null,
    live: true,
    group: 'What to look at',
    help: 'make real dialogues on loopback and capture them',
  },
  {
    name: 'list-interfaces',
    alias: 'D',
    kind: 'switch',
    argument: null,
    group: 'What to look at',
    help: 'list the devices that can be captured on',
  },
  {
    name: 'write',
    alias: 'w',
    kind: 'text',
    argument: 'FILE',
    completes: 'file',
    group: 'How to capture',
    help: 'record to this file from the start: as pcapng if its name ends in .pcapng, else as pcap',
  },
  {
    name: 'snapshot-length',
    alias: 's',
    kind: 'count',
    argument: 'N',
    range: [0, CAPTURED_OCTETS_LIMIT],
    live: true,
    group: 'How to capture',
    help: `octets to keep of each frame; the default, and 0, mean ${CAPTURED_OCTETS_LIMIT}`,
  },
  {
    name: 'buffer-size',
    alias: 'B',
    kind: 'count',
    argument: 'KiB',
    range: [1, BUFFER_KIBIBYTES_MAXIMUM],
    live: true,
    group: 'How to capture',
    help: `size of the kernel's capture buffer; the default is ${BUFFER_KIBIBYTES_DEFAULT}`,
  },
  {
    name: 'no-promiscuous-mode',
    alias: 'p',
    kind: 'switch',
    argument: null,
    live: true,
    group: 'How to capture',
    help: 'do not put the device into promiscuous mode',
  },
  {
    name: 'count',
    alias: 'c',
    kind: 'count',
    argument: 'N',
    range: [1, Number.MAX_SAFE_INTEGER],
    group: 'How to capture',
    help: 'stop after this many frames',
  },
  {
    name: 'duration',
    alias: null,
    kind: 'seconds',
    argument: 'SECONDS',
    range: [0.001, DURATION_SECONDS_MAXIMUM],
    group: 'How to capture',
    help: 'stop after this time',
  },
  {
    name: 'driver',
    alias: null,
    kind: 'text',
    argument: 'NAME',
    choices: DRIVERS,
    live: true,
    group: 'How to capture',
    help: 'capture with libpcap (the default), or with the npm package cap',
  },
  {
    name: 'json',
    alias: null,
    kind: 'switch',
    argument: null,
    group: 'How to show it',
    help: 'no screen: one line of JSON per connection, then a summary',
  },
  {
    name: 'text',
    alias: null,
    kind: 'switch',
    argument: null,
    group: 'How to show it',
    help: 'no screen: the dialogues as text; the default if standard output is not a terminal',
  },
  {
    name: 'explain',
    alias: null,
    kind: 'switch',
    argument: null,
    group: 'How to show it',
    help: 'no screen: the dialogues explained in sentences',
  },
  {
    name: 'lang',
    alias: null,
    kind: 'text',
    argument: 'LANGUAGE',
    choices: LANGUAGES,
    idleWith: 'json',
    group: 'How to show it',
    help: 'language of explanations and remarks: en or ja; the default is that of the locale',
  },
  {
    name: 'messages',
    alias: null,
    kind: 'switch',
    argument: null,
    needs: 'json',
    group: 'How to show it',
    help: 'with --json: include the messages of each connection',
  },
  {
    name: 'segments',
    alias: null,
    kind: 'switch',
    argument: null,
    needs: 'json',
    group: 'How to show it',
    help: 'with --json: include the segments of each connection',
  },
  {
    name: 'ascii',
    alias: null,
    kind: 'switch',
    argument: null,
    group: 'How to show it',
    help: 'draw with ASCII characters only; the default if the locale names an encoding other than UTF-8',
  },
  {
    name: 'no-color',
    alias: null,
    kind: 'switch',
    argument: null,
    group: 'How to show it',
    help: 'draw without colours, as with NO_COLOR in the environment',
  },
  {
    name: 'max-connections',
    alias: null,
    kind: 'count',
    argument: 'N',
    range: [1, CONNECTIONS_MAXIMUM],
    group: 'How much to keep',
    help: `connections kept at once, those silent longest go first; the default is ${DEFAULT_LIMITS.connections}, fewer if memory is short`,
  },
  {
    name: 'max-segments',
    alias: null,
    kind: 'count',
    argument: 'N',
    range: [1, SEGMENTS_MAXIMUM],
    group: 'How much to keep',
    help: `segments kept to be shown, of all connections together (reserved eight at a time); the default is ${DEFAULT_LIMITS.segments}`,
  },
  {
    name: 'max-messages',
    alias: null,
    kind: 'count',
    argument: 'N',
    range: [1, MESSAGES_MAXIMUM],
    group: 'How much to keep',
    help: `messages kept to be shown, of all connections together; the default is ${DEFAULT_LIMITS.messages}, fewer if memory is short`,
  },
  {
    name: 'help',
    alias: 'h',
    kind: 'switch',
    argument: null,
    group: 'About',
    help: 'show this help',
  },
  {
    name: 'version',
    alias: 'V',
    kind: 'switch',
    argument: null,
    group: 'About',
    help: 'show the version',
  },
] as const satisfies readonly OptionShape[];

export type OptionName = (typeof OPTIONS)[number]['name'];

/** The same table where the exact names do not matter. */
export const OPTION_SHAPES: readonly OptionShape[] = OPTIONS;

/** `-i, --interface NAME` */
export function optionUsage({ name, alias, argument }: OptionShape): string {
  return `${alias === null ? '' : `-${alias}, `}--${name}${argument === null ? '' : ` ${argument}`}`;
}
