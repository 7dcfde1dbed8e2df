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

  add(address: string, name: string): void {
    if (this.names.has(address)) return;
    if (this.names.size < MOST_NAMES) this.names.set(address, name);
    else this.letGo += 1;
  }
}
