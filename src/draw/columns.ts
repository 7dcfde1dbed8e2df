import type { ConnectionRow } from '../core/view/snapshot.ts';
import type { SortColumn } from '../core/view/sort.ts';
import { fitEndpoint } from './endpoint.ts';
import { fitPieces, type Piece } from './pieces.ts';
import { statePieces } from './state-text.ts';
import { stripPieces } from './strip.ts';
import type { Glyphs, Paint } from './style.ts';
import { type Align, fit } from './text.ts';
import { countText, durationText, octetsText } from './units.ts';

/** What a cell may know beside its row. */
export interface RowContext {
  readonly selected: boolean;
  readonly marked: boolean;
  /** The newest frame, nanoseconds after the session's first, as in the snapshot. */
  readonly nowNanoseconds: number;
}

/** A column of the connection table. */
export interface TableColumn {
  readonly id: string;
  readonly title: (glyphs: Glyphs, columns: number) => string;
  readonly titlePaint?: keyof Paint;
  /** What sorting by this column is called; null where that is not possible. */
  readonly sort: SortColumn | null;
  readonly align: Align;
  /** Shown where the terminal is at least so wide. */
  readonly from: number;
  readonly minimum: number;
  /** The same beside figures, where that differs. */
  readonly minimumBesideFigures?: number;
  /** What it needs to say all that it usually has to: given to every column before any gets more. */
  readonly ideal: number;
  /** The same on a very wide terminal, where that is more. */
  readonly wideIdeal?: number;
  /** It has always more to say: takes what the others leave. */
  readonly stretches?: boolean;
  /** Its share of the columns that are left over. */
  readonly share: number;
  /** Exactly `columns` columns of text. */
  readonly cell: (row: ConnectionRow, columns: number, context: RowContext, glyphs: Glyphs) => Piece[];
}

type Text = readonly [text: string, paint: keyof Paint | null];

/** From here on the table has figures: there is enough to read in it that a strip may leave protocols their whole names. */
export const FIGURES_FROM = 108;
/** What is carried by TLS stands behind it. */
const LONG_PROTOCOL = 'TLS PostgreSQL'.length;
const FULL_IPV4 = '255.255.255.255:65535'.length;
const FULL_IPV6 = '[2001:0db8:0000:0000:0000:0000:0000:0001]:65535'.length;

const named = (title: string) => () => title;

/** A column of numbers: aligned right, never stretched. */
function figures(
  id: string,
  title: string | ((glyphs: Glyphs) => string),
  sort: SortColumn | null,
  from: number,
  columns: number,
  text: (row: ConnectionRow, context: RowContext) => Text,
): TableColumn {
  return {
    id,
    title: typeof title === 'string' ? named(title) : title,
    sort,
    align: 'right',
    from,
    minimum: columns,
    ideal: columns,
    share: 0,
    cell: (row, width, context, glyphs) => {
      const [value, paint] = text(row, context);
      return [[fit(value, width, 'right', glyphs.ellipsis), paint]];
    },
  };
}

function address(side: 'client' | 'server'): TableColumn {
  return {
    id: side,
    title: named(side.toUpperCase()),
    titlePaint: side,
    sort: side,
    align: 'left',
    from: 0,
    minimum: 17,
    ideal: FULL_IPV4,
    wideIdeal: FULL_IPV6,
    share: 2,
    cell: (row, columns, _context, glyphs) => [[fitEndpoint(row[side], columns, glyphs.ellipsis), null]],
  };
}

const none: Text = ['-', 'quiet'];

const quietZero = (count: number, text: (count: number) => string): Text =>
  count === 0 ? ['0', 'quiet'] : [text(count), null];

const marker: TableColumn = {
  id: 'marker',
  title: named(''),
  sort: null,
  align: 'left',
  from: 0,
  minimum: 2,
  ideal: 2,
  share: 0,
  cell: (row, _columns, { selected, marked }, glyphs) => [
    [selected ? glyphs.selected : ' ', 'strong'],
    marked ? [glyphs.marked, 'strong'] : [row.trouble ? glyphs.trouble : ' ', 'trouble'],
  ],
};

const protocol: TableColumn = {
  id: 'protocol',
  title: named('PROTO'),
  sort: 'protocol',
  align: 'left',
  from: 72,
  minimum: 10,
  minimumBesideFigures: LONG_PROTOCOL,
  ideal: LONG_PROTOCOL,
  share: 0.4,
  cell: (row, columns, _context, glyphs) => [
    [fit(row.protocol ?? none[0], columns, 'left', glyphs.ellipsis), row.protocol === null ? none[1] : null],
  ],
};

const state: TableColumn = {
  id: 'state',
  title: named('STATE'),
  sort: 'state',
  align: 'left',
  from: 48,
  minimum: 9,
  ideal: 11,
  share: 4,
  cell: (row, columns, _context, glyphs) => fitPieces(statePieces(row, columns), columns, glyphs),
};

const LEGEND = 'FLAGS C=UPPER s=lower';
const LEGENDS = [LEGEND, 'FLAGS C=UP s=low', 'FLAGS'];

const strip: TableColumn = {
  id: 'strip',
  title: (_glyphs, columns) => LEGENDS.find(({ length }) => length <= columns) ?? '',
  sort: null,
  align: 'left',
  from: 60,
  minimum: LEGEND.length,
  minimumBesideFigures: 17,
  ideal: 17,
  stretches: true,
  share: 4,
  cell: (row, columns, _context, glyphs) => stripPieces(row.strip, columns, glyphs),
};

/** Every column of the connection table, from left to right. */
export const TABLE_COLUMNS: readonly TableColumn[] = [
  marker,
  figures('number', '#', 'id', 96, 6, (row) => [String(row.id), 'quiet']),
  address('client'),
  address('server'),
  protocol,
  state,
  strip,
  figures(
    'sent',
    ({ towards }) => `C${towards}S`,
    'bytes',
    FIGURES_FROM,
    5,
    (row) => quietZero(row.payloadBytes[0], octetsText),
  ),
  figures(
    'received',
    ({ towards }) => `S${towards}C`,
    null,
    FIGURES_FROM,
    5,
    (row) => quietZero(row.payloadBytes[1], octetsText),
  ),
  figures('packets', 'PKTS', 'packets', 140, 8, (row) => [countText(row.packets[0] + row.packets[1]), null]),
  figures('retransmitted', 'RETX', 'retx', 150, 5, (row) => {
    const count = row.retransmissions[0] + row.retransmissions[1];
    return count === 0 ? ['0', 'quiet'] : [octetsText(count), 'trouble'];
  }),
  figures('requests', 'REQ', 'requests', 160, 5, (row) => quietZero(row.requests, octetsText)),
  figures('rtt', 'RTT', 'rtt', 119, 5, (row) =>
    row.handshakeRttNanoseconds === null ? none : [durationText(row.handshakeRttNanoseconds), null],
  ),
  figures('first-byte', 'TTFB', 'ttfb', 166, 5, (row) =>
    row.firstByteNanoseconds === null ? none : [durationText(row.firstByteNanoseconds), null],
  ),
  figures('lasted', 'LASTED', 'lasted', 170, 6, (row) => [
    durationText(row.lastNanoseconds - row.firstNanoseconds),
    null,
  ]),
  figures('idle', 'IDLE', 'idle', 132, 5, (row, { nowNanoseconds }) => [
    durationText(nowNanoseconds - row.lastNanoseconds),
    null,
  ]),
  figures('age', 'AGE', 'age', 119, 5, (row, { nowNanoseconds }) => [
    durationText(nowNanoseconds - row.firstNanoseconds),
    null,
  ]),
  {
    id: 'interface',
    title: named('IF'),
    sort: null,
    align: 'left',
    from: 180,
    minimum: 6,
    ideal: 10,
    share: 0.4,
    cell: (row, columns, _context, glyphs) => [
      [fit(row.interfaceName, columns, 'left', glyphs.ellipsis), 'quiet'],
    ],
  },
];
