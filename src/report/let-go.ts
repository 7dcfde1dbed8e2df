import type { Analysis } from '../core/analysis.ts';
import { DEFAULT_LIMITS, type Limits } from '../core/limits.ts';
import { LET_GO, LET_GO_KINDS, type LetGoKind } from '../core/view/let-go.ts';
import type { Parts } from './json/connection.ts';

/** How one kind is told. */
interface Telling {
  readonly words: (count: number) => string;
  /** Told only where this was asked for. */
  readonly part?: keyof Parts;
  /** The option that gives it more room. */
  readonly option?: string;
  /** Those that one connection alone had too many of, which no option changes. */
  readonly ofOne?: {
    readonly counter: 'segmentsPerConnectionLetGo' | 'messagesPerConnectionLetGo';
    readonly limit: keyof Limits;
  };
}

/** What helps where memory is short; in mebioctets. */
const MORE_MEMORY = 'NODE_OPTIONS=--max-old-space-size';

const TELLINGS: Readonly<Record<LetGoKind, Telling>> = {
  connections: { words: (count) => `${count} connections`, option: '--max-connections' },
  segments: {
    words: (count) => `${count} segments`,
    part: 'segments',
    option: '--max-segments',
    ofOne: { counter: 'segmentsPerConnectionLetGo', limit: 'segmentsPerConnection' },
  },
  messages: {
    words: (count) => `${count} messages`,
    part: 'messages',
    option: '--max-messages',
    ofOne: { counter: 'messagesPerConnectionLetGo', limit: 'messagesPerConnection' },
  },
  fragments: { words: (count) => `${count} IP fragments` },
  flags: { words: (count) => `flags of ${count} segments`, option: '--max-connections' },
  secrets: { words: (count) => `${count} secrets of TLS` },
  names: { words: (count) => `${count} names of hosts` },
  payloadOctets: { words: (count) => `${count} octets out of order or of messages too large to hold` },
};

/** What a limit of ours made be let go of what `parts` asks for, by kind; null where that is nothing. */
export function letGoOf(
  { counters }: Pick<Analysis, 'counters'>,
  parts: Parts,
): Readonly<Partial<Record<LetGoKind, number>>> | null {
  const reached = LET_GO_KINDS.filter((kind) => {
    const { part } = TELLINGS[kind];
    return counters[LET_GO[kind]] > 0 && (part === undefined || parts[part]);
  });
  if (reached.length === 0) return null;
  return Object.fromEntries(reached.map((kind) => [kind, counters[LET_GO[kind]]]));
}

/** The same in words, and what can be done; null where it is nothing. */
export function letGoText(analysis: Pick<Analysis, 'counters'>, parts: Parts): string | null {
  const letGo = letGoOf(analysis, parts);
  if (letGo === null) return null;
  const what: string[] = [];
  const options = new Set<string>();
  const ofOne: string[] = [];
  for (const kind of Object.keys(letGo) as LetGoKind[]) {
    const { words, option, ofOne: own } = TELLINGS[kind];
    const count = letGo[kind] as number;
    what.push(words(count));
    const owned = own === undefined ? 0 : analysis.counters[own.counter];
    if (own !== undefined && owned > 0) ofOne.push(`${DEFAULT_LIMITS[own.limit]} ${kind}`);
    if (kind === 'connections' && analysis.counters.memoryWasShort) options.add(MORE_MEMORY);
    else if (option !== undefined && count > owned) options.add(option);
  }
  const hints = [
    options.size === 0 ? '' : `see ${[...options].join(', ')}`,
    ofOne.length === 0 ? '' : `of one connection at most ${ofOne.join(' and ')} are kept`,
  ].filter((hint) => hint !== '');
  const hint = hints.length === 0 ? '' : ` (${hints.join('; ')})`;
  return `limits were reached, so not everything is shown: ${what.join(', ')} let go${hint}`;
}
