import type { ConnectionRow } from '../core/view/snapshot.ts';
import { fitEnds } from './endpoint.ts';
import { drawPieces, type Piece, widthOf } from './pieces.ts';
import type { Glyphs, Style } from './style.ts';

/** Two addresses in fewer columns tell nothing: what stands behind them is cut then. */
const LEAST_ENDS_COLUMNS = 24;

/** What stands in front of the client and of the server. */
export type EndNames = readonly [client: string, server: string];

/** A rule across `width` columns with both ends in it and `behind` them what is said of them: of these the addresses give way first. */
export function drawTitle(
  row: ConnectionRow,
  [client, server]: EndNames,
  behind: readonly Piece[],
  width: number,
  style: Style,
): string {
  const { line, between, ellipsis } = style.glyphs;
  const titled = (ends: readonly [string, string]): Piece[] => [
    [`${line}${line} #${row.id} `, 'quiet'],
    [client + ends[0], 'client'],
    [` ${between} `, 'quiet'],
    [server + ends[1], 'server'],
    ...behind,
  ];
  const room = width - widthOf(titled(['', '']));
  const pieces = titled(fitEnds(row.client, row.server, Math.max(room, LEAST_ENDS_COLUMNS), ellipsis));
  const used = widthOf(pieces);
  if (width - used > 1) pieces.push([` ${line.repeat(width - used - 1)}`, 'quiet']);
  return drawPieces(pieces, width, style);
}

/** More turns than these are told by the first and the last. */
const MOST_TURNS = 3;

/** What was spoken in turn: `HTTP → HTTP/2`. */
export function spokenPieces(protocols: readonly string[], { towards, ellipsis }: Glyphs): Piece[] {
  const [first, last] = [protocols[0], protocols.at(-1)];
  if (first === undefined || last === undefined) return [];
  const turns = protocols.length <= MOST_TURNS ? protocols : [first, ellipsis, last];
  return [[`  ${turns.join(` ${towards} `)}`, 'strong']];
}
