import { NANOSECONDS_PER_SECOND } from '../../core/time.ts';
import type { ConnectionRow } from '../../core/view/snapshot.ts';
import { drawPieces, type Piece } from '../../draw/pieces.ts';
import type { Style } from '../../draw/style.ts';
import {
  drawTableHeader,
  drawTableRow,
  layoutColumns,
  stripColumns,
  type TableLayout,
} from '../../draw/table.ts';
import { countedText } from '../../draw/units.ts';
import type { Latest } from '../data.ts';
import { filterHint } from '../filter-hint.ts';
import type { TuiState } from '../state.ts';

/** Rows kept drawn; past it all are drawn anew. */
const CACHED_ROWS = 4096;
/** Columns whose text changes though the row does not. */
const TICKING_COLUMNS: ReadonlySet<string> = new Set(['age', 'idle']);

export interface ListPane {
  /** The table's header and the rows in view, each `columns` columns wide. */
  draw(state: TuiState, latest: Latest, columns: number, rows: number): string[];
}

let laidOut: TableLayout = layoutColumns(80);
/** `layoutColumns` for the width in use, worked out once. */
function layoutFor(columns: number): TableLayout {
  if (laidOut.width !== columns) laidOut = layoutColumns(columns);
  return laidOut;
}

/** Characters of a strip that are worth asking for. */
export const stripLength = (columns: number): number => stripColumns(layoutFor(columns));

/** Draws the table of connections; a row that has not changed is not drawn again. */
export function createListPane(style: Style): ListPane {
  const cache = new Map<string, string>();
  let cachedFor: TableLayout | null = null;

  const rowText = (
    layout: TableLayout,
    row: ConnectionRow,
    selected: boolean,
    marked: boolean,
    now: number,
  ): string => {
    if (cachedFor !== layout || cache.size > CACHED_ROWS) cache.clear();
    cachedFor = layout;
    const ticks = layout.columns.some(({ column }) => TICKING_COLUMNS.has(column.id));
    const second = ticks ? Math.floor(now / NANOSECONDS_PER_SECOND) : 0;
    const key = `${row.id} ${row.version} ${row.strip.length} ${second} ${selected} ${marked}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const drawn = drawTableRow(layout, row, { selected, marked, nowNanoseconds: now }, style);
    cache.set(key, drawn);
    return drawn;
  };

  return {
    draw(state, latest, columns, rows) {
      const layout = layoutFor(columns);
      const { snapshot } = latest;
      const drawn = [drawTableHeader(layout, state.sort, state.descending, style)];
      if (snapshot.matching === 0) return [...drawn, ...noneMatching(latest, columns, style)].slice(0, rows);
      // While the rows of a new place are on their way, those at hand stay.
      const first = Math.max(
        0,
        Math.min(state.list.top - snapshot.offset, snapshot.rows.length - (rows - 1)),
      );
      for (const row of snapshot.rows.slice(first, first + rows - 1)) {
        const selected = row.id === state.list.id;
        drawn.push(rowText(layout, row, selected, state.marks.has(row.id), latest.nowNanoseconds));
      }
      return drawn;
    },
  };
}

function noneMatching({ snapshot, filterInForce }: Latest, columns: number, style: Style): string[] {
  return [
    '',
    drawPieces(
      [
        [`  None of ${countedText(snapshot.counters.connectionsKept, 'connection')} matches `, null],
        [filterInForce, 'strong'],
      ],
      columns,
      style,
    ),
    ...hintRows(filterInForce).map((pieces) => drawPieces(pieces, columns, style)),
    drawPieces([['  / changes the filter; an empty one shows all.', 'quiet']], columns, style),
  ];
}

function hintRows(filter: string): Piece[][] {
  const hint = filterHint(filter);
  if (hint === null) return [];
  return [
    [
      [`  Searched as ${hint.words.length === 1 ? 'a plain word' : 'plain words'}: `, null],
      [hint.words.join('  '), 'strong'],
      ['   Write it as: ', null],
      [hint.instead.join('   '), 'strong'],
    ],
  ];
}
