import type { Analysis } from '../core/analysis.ts';
import type { Counters } from '../core/view/snapshot.ts';
import type { Parts } from './json/connection.ts';

type Counts = Omit<Counters, 'connectionsOpen' | 'connectionsInTrouble'>;

interface Kind {
  readonly name: string;
  readonly words: string;
  readonly of: (counts: Counts) => number;
  /** Whether it is put out at all. */
  readonly isWanted: (parts: Parts) => boolean;
  /** What raises the limit: of segments and messages there are others as well, for one connection. */
  readonly option: string | null;
}

const always = (): boolean => true;

const KINDS: readonly Kind[] = [
  {
    name: 'connections',
    words: 'connections',
    of: (c) => c.connectionsLetGo,
    isWanted: always,
    option: '--max-connections',
  },
  {
    name: 'segments',
    words: 'segments',
    of: (c) => c.segmentsLetGo,
    isWanted: (parts) => parts.segments,
    option: null,
  },
  {
    name: 'messages',
    words: 'messages',
    of: (c) => c.messagesLetGo,
    isWanted: (parts) => parts.messages,
    option: null,
  },
  {
    name: 'fragments',
    words: 'IP fragments',
    of: (c) => c.fragmentsLetGo,
    isWanted: always,
    option: null,
  },
];

function reached(analysis: Analysis, parts: Parts): readonly [kind: Kind, count: number][] {
  const { counters } = analysis;
  return KINDS.filter(({ isWanted }) => isWanted(parts))
    .map((kind): [Kind, number] => [kind, kind.of(counters)])
    .filter(([, count]) => count > 0);
}

/** What a limit of ours made be let go of what `parts` asks for, by kind; null where that is nothing. */
export function letGoOf(analysis: Analysis, parts: Parts): Readonly<Record<string, number>> | null {
  const counts = reached(analysis, parts);
  return counts.length === 0 ? null : Object.fromEntries(counts.map(([{ name }, count]) => [name, count]));
}

/** The same in words; null where it is nothing. */
export function letGoText(analysis: Analysis, parts: Parts): string | null {
  const counts = reached(analysis, parts);
  if (counts.length === 0) return null;
  const what = counts.map(([{ words }, count]) => `${count} ${words}`).join(', ');
  const options = counts.flatMap(([{ option }]) => option ?? []).join(', ');
  return `limits were reached and not all is shown: ${what} let go${options === '' ? '' : ` (see ${options})`}`;
}
