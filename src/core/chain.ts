/** What stands in a chain: its neighbours there, which the chain alone writes. */
export interface Link<Item> {
  older: Item | null;
  newer: Item | null;
}

/**
 * Items in the order in which they came, chained through their own fields: all steps cost the same. A Map has an order,
 * too, but is gone through from the places of all that have left it on.
 */
export class Chain<Item extends Link<Item>> {
  oldest: Item | null = null;
  newest: Item | null = null;
  size = 0;

  add(item: Item): void {
    item.older = this.newest;
    item.newer = null;
    if (this.newest) this.newest.newer = item;
    else this.oldest = item;
    this.newest = item;
    this.size++;
  }

  remove(item: Item): void {
    const { older, newer } = item;
    if (older) older.newer = newer;
    else this.oldest = newer;
    if (newer) newer.older = older;
    else this.newest = older;
    item.older = null;
    item.newer = null;
    this.size--;
  }

  /** It comes anew. */
  touch(item: Item): void {
    if (this.newest === item) return;
    this.remove(item);
    this.add(item);
  }
}
