import type { Connection } from './connection.ts';

/** Connections in order of last activity, to the second, as a chain through their own fields: all steps cost the same. */
export class RecencyList {
  oldest: Connection | null = null;
  newest: Connection | null = null;
  size = 0;

  add(connection: Connection): void {
    connection.older = this.newest;
    connection.newer = null;
    if (this.newest) this.newest.newer = connection;
    else this.oldest = connection;
    this.newest = connection;
    this.size++;
  }

  remove(connection: Connection): void {
    const { older, newer } = connection;
    if (older) older.newer = newer;
    else this.oldest = newer;
    if (newer) newer.older = older;
    else this.newest = older;
    connection.older = null;
    connection.newer = null;
    this.size--;
  }

  touch(connection: Connection): void {
    if (this.newest === connection) return;
    this.remove(connection);
    this.add(connection);
  }
}
