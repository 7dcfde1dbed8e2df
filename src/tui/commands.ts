/** Where a key is pressed: a dialogue shown beside the list counts as `dialogue` while it has the focus. */
export const SCREENS = ['list', 'dialogue', 'explain', 'help', 'input', 'confirm'] as const;
export type ScreenName = (typeof SCREENS)[number];

interface CommandShape {
  readonly id: string;
  /** Names of keys as `terminal/keys.ts` gives them; a printable one is itself. */
  readonly keys: readonly string[];
  readonly screens: readonly ScreenName[];
  /** One or two words, for the footer. */
  readonly label: string;
  /** One line, for the help and the README. */
  readonly help: string;
  /** Place in the footer, 1 first; null: not there. Those behind give way on a narrow screen. */
  readonly footer: number | null;
}

const LISTS = ['list', 'dialogue', 'explain', 'help'] as const;
const ONE = ['dialogue', 'explain'] as const;
const MAIN = ['list', 'dialogue'] as const;
const ALL = ['list', 'dialogue', 'explain', 'help', 'input', 'confirm'] as const;

/**
 * The one table of keys and commands: it drives dispatch, footer, help and the README. A key stands once on each
 * screen (test), and each command has a handler (type).
 */
// biome-ignore format: one command a line
export const COMMANDS = [
  { id: 'up', keys: ['up', 'k'], screens: LISTS, label: 'up', help: 'one row up', footer: null },
  { id: 'down', keys: ['down', 'j'], screens: LISTS, label: 'down', help: 'one row down', footer: null },
  { id: 'page-up', keys: ['pageup'], screens: LISTS, label: 'page up', help: 'one page up', footer: null },
  { id: 'page-down', keys: ['pagedown'], screens: LISTS, label: 'page down', help: 'one page down', footer: null },
  { id: 'half-page-up', keys: ['ctrl+u'], screens: LISTS, label: 'half page up', help: 'half a page up', footer: null },
  { id: 'half-page-down', keys: ['ctrl+d'], screens: LISTS, label: 'half page down', help: 'half a page down', footer: null },
  { id: 'first', keys: ['g', 'home'], screens: LISTS, label: 'first', help: 'to the first row', footer: null },
  { id: 'last', keys: ['G', 'end'], screens: LISTS, label: 'last', help: 'to the last row; a dialogue then follows its end', footer: null },
  { id: 'open', keys: ['enter'], screens: MAIN, label: 'open', help: 'open the dialogue on the whole screen', footer: 1 },
  { id: 'back', keys: ['escape'], screens: LISTS, label: 'back', help: 'back; never quits', footer: 2 },
  { id: 'filter', keys: ['/'], screens: ['list'], label: 'filter', help: 'filter the connections while they run', footer: 3 },
  { id: 'search', keys: ['/'], screens: ['dialogue'], label: 'search', help: 'search in the dialogue', footer: 3 },
  { id: 'narrow-help', keys: ['/'], screens: ['help'], label: 'narrow', help: 'only lines that contain this text', footer: 3 },
  { id: 'next-match', keys: ['n'], screens: ['dialogue'], label: 'next', help: 'next match', footer: null },
  { id: 'previous-match', keys: ['N'], screens: ['dialogue'], label: 'previous', help: 'previous match', footer: null },
  { id: 'previous-connection', keys: ['['], screens: ONE, label: 'previous', help: 'the previous connection', footer: null },
  { id: 'next-connection', keys: [']'], screens: ONE, label: 'next', help: 'the next connection', footer: 9 },
  { id: 'explain', keys: ['x'], screens: MAIN, label: 'explain', help: 'explain the dialogue in sentences', footer: 4 },
  { id: 'language', keys: ['l'], screens: ['explain'], label: 'English/日本語', help: 'English or Japanese, for remarks too', footer: 3 },
  { id: 'fold', keys: ['z'], screens: MAIN, label: 'fold', help: 'fold ACKs and the segments of a message, or show each', footer: 10 },
  { id: 'time-mode', keys: ['t'], screens: MAIN, label: 'time', help: 'time since the start, since the previous event, clock', footer: 11 },
  { id: 'sort', keys: ['s'], screens: ['list'], label: 'sort', help: 'sort by the next column', footer: 5 },
  { id: 'reverse', keys: ['S'], screens: ['list'], label: 'reverse', help: 'reverse the order', footer: null },
  { id: 'follow', keys: ['F'], screens: MAIN, label: 'follow', help: 'follow the newest connection', footer: 12 },
  { id: 'pause', keys: ['p'], screens: MAIN, label: 'pause', help: 'pause the screen; the capture goes on', footer: 6 },
  { id: 'mark', keys: ['space'], screens: MAIN, label: 'mark', help: 'mark or unmark the connection', footer: 13 },
  { id: 'record', keys: ['r'], screens: MAIN, label: 'record', help: 'start or stop recording to a file in this directory', footer: 7 },
  { id: 'save', keys: ['w'], screens: MAIN, label: 'save', help: 'save the open dialogue, the marked ones, or all shown', footer: 8 },
  { id: 'capture-filter', keys: ['c'], screens: MAIN, label: 'capture filter', help: 'change the capture filter (libpcap) while capturing', footer: 15 },
  { id: 'next-pane', keys: ['tab', 'shift+tab'], screens: MAIN, label: 'pane', help: 'the other pane, if two are shown', footer: 14 },
  { id: 'help', keys: ['?', 'f1'], screens: LISTS, label: 'help', help: 'all keys, the letters of the strip, the filter language', footer: 16 },
  { id: 'accept', keys: ['enter'], screens: ['input'], label: 'accept', help: 'accept what is typed', footer: 1 },
  { id: 'cancel', keys: ['escape'], screens: ['input'], label: 'cancel', help: 'leave everything as it was', footer: 2 },
  { id: 'confirm', keys: ['y', 'enter'], screens: ['confirm'], label: 'yes', help: 'yes', footer: 1 },
  { id: 'refuse', keys: ['n', 'escape', 'q'], screens: ['confirm'], label: 'no', help: 'no', footer: 2 },
  { id: 'redraw', keys: ['ctrl+l'], screens: ALL, label: 'redraw', help: 'redraw the whole screen', footer: null },
  { id: 'suspend', keys: ['ctrl+z'], screens: ALL, label: 'suspend', help: 'suspend; fg in the shell resumes it', footer: null },
  { id: 'quit', keys: ['q'], screens: LISTS, label: 'quit', help: 'back, or quit from the list; asks while recording', footer: 17 },
  { id: 'interrupt', keys: ['ctrl+c'], screens: ALL, label: 'quit', help: 'quit at once; a recording is completed', footer: null },
] as const satisfies readonly CommandShape[];

export type Command = CommandShape & { readonly id: CommandId };
export type CommandId = (typeof COMMANDS)[number]['id'];

const SHOWN: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  escape: 'Esc',
  space: 'Space',
  tab: 'Tab',
  'shift+tab': 'Shift-Tab',
  f1: 'F1',
};
const SHOWN_ASCII: Readonly<Record<string, string>> = { ...SHOWN, up: 'Up', down: 'Down' };

/** How a key is written for a person: `^D`, `PgUp`, `/`. */
export function keyLabel(key: string, ascii = false): string {
  if (key.startsWith('ctrl+')) return `^${key.slice(5).toUpperCase()}`;
  return (ascii ? SHOWN_ASCII : SHOWN)[key] ?? key;
}

const byKey: ReadonlyMap<string, CommandId> = new Map(
  COMMANDS.flatMap((command) =>
    command.screens.flatMap((screen) => command.keys.map((key) => [`${screen} ${key}`, command.id] as const)),
  ),
);

/** The command of a key on a screen, or null. */
export function commandOf(screen: ScreenName, key: string): CommandId | null {
  return byKey.get(`${screen} ${key}`) ?? null;
}

/** The commands that a screen's footer names, most wanted first. */
export function footerCommands(screen: ScreenName): readonly Command[] {
  return (COMMANDS as readonly Command[])
    .filter((command) => command.footer !== null && command.screens.includes(screen))
    .sort((a, b) => (a.footer ?? 0) - (b.footer ?? 0));
}
