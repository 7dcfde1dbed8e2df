import { remarkWhat } from '../core/dialogue/explain/remark-catalogue.ts';
import type { Language } from '../core/dialogue/explain/values.ts';
import { MARK_NAMES } from '../core/tcp/marks.ts';
import type { Query } from '../core/view/query.ts';
import type { DialogueView, LadderEntry, Snapshot } from '../core/view/snapshot.ts';
import { controlBitNames } from '../core/wire/control-bits.ts';
import type { Answer } from './data.ts';

/** Entries asked for at once. */
const PAGE_ENTRIES = 500;

export interface SearchOrder {
  readonly text: string;
  /** The place looked at first. */
  readonly from: number;
  readonly backwards: boolean;
  /** That remarks are shown in. */
  readonly language: Language;
}

/** What can be found of an entry beside its row: what the row had no room for, and the names that it does not write out. */
function entryText(entry: LadderEntry, language: Language): string {
  switch (entry.kind) {
    case 'segment': {
      const marks = MARK_NAMES.filter((_, bit) => entry.marks & (1 << bit));
      return [`[${controlBitNames(entry.controlBits).join(',')}]`, ...marks, entry.said ?? ''].join(' ');
    }
    case 'said':
      return entry.said;
    case 'remark':
      return `${entry.code} ${remarkWhat(entry.code, entry.values, language)}`;
    case 'switch':
      return entry.to;
    case 'ended':
    case 'icmp':
      return entry.text;
    case 'silence':
    case 'omitted':
      return '';
  }
}

/**
 * Looks for a text through a whole dialogue, page by page, round the end to the start. `ask` answers a query of its
 * own whose `open` is the one given, `rowsOf` draws its entries as they are on the screen: all that stands there can be
 * found. Returns the place of the entry, or null where there is none.
 */
export async function findEntry(
  order: SearchOrder,
  ask: (open: { readonly offset: number; readonly entries: number }) => Promise<Answer>,
  rowsOf: (snapshot: Snapshot, view: DialogueView) => readonly string[],
): Promise<number | null> {
  const wanted = order.text.toLowerCase();
  const found = { first: null as number | null, best: null as number | null };
  let total = 1;
  for (let offset = 0; offset < total; offset += PAGE_ENTRIES) {
    const { snapshot } = await ask({ offset, entries: PAGE_ENTRIES });
    const view = snapshot.dialogue;
    if (view === null) return null;
    total = view.total;
    const rows = rowsOf(snapshot, view);
    const hits = view.entries.flatMap((entry, at) =>
      `${rows[at]}\n${entryText(entry, order.language)}`.toLowerCase().includes(wanted)
        ? [view.offset + at]
        : [],
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
