import type { ConnectionState } from '../core/tcp/state.ts';
import type { ConnectionRow } from '../core/view/snapshot.ts';
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

/** How a connection stands and who ended it, for a column of that many: `OPEN`, `CLOSED by S`, narrow `CLOSED S`. */
export function statePieces(row: ConnectionRow, columns: number): Piece[] {
  const wording = WORDING[row.state];
  const pieces: Piece[] = [[wording.word, wording.paint]];
  if (!wording.by || row.closedBy === null) return pieces;
  const letters = BY[row.closedBy];
  const room = columns - wording.word.length - letters.length;
  if (room >= ' by '.length) pieces.push([' by ', 'quiet'], ...letters);
  else if (room >= 1) pieces.push([' ', null], ...letters);
  return pieces;
}

/** The same in words: `closed by the server`, `half-closed by the client`, `refused by ICMP`. */
export function stateWords(row: ConnectionRow): string {
  const { long } = WORDING[row.state];
  if (row.closedHow === 'icmp') return `${long} by ICMP`;
  if (row.state === 'refused') return `${long} by the server`;
  if (row.closedBy === null) return long;
  return `${long} by ${row.closedBy === 'both' ? 'both at once' : `the ${row.closedBy}`}`;
}
