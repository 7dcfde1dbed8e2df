import { Chain } from '../chain.ts';
import type { Segment } from '../wire/segment.ts';
import { Connection } from './connection.ts';
import { Endpoint } from './endpoint.ts';

const SMALLEST = 1 << 10;
/** How many may be listed still, those that left included, for each one that is kept: they take up memory. */
const LISTED_AT_MOST = 1.25;

function mix(h: number): number {
  let x = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b | 0);
  return x ^ (x >>> 16);
}

/** The same for both directions of a connection: the mixed ends are added. */
export function hashOf(s: Segment): number {
  const source = mix(
    s.source3 ^
      Math.imul(s.sourcePort, 0x9e3779b1 | 0) ^
      Math.imul(s.source0 ^ s.source1 ^ s.source2, 0x85ebca6b | 0),
  );
  const destination = mix(
    s.destination3 ^
      Math.imul(s.destinationPort, 0x9e3779b1 | 0) ^
      Math.imul(s.destination0 ^ s.destination1 ^ s.destination2, 0x85ebca6b | 0),
  );
  return mix((source + destination) | 0);
}

function isSource(s: Segment, e: Endpoint): boolean {
  return (
    s.sourcePort === e.port &&
    s.source3 === e.word3 &&
    s.source2 === e.word2 &&
    s.source1 === e.word1 &&
    s.source0 === e.word0
  );
}

function isDestination(s: Segment, e: Endpoint): boolean {
  return (
    s.destinationPort === e.port &&
    s.destination3 === e.word3 &&
    s.destination2 === e.word2 &&
    s.destination1 === e.word1 &&
    s.destination0 === e.word0
  );
}

/**
 * All connections that are kept: found by their pair of endpoints through an open-addressed hash table (linear probing,
 * backward-shift deletion), listed by id, and in order of last activity. Where a pair of endpoints was used again, only
 * the newest connection of the pair is found; the older ones are still listed.
 */
export class ConnectionTable {
  /** Of the connection that `find` gave: whether the segment was sent by its second end. */
  foundFromSecond = false;
  /** In order of last activity, to the second. */
  readonly live = new Chain<Connection>();
  readonly over = new Chain<Connection>();
  private slots: (Connection | null)[] = new Array(SMALLEST).fill(null);
  private mask = SMALLEST - 1;
  private inSlots = 0;
  private listed: Connection[] = [];
  private nextId = 0;

  get seen(): number {
    return this.nextId;
  }

  get size(): number {
    return this.live.size + this.over.size;
  }

  find(s: Segment, hash: number): Connection | null {
    for (let i = hash & this.mask; ; i = (i + 1) & this.mask) {
      const c = this.slots[i] as Connection | null;
      if (c === null) return null;
      if (c.hash !== hash || c.ipVersion !== s.ipVersion) continue;
      if (isSource(s, c.first) && isDestination(s, c.second)) {
        this.foundFromSecond = false;
        return c;
      }
      if (isSource(s, c.second) && isDestination(s, c.first)) {
        this.foundFromSecond = true;
        return c;
      }
    }
  }

  /** A new connection whose first segment is `s`; it takes the place of `former`, the one found for that pair before. */
  add(s: Segment, hash: number, interfaceIndex: number, former: Connection | null): Connection {
    const first = new Endpoint(s.source0, s.source1, s.source2, s.source3, s.sourcePort);
    const second = new Endpoint(
      s.destination0,
      s.destination1,
      s.destination2,
      s.destination3,
      s.destinationPort,
    );
    const connection = new Connection(this.nextId++, s.ipVersion, first, second, interfaceIndex);
    connection.hash = hash;
    if (former) this.slots[this.slotOf(former)] = connection;
    else this.insert(connection);
    this.listed.push(connection);
    this.live.add(connection);
    return connection;
  }

  /** Forgets a connection: it is neither found nor listed any more. */
  remove(connection: Connection): void {
    (connection.over ? this.over : this.live).remove(connection);
    connection.kept = false;
    const slot = this.slotOf(connection);
    if (slot >= 0) this.vacate(slot);
    if (this.listed.length > SMALLEST && this.listed.length > LISTED_AT_MOST * this.size)
      this.listed = this.listed.filter((c) => c.kept);
  }

  /** Calls `visit` for each kept connection in order of id. */
  forEach(visit: (connection: Connection) => void): void {
    for (const c of this.listed) if (c.kept) visit(c);
  }

  /** All kept connections in order of id. */
  list(): Connection[] {
    return this.listed.filter((c) => c.kept);
  }

  byId(id: number): Connection | null {
    let low = 0;
    let high = this.listed.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const c = this.listed[middle] as Connection;
      if (c.id === id) return c.kept ? c : null;
      if (c.id < id) low = middle + 1;
      else high = middle - 1;
    }
    return null;
  }

  /** Moves a connection to the newest place of the list it belongs to. */
  touch(connection: Connection, over: boolean): void {
    if (connection.over === over) {
      (over ? this.over : this.live).touch(connection);
      return;
    }
    (connection.over ? this.over : this.live).remove(connection);
    connection.over = over;
    (over ? this.over : this.live).add(connection);
  }

  private slotOf(connection: Connection): number {
    for (let i = connection.hash & this.mask; ; i = (i + 1) & this.mask) {
      const c = this.slots[i] as Connection | null;
      if (c === connection) return i;
      if (c === null) return -1;
    }
  }

  private insert(connection: Connection): void {
    if ((this.inSlots + 1) * 2 > this.slots.length) this.grow();
    let i = connection.hash & this.mask;
    while (this.slots[i] !== null) i = (i + 1) & this.mask;
    this.slots[i] = connection;
    this.inSlots++;
  }

  private grow(): void {
    const former = this.slots;
    this.slots = new Array(former.length * 2).fill(null);
    this.mask = this.slots.length - 1;
    for (const c of former) {
      if (c === null) continue;
      let i = c.hash & this.mask;
      while (this.slots[i] !== null) i = (i + 1) & this.mask;
      this.slots[i] = c;
    }
  }

  /** Backward-shift deletion: no tombstones, so probes stay short however long the capture runs. */
  private vacate(slot: number): void {
    let hole = slot;
    for (let i = (slot + 1) & this.mask; ; i = (i + 1) & this.mask) {
      const c = this.slots[i] as Connection | null;
      if (c === null) break;
      const home = c.hash & this.mask;
      if (((i - home) & this.mask) < ((i - hole) & this.mask)) continue;
      this.slots[hole] = c;
      hole = i;
    }
    this.slots[hole] = null;
    this.inSlots--;
  }
}
