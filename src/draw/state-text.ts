import { isResetInName } from '../core/dialogue/remarks.ts';
import type { ConnectionState } from '../core/tcp/state.ts';
import type { ConnectionRow, Remark } from '../core/view/snapshot.ts';
import type { Piece } from './pieces.ts';
import type { Paint } from './style.ts';

interface StateWording {
  readonly word: string;
  /** For one line, where there is room. */
  readonly long: string;
  readonly paint: keyof Paint | null;
  /** Whether it means something to say who did it. */
  readonly by: boolean;
}

const WORDING: Readonly<Record<ConnectionState, StateWording>> = {
  syn: { word: 'SYN', long: 'SYN not answered yet', paint: 'control', by: false },
  open: { word: 'OPEN', long: 'open', paint: 'good', by: false },
  'half-closed': { word: 'HALF', long: 'half-closed', paint: 'control', by: true },
  closing: { word: 'CLOSING', long: 'closing', paint: 'control', by: true },
  closed: { word: 'CLOSED', long: 'closed', paint: null, by: true },
  reset: { word: 'RESET', long: 'reset', paint: 'trouble', by: true },
  refused: { word: 'REFUSED', long: 'refused', paint: 'trouble', by: false },
};

const BY: Readonly<Record<'client' | 'server' | 'both', readonly Piece[]>> = {
  client: [['C', 'client']],
  server: [['S', 'server']],
  both: [
    ['C', 'client'],
    ['S', 'server'],
  ],
};

/**
 * How a connection stands and who ended it, for a column of that many: `OPEN`, `CLOSED by S`, narrow `CLOSED S`. With its
 * remarks, an RST that they show to be none of its sender's is told as such.
 */
export function statePieces(row: ConnectionRow, columns: number, remarks: readonly Remark[] = []): Piece[] {
  const wording = WORDING[row.state];
  const pieces: Piece[] = [[wording.word, wording.paint]];
  if (!wording.by || row.closedBy === null) return pieces;
  const letters = BY[row.closedBy];
  if (endedInName(row, remarks)) return [...pieces, [' in the name of ', 'quiet'], ...letters];
  const room = columns - wording.word.length - letters.length;
  if (room >= ' by '.length) pieces.push([' by ', 'quiet'], ...letters);
  else if (room >= 1) pieces.push([' ', null], ...letters);
  return pieces;
}

/** The same in words: `closed by the server`, `half-closed by the client`, `refused by ICMP`. */
export function stateWords(row: ConnectionRow, remarks: readonly Remark[] = []): string {
  const { long } = WORDING[row.state];
  if (endedInName(row, remarks)) return `${long} in the name of the ${row.closedBy}`;
  if (row.closedHow === 'icmp') return `${long} by ICMP`;
  if (row.state === 'refused') return `${long} by the server`;
  if (row.closedBy === null) return long;
  return `${long} by ${row.closedBy === 'both' ? 'both at once' : `the ${row.closedBy}`}`;
}

/** Whether the RST that ended it was probably not sent by the host that it names. */
function endedInName({ closedHow, closedBy }: ConnectionRow, remarks: readonly Remark[]): boolean {
  return closedHow === 'RST' && isResetInName(remarks, closedBy === 'client' ? 0 : 1);
}
