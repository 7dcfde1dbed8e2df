/** Addresses with names that are remembered; more are let go. */
const MOST_NAMES = 10_000;

/** Names of hosts by their addresses as text, as whoever captured has resolved them: the first one of each address. */
export class HostNames {
  /** Names that were let go because there were too many. */
  letGo = 0;
  private readonly names = new Map<string, string>();

  get(address: string): string | undefined {
    return this.names.get(address);
  }

  /** Gives one after the other, those first that came first; null where none is left of those that have come so far. */
  inTurn(): () => readonly [address: string, name: string] | null {
    const entries = this.names.entries();
    let given = 0;
    return () => {
      // An iterator that was once asked for more than there is gives nothing that is added later.
      if (given === this.names.size) return null;
      given += 1;
      return entries.next().value as [string, string];
    };
  }

  add(address: string, name: string): void {
    if (this.names.has(address)) return;
    if (this.names.size < MOST_NAMES) this.names.set(address, name);
    else this.letGo += 1;
  }
}
