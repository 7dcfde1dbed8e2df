import { type Piece, widthOf } from '../../draw/pieces.ts';
import { ASCII } from '../../draw/style.ts';
import { countText } from '../../draw/units.ts';
import { type Command, type CommandId, footerCommands, keyLabel, type ScreenName } from '../commands.ts';
import { useTui } from '../context.ts';
import type { Latest } from '../data.ts';
import { layoutOf } from '../layout.ts';
import { type Input, type InputPurpose, keyScreen, type SaveScope } from '../state.ts';
import { Message } from './message.tsx';
import { Row } from './row.tsx';
import { TextInput } from './text-input.tsx';
import { useStore } from './use-store.ts';

const PROMPTS: Readonly<Record<InputPurpose, { readonly prompt: string; readonly hint: string }>> = {
  filter: {
    prompt: '/ ',
    hint: 'port:8000  host:10.0.0.0/8  state:open  flag:R    Enter accept  Esc as before',
  },
  search: { prompt: 'search / ', hint: 'text to find in this dialogue' },
  'narrow-help': { prompt: 'narrow / ', hint: 'a key or a word of this help' },
  save: { prompt: '', hint: 'name of a file' },
  'capture-filter': { prompt: 'capture filter (libpcap) ', hint: 'tcp port 8000; nothing: all packets' },
};
/** Always in the footer: whoever knows these two finds the rest. */
const KEPT: ReadonlySet<CommandId> = new Set(['help', 'quit']);

/** What decides which keys do something now. */
export interface Situation {
  readonly screen: ScreenName;
  /** There is no connection. */
  readonly empty: boolean;
  /** Something stands over the list. */
  readonly open: boolean;
  readonly capturing: boolean;
  readonly recording: boolean;
  /** List and dialogue are both shown. */
  readonly split: boolean;
  readonly ascii: boolean;
}

/** Commands that do nothing elsewhere, or only say that they cannot: they are not offered there. */
const OFFERED: Readonly<Partial<Record<CommandId, (situation: Situation) => boolean>>> = {
  open: ({ open, empty }) => !open && !empty,
  explain: ({ empty }) => !empty,
  sort: ({ empty }) => !empty,
  save: ({ empty }) => !empty,
  fold: ({ empty }) => !empty,
  'time-mode': ({ empty }) => !empty,
  mark: ({ empty }) => !empty,
  back: ({ open, screen }) => open || screen !== 'list',
  record: ({ capturing, recording }) => capturing || recording,
  'capture-filter': ({ capturing }) => capturing,
  'next-pane': ({ split, empty }) => split && !empty,
  language: ({ ascii }) => !ascii,
};

/** The last row: a question, a line being typed, a message, or else the keys of this screen. */
export function Footer() {
  const { state, style, data } = useTui();
  const input = useStore(state, (current) => current.input);
  const asking = useStore(state, (current) => current.asking);
  const notice = useStore(state, (current) => current.notice);
  const screen = useStore(state, keyScreen);
  const columns = useStore(state, ({ size }) => size.columns);
  const open = useStore(state, ({ screens }) => screens.at(-1) !== 'list');
  const split = useStore(state, (current) => layoutOf(current).kind === 'split');
  const recording = useStore(data, (latest) => latest !== null && latest.status.recording !== null);
  const capturing = useStore(data, isCapturing);
  const empty = useStore(data, hasNoConnection);
  if (asking) {
    const keys = keyPieces(footerCommands('confirm'), false);
    return <Row pieces={[[' Recording. Quit and finish the file?', 'strong'], ...keys]} />;
  }
  const message =
    notice === null ? null : (
      <Message text={notice.text} paint={notice.tone === 'trouble' ? 'trouble' : 'strong'} />
    );
  if (input !== null) {
    return (
      <>
        {message}
        <InputRow input={input} />
      </>
    );
  }
  if (message !== null) return message;
  const ascii = style.glyphs === ASCII;
  return <Row pieces={footerPieces({ screen, empty, open, capturing, recording, split, ascii }, columns)} />;
}

function isCapturing(latest: Latest | null): boolean {
  return latest !== null && latest.status.sourceKind === 'live' && latest.status.phase === 'reading';
}

function hasNoConnection(latest: Latest | null): boolean {
  return latest === null || latest.snapshot.counters.connectionsSeen === 0;
}

function InputRow({ input: { purpose, line, saves } }: { readonly input: Input }) {
  const { data, state } = useTui();
  const matching = useStore(data, (latest) => latest?.snapshot.matching ?? 0);
  const paused = useStore(state, (current) => current.paused);
  const { prompt, hint } = PROMPTS[purpose];
  return (
    <TextInput
      prompt={saves === null ? prompt : savePrompt(saves, paused ? null : matching)}
      hint={hint}
      line={line}
    />
  );
}

/** What is going to be saved: a mark may be out of sight. `matching` is null where more may have come than is shown. */
function savePrompt(scope: SaveScope, matching: number | null): string {
  switch (scope.kind) {
    case 'marked':
      return `save ${countText(scope.ids.length)} marked to `;
    case 'one':
      return `save #${scope.id} to `;
    case 'shown':
      return matching === null
        ? 'save all shown, and what came since, to '
        : `save ${countText(matching)} shown to `;
  }
}

/** What of a screen's keys does something now and fits in a row, in the order of the table. */
export function footerPieces(situation: Situation, columns: number): readonly Piece[] {
  const { ascii, recording } = situation;
  const fitting: Command[] = [];
  const commands = footerCommands(situation.screen).filter(({ id }) => OFFERED[id]?.(situation) ?? true);
  const urgent = (command: Command) => (KEPT.has(command.id) ? 0 : 1);
  for (const command of commands.sort((a, b) => urgent(a) - urgent(b))) {
    if (widthOf(keyPieces([...fitting, command], ascii, recording)) <= columns) fitting.push(command);
  }
  fitting.sort((a, b) => (a.footer ?? 0) - (b.footer ?? 0));
  return keyPieces(fitting, ascii, recording);
}

function keyPieces(commands: readonly Command[], ascii: boolean, recording = false): Piece[] {
  return commands.flatMap((command): Piece[] => {
    const label = command.id === 'record' && recording ? 'stop recording' : command.label;
    return [
      ['  ', null],
      [keyLabel(command.keys[0] ?? '', ascii), 'strong'],
      [` ${label}`, 'quiet'],
    ];
  });
}
