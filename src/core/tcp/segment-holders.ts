import type { Connection } from './connection.ts';

/** Whoever was silent for so long gives up its segments before those that still talk. */
const SILENT_SECONDS = 10;
const SMALLEST = 1 << 10;
/** How many may stand in a queue for each one that is to: the others take up memory, and may have left the table. */
const QUEUED_AT_MOST = 1.25;

/** In which of the queues below a connection stands: a bit each. */
const AMONG_ALL = 1;
const AMONG_OVER = 2;

/**
 * Connections first in, first out. Those that have lost their segments otherwise, or left the table, stay until they are
 * come to or are too many.
 */
class HolderQueue {
  private readonly bit: number;
  private items: Connection[] = [];
  private first = 0;
  private tidyAt = SMALLEST;

  constructor(bit: number) {
    this.bit = bit;
  }

  push(connection: Connection): void {
    if (connection.holderQueues & this.bit) return;
    connection.holderQueues |= this.bit;
    if (this.items.push(connection) >= this.tidyAt) this.tidy();
  }

  /** The first one that holds segments; null where none does. */
  take(): Connection | null {
    while (this.first < this.items.length) {
      const connection = this.items[this.first++] as Connection;
      connection.holderQueues &= ~this.bit;
      if (connection.segmentsKept > 0) return connection;
    }
    return null;
  }

  /** Asks each one that holds segments, once, until `isDone`; those that stay go to the end. True where all were asked. */
  goRound(isDone: () => boolean, stays: (connection: Connection) => boolean): boolean {
    const { items } = this;
    const asked: Connection[] = [];
    let at = this.first;
    while (at < items.length && !isDone()) {
      const connection = items[at++] as Connection;
      if (connection.segmentsKept > 0 && stays(connection)) asked.push(connection);
      else connection.holderQueues &= ~this.bit;
    }
    this.items = items.slice(at).concat(asked);
    this.first = 0;
    return at === items.length;
  }

  private tidy(): void {
    this.goRound(
      () => false,
      () => true,
    );
    this.tidyAt = Math.max(SMALLEST, QUEUED_AT_MOST * this.items.length);
  }
}

/**
 * Connections that hold segments, in the order in which they began to, so that room is found without a search: whoever is
 * looked at gives up its segments, unless it is asked whether it is silent, which is done no more than once a second.
 */
export class SegmentHolders {
  private readonly all = new HolderQueue(AMONG_ALL);
  private readonly over = new HolderQueue(AMONG_OVER);
  /** No connection can have been silent for long enough before. */
  private noneSilentUntilSeconds = Number.NEGATIVE_INFINITY;

  /** It has its first segment in the log. */
  add(connection: Connection): void {
    this.all.push(connection);
    if (connection.over) this.over.push(connection);
  }

  /** It is over now. */
  noteOver(connection: Connection): void {
    if (connection.segmentsKept > 0) this.over.push(connection);
  }

  /**
   * Has `free` called for connections other than `but` until it says that there is room enough: first for those that are
   * over, then for those that have been silent, then for whoever began first. `hasRoom` is asked with whether only those
   * that are over are looked at.
   */
  makeRoom(
    but: Connection,
    nowSeconds: number,
    hasRoom: (onlyOver: boolean) => boolean,
    free: (connection: Connection) => void,
  ): void {
    this.takeUntil(
      () => hasRoom(true),
      this.over,
      but,
      (c) => {
        if (c.over) free(c);
      },
    );
    const hasRoomEnough = (): boolean => hasRoom(false);
    if (hasRoomEnough()) return;
    this.askSilent(but, nowSeconds, hasRoomEnough, free);
    this.takeUntil(hasRoomEnough, this.all, but, free);
  }

  private takeUntil(
    hasRoom: () => boolean,
    queue: HolderQueue,
    but: Connection,
    take: (connection: Connection) => void,
  ): void {
    let isButAmong = false;
    while (!hasRoom()) {
      const connection = queue.take();
      if (connection === null) break;
      if (connection === but) isButAmong = true;
      else take(connection);
    }
    if (isButAmong) queue.push(but);
  }

  private askSilent(
    but: Connection,
    nowSeconds: number,
    hasRoom: () => boolean,
    free: (connection: Connection) => void,
  ): void {
    if (nowSeconds <= this.noneSilentUntilSeconds) return;
    let longestSilentSinceSeconds = nowSeconds;
    const wereAllAsked = this.all.goRound(hasRoom, (connection) => {
      const { lastSeconds } = connection;
      if (connection !== but && nowSeconds - lastSeconds > SILENT_SECONDS) {
        free(connection);
        return false;
      }
      longestSilentSinceSeconds = Math.min(longestSilentSinceSeconds, lastSeconds);
      return true;
    });
    if (wereAllAsked) this.noneSilentUntilSeconds = longestSilentSinceSeconds + SILENT_SECONDS;
  }
}
