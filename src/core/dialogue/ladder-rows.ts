import type { LadderEntry } from './ladder-entry.ts';

type SpokenEntry = Extract<LadderEntry, { kind: 'segment' | 'said' }>;

/** Longer notes leave a request no room beside its arrow, in 80 columns, to tell what it asks for. */
const NOTES_BESIDE_CHARACTERS = 28;

/** A folded ladder as it reads best with each entry in one row: long notes on a request stand below it, and nothing is told twice. */
export function ladderRowsOf(entries: readonly LadderEntry[]): readonly LadderEntry[] {
  return entries.flatMap((entry, at) => {
    if (entry.kind !== 'segment' && entry.kind !== 'said') return [entry];
    if (entry.kind === 'said' && isRemarkedOn(entry, entries[at + 1])) return [];
    return withNotesBelow(entry);
  });
}

function withNotesBelow(entry: SpokenEntry): LadderEntry[] {
  const { said, protocol, role, noteCharacters = 0 } = entry;
  if (said === null || protocol === null || role !== 'request' || noteCharacters <= NOTES_BESIDE_CHARACTERS)
    return [entry];
  const { nanoseconds, from } = entry;
  const notes = said.slice(said.length - noteCharacters).trimStart();
  return [
    { ...entry, said: said.slice(0, said.length - noteCharacters), noteCharacters: 0 },
    { kind: 'said', nanoseconds, from, said: notes, protocol },
  ];
}

/** The remark on an offer that was passed over says all that the aside does. */
function isRemarkedOn({ aside }: SpokenEntry, next: LadderEntry | undefined): boolean {
  return aside?.kind === 'upgrade-passed-over' && next?.kind === 'remark' && next.code === 'h2c-not-taken';
}
