/** Changes that are made one after the other: each begins when those before it have gone well, or failed. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  take<Result>(change: () => Promise<Result>): Promise<Result> {
    const changed = this.last.then(change);
    this.last = changed.catch(() => undefined);
    return changed;
  }
}
