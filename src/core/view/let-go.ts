import type { Counters } from './snapshot.ts';

/** What limits let go, by the names that reports give it, and which counter counts it. */
export const LET_GO = {
  connections: 'connectionsLetGo',
  segments: 'segmentsLetGo',
  messages: 'messagesLetGo',
  fragments: 'fragmentsLetGo',
  flags: 'controlBitsLetGo',
  secrets: 'tlsSecretsLetGo',
  names: 'namesLetGo',
  payloadOctets: 'reassemblyOctetsLetGo',
} as const satisfies Readonly<Record<string, keyof Counters>>;

export type LetGoKind = keyof typeof LET_GO;
export const LET_GO_KINDS = Object.keys(LET_GO) as readonly LetGoKind[];
