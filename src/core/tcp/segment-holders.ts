import type { Connection } from './connection.ts';

/** Whoever was silent for so long gives up its segments before those that still talk. */
const SILENT_SECONDS = 10;

/** Who has to give up its segments, first to last. */
const TURNS: readonly ((c: Connection, nowSeconds: number) => boolean)[] = [
  (c) => c.over,
  (c, nowSeconds) => nowSeconds - c.lastSeconds > SILENT_SECONDS,
  () => true,
];

/** Connections that hold segments, in the order in which they began to: a queue, so that room is found without a search. */
export class SegmentHolders {
  private queue: Connection[] = [];

  /** It has its first segment in the log. */
  add(connection: Connection): void {
    if (connection.holdsSegments) return;
    connection.holdsSegments = true;
    this.queue.push(connection);
  }

  /**
   * Has `free` called for connections other than `but` until it says that there is room enough. `hasRoom` is asked with
   * whether only those that are over are looked at.
   */
  makeRoom(
    but: Connection,
    nowSeconds: number,
    hasRoom: (onlyOver: boolean) => boolean,
    free: (connection: Connection) => void,
  ): void {
    for (const [turn, gives] of TURNS.entries()) {
      if (turn > 0 && hasRoom(false)) return;
      const { queue } = this;
      this.queue = [];
      for (const c of queue) {
        const stays = c === but || hasRoom(turn === 0) || !gives(c, nowSeconds);
        if (!stays) free(c);
        // Those that left the table, or lost their segments otherwise, leave the queue here.
        if (c.segmentsKept > 0) this.queue.push(c);
        else c.holdsSegments = false;
      }
    }
  }
}
