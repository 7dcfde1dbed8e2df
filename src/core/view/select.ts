import type { CaptureInterface } from '../batch.ts';
import { ladderOf } from '../dialogue/ladder.ts';
import { titleOf } from '../protocols/index.ts';
import type { Connection } from '../tcp/connection.ts';
import type { Tracker } from '../tcp/tracker.ts';
import type { Time } from '../time.ts';
import { type Filter, parseFilter } from './filter.ts';
import { ConnectionSubject } from './filter-subject.ts';
import type { DialogueQuery, Query } from './query.ts';
import { isInTrouble, rowOf } from './row.ts';
import type { ConnectionRow, DialogueView, LadderEntry } from './snapshot.ts';
import { SORT_KEYS } from './sort.ts';
import { rankOf, windowOf } from './window-of.ts';

/** The rows of one answer, and what they were chosen from. */
export interface Selection {
  readonly rows: readonly ConnectionRow[];
  readonly matching: number;
  readonly offset: number;
  readonly open: number;
  readonly inTrouble: number;
  readonly filterError: string | null;
}

/** What the screen's frame of reference is: the first and the newest frame, and the interfaces. */
export interface ViewContext {
  readonly start: Time;
  readonly now: Time;
  readonly interfaces: readonly CaptureInterface[];
}

/** Answers queries; it remembers the last good filter and the ladder drawn last. */
export class Selector {
  private readonly tracker: Tracker;
  private readonly subject = new ConnectionSubject();
  private filterText = '';
  private filterError: string | null = null;
  private filter: Filter | null = null;
  private matches: Connection[] = [];
  private keys = new Float64Array(0);
  private order = new Int32Array(0);
  private ladder: { id: number; version: number; fold: boolean; entries: readonly LadderEntry[] } | null =
    null;

  constructor(tracker: Tracker) {
    this.tracker = tracker;
  }

  select(query: Query, context: ViewContext): Selection {
    this.applyFilter(query.filter);
    const counted = this.collect(context);
    const { matches } = this;
    this.rank(query);
    const length = matches.length;
    const offset = this.offsetFor(query, length);
    const window = windowOf(this.order, length, this.keys, offset, query.rows);
    const rows: ConnectionRow[] = [];
    for (const i of window) {
      rows.push(
        rowOf(
          matches[i] as Connection,
          this.tracker.segments,
          context.start,
          context.interfaces,
          query.stripLength,
        ),
      );
    }
    return { rows, matching: length, offset, filterError: this.filterError, ...counted };
  }

  /** All connections that a filter lets through; throws nothing: a wrong filter gives its error. */
  matching(
    text: string,
    context: ViewContext,
  ): { readonly connections: Connection[]; readonly error: string | null } {
    const parsed = parseFilter(text);
    if (!parsed.ok) return { connections: [], error: parsed.what };
    const connections: Connection[] = [];
    this.tracker.table.forEach((c) => {
      if (parsed.filter.matches(this.subject.of(c, context.now))) connections.push(c);
    });
    return { connections, error: null };
  }

  dialogue(query: DialogueQuery, stripLength: number, context: ViewContext): DialogueView | null {
    const c = this.tracker.table.byId(query.id);
    if (c === null) return null;
    const entries = this.ladderOf(c, query.fold);
    const last = Math.max(0, entries.length - query.entries);
    const offset = query.offset === null ? last : Math.max(0, Math.min(query.offset, last));
    return {
      row: rowOf(c, this.tracker.segments, context.start, context.interfaces, stripLength),
      clientState: c.client.state,
      serverState: c.server.state,
      protocols: (c.conversation?.protocols ?? []).map(titleOf),
      facts: { ...c.conversation?.facts },
      total: entries.length,
      offset,
      entries: entries.slice(offset, offset + query.entries),
    };
  }

  private ladderOf(c: Connection, fold: boolean): readonly LadderEntry[] {
    const last = this.ladder;
    if (last !== null && last.id === c.id && last.version === c.version && last.fold === fold)
      return last.entries;
    const entries = ladderOf(c, this.tracker.segments, fold);
    this.ladder = { id: c.id, version: c.version, fold, entries };
    return entries;
  }

  /** The last good filter stays in force while a new one is wrong. */
  private applyFilter(text: string): void {
    if (text === this.filterText) return;
    this.filterText = text;
    const parsed = parseFilter(text);
    this.filterError = parsed.ok ? null : parsed.what;
    if (parsed.ok) this.filter = text.trim() === '' ? null : parsed.filter;
  }

  private collect(context: ViewContext): { open: number; inTrouble: number } {
    const { filter, subject } = this;
    const matches: Connection[] = [];
    let open = 0;
    let inTrouble = 0;
    this.tracker.table.forEach((c) => {
      if (!c.over) open++;
      if (isInTrouble(c)) inTrouble++;
      if (filter === null || filter.matches(subject.of(c, context.now))) matches.push(c);
    });
    this.matches = matches;
    return { open, inTrouble };
  }

  private rank(query: Query): void {
    const { matches } = this;
    if (this.keys.length < matches.length) {
      this.keys = new Float64Array(matches.length * 2);
      this.order = new Int32Array(matches.length * 2);
    }
    const keyOf = SORT_KEYS[query.sort];
    const sign = query.descending ? -1 : 1;
    for (let i = 0; i < matches.length; i++) {
      this.keys[i] = sign * keyOf(matches[i] as Connection);
      this.order[i] = i;
    }
  }

  private offsetFor(query: Query, length: number): number {
    const last = Math.max(0, length - query.rows);
    const offset = Math.max(0, Math.min(query.offset, last));
    const wanted = query.follow ? length - 1 : this.indexOf(query.keep);
    if (wanted < 0) return offset;
    const rank = rankOf(wanted, this.order, length, this.keys);
    if (rank < offset) return rank;
    return rank >= offset + query.rows ? Math.min(last, rank - query.rows + 1) : offset;
  }

  /** Matches stand in order of id. */
  private indexOf(id: number | null): number {
    if (id === null) return -1;
    const { matches } = this;
    let low = 0;
    let high = matches.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const at = (matches[middle] as Connection).id;
      if (at === id) return middle;
      if (at < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
