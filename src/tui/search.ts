import { MARK_NAMES } from '../core/tcp/marks.ts';
import type { Query } from '../core/view/query.ts';
import type { LadderEntry } from '../core/view/snapshot.ts';
import { controlBitNames } from '../core/wire/control-bits.ts';
import type { Answer } from './data.ts';

/** Entries asked for at once. */
const PAGE_ENTRIES = 500;

export interface SearchOrder {
  readonly text: string;
  /** The place looked at first. */
  readonly from: number;
  readonly backwards: boolean;
}

/** What of an entry can be found: what was said, control bits and marks by name, how it ended. */
export function entryText(entry: LadderEntry): string {
  switch (entry.kind) {
    case 'segment': {
      const marks = MARK_NAMES.filter((_, bit) => entry.marks & (1 << bit));
      return [`[${controlBitNames(entry.controlBits).join(',')}]`, ...marks, entry.said ?? ''].join(' ');
    }
    case 'said':
      return entry.said;
    case 'remark':
      return `${entry.code} ${entry.text}`;
    case 'silence':
      return 'silent';
    case 'switch':
      return entry.to;
    case 'omitted':
      return 'not kept';
    case 'ended':
      return entry.text;
  }
}

/**
 * Looks for a text through a whole dialogue, page by page, round the end to the start. `ask` answers a query of its
 * own whose `open` is the one given. Returns the place of the entry, or null where there is none.
 */
export async function findEntry(
  order: SearchOrder,
  ask: (open: { readonly offset: number; readonly entries: number }) => Promise<Answer>,
): Promise<number | null> {
  const wanted = order.text.toLowerCase();
  const found = { first: null as number | null, best: null as number | null };
  let total = 1;
  for (let offset = 0; offset < total; offset += PAGE_ENTRIES) {
    const { snapshot } = await ask({ offset, entries: PAGE_ENTRIES });
    const view = snapshot.dialogue;
    if (view === null) return null;
    total = view.total;
    const hits = view.entries.flatMap((entry, at) =>
      entryText(entry).toLowerCase().includes(wanted) ? [view.offset + at] : [],
    );
    const nearest = order.backwards
      ? hits.findLast((at) => at <= order.from)
      : hits.find((at) => at >= order.from);
    if (nearest !== undefined && !order.backwards) return nearest;
    if (nearest !== undefined) found.best = nearest;
    const edge = order.backwards ? hits.at(-1) : hits[0];
    if (edge !== undefined && (order.backwards || found.first === null)) found.first = edge;
  }
  return found.best ?? found.first;
}

/** The query in force with another part of its dialogue. */
export function withOpen(query: Query, part: { readonly offset: number; readonly entries: number }): Query {
  return {
    ...query,
    rows: 1,
    follow: false,
    open: query.open === null ? null : { ...query.open, ...part, anchor: null },
  };
}
