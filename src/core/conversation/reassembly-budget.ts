import type { Limits } from '../limits.ts';

/** The octets of payload that all connections together hold back, and what the limits on them let go. */
export class ReassemblyBudget {
  readonly limits: Limits;
  octetsHeld = 0;
  /** Octets that were dropped, or no longer waited for, because a limit was reached. */
  octetsLetGo = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** May `octets` more be held, in so much more memory, by someone who holds `own` now? */
  has(octets: number, own: number, memory = octets): boolean {
    return (
      own + octets <= this.limits.reassemblyOctetsPerSide &&
      this.octetsHeld + memory <= this.limits.reassemblyOctets
    );
  }

  take(octets: number): void {
    this.octetsHeld += octets;
  }

  give(octets: number): void {
    this.octetsHeld -= octets;
  }
}
