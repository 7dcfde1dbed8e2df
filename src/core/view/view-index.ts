import type { Connection } from '../tcp/connection.ts';
import type { Tracker } from '../tcp/tracker.ts';
import type { Time } from '../time.ts';
import type { Filter } from './filter.ts';
import { ConnectionSubject } from './filter-subject.ts';
import { isInTrouble } from './row.ts';
import { SORT_KEYS, type SortColumn } from './sort.ts';

const MATCHES = 1;
const IN_TROUBLE = 2;
const SMALLEST = 1 << 10;

/**
 * What every query needs of every connection: whether the filter lets it through, whether it is in trouble, and its sort
 * key. It stands in arrays, by the place of the connection, and is brought up to date only for those that have changed
 * since the query before: to look at all 100,000 would take longer than everything else.
 */
export class ViewIndex {
  /** Sort keys by place: ascending is the order wanted. */
  keys = new Float64Array(SMALLEST);
  /** The places of the connections that match; the first `matching` are in order of id after `update`. */
  order = new Int32Array(SMALLEST);
  matching = 0;
  inTrouble = 0;
  private readonly tracker: Tracker;
  private readonly subject = new ConnectionSubject();
  /** By place, in order of id; null where it has left. */
  private connections: (Connection | null)[] = [];
  private flags = new Uint8Array(SMALLEST);
  private left = 0;
  private filter: Filter | null = null;
  private sort: SortColumn = 'id';
  private descending = false;

  constructor(tracker: Tracker) {
    this.tracker = tracker;
  }

  /** The connection at a place of `order`. */
  at(place: number): Connection {
    return this.connections[place] as Connection;
  }

  /** Where a connection stands; -1 where the filter does not let it through. */
  placeOf(c: Connection): number {
    return (this.flags[c.place] as number) & MATCHES ? c.place : -1;
  }

  /** Brings all up to date. `filter` is null where everything matches. */
  update(filter: Filter | null, sort: SortColumn, descending: boolean, now: Time): void {
    const changed = this.tracker.takeChanged();
    const anew = changed === null || this.left > this.connections.length >> 1;
    if (anew) this.begin();
    else for (const c of changed) this.takeIn(c, now);
    if (anew || filter !== this.filter || this.subject.askedForTime) this.filterAll(filter, now);
    if (anew || sort !== this.sort) this.sortAll(sort, descending);
    else if (descending !== this.descending) this.turn();
    this.list();
  }

  /** From the beginning, when nobody has noted what changed, or most have left. */
  private begin(): void {
    this.connections = this.tracker.table.list();
    this.left = 0;
    this.inTrouble = 0;
    this.makeRoom();
    this.flags.fill(0);
    for (let place = 0; place < this.connections.length; place++) {
      const c = this.connections[place] as Connection;
      c.place = place;
      c.changed = false;
      this.noteTrouble(c);
    }
  }

  private takeIn(c: Connection, now: Time): void {
    c.changed = false;
    if (c.place < 0) {
      if (!c.kept) return;
      c.place = this.connections.push(c) - 1;
      this.makeRoom();
      this.flags[c.place] = 0;
    } else if (!c.kept) {
      this.takeOut(c);
      return;
    }
    this.noteTrouble(c);
    this.noteMatch(c, now);
    this.noteKey(c);
  }

  private takeOut(c: Connection): void {
    if ((this.flags[c.place] as number) & IN_TROUBLE) this.inTrouble--;
    this.flags[c.place] = 0;
    this.connections[c.place] = null;
    this.left++;
  }

  private noteTrouble(c: Connection): void {
    const before = this.flags[c.place] as number;
    const after = isInTrouble(c) ? before | IN_TROUBLE : before & ~IN_TROUBLE;
    if (after === before) return;
    this.inTrouble += after > before ? 1 : -1;
    this.flags[c.place] = after;
  }

  private noteMatch(c: Connection, now: Time): void {
    const { filter } = this;
    const flags = this.flags[c.place] as number;
    const matches = filter === null || filter.matches(this.subject.of(c, now));
    this.flags[c.place] = matches ? flags | MATCHES : flags & ~MATCHES;
  }

  private noteKey(c: Connection): void {
    const key = SORT_KEYS[this.sort](c);
    this.keys[c.place] = this.descending ? -key : key;
  }

  private filterAll(filter: Filter | null, now: Time): void {
    this.filter = filter;
    this.subject.askedForTime = false;
    for (const c of this.connections) if (c !== null) this.noteMatch(c, now);
  }

  private sortAll(sort: SortColumn, descending: boolean): void {
    this.sort = sort;
    this.descending = descending;
    for (const c of this.connections) if (c !== null) this.noteKey(c);
  }

  private turn(): void {
    this.descending = !this.descending;
    for (let place = 0; place < this.connections.length; place++)
      this.keys[place] = -(this.keys[place] as number);
  }

  private list(): void {
    const { flags, order } = this;
    let matching = 0;
    for (let place = 0; place < this.connections.length; place++)
      if ((flags[place] as number) & MATCHES) order[matching++] = place;
    this.matching = matching;
  }

  private makeRoom(): void {
    const wanted = this.connections.length;
    if (wanted <= this.flags.length) return;
    const { flags, keys } = this;
    this.flags = new Uint8Array(wanted * 2);
    this.flags.set(flags);
    this.keys = new Float64Array(wanted * 2);
    this.keys.set(keys);
    this.order = new Int32Array(wanted * 2);
  }
}
