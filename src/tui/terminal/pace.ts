/** What is under way to a slow terminal may take so long to arrive: keys are answered behind it. */
const UNDER_WAY_MILLISECONDS = 250;
/** However slow it seems, the newest screen waits no longer. */
const MOST_WAIT_MILLISECONDS = 3000;
/** What the kernel holds for a pseudo-terminal where it is full; for a serial line it is less, which is waited for no longer than above. */
const FULL_OCTETS = 19_000;
/** A rate is taken from so much that the kernel took while it had no room to spare: it takes about a KiB at once. */
const MEASURED_OCTETS = 4096;
/** So long a rate is believed at first, and twice as long each time that it turns out to be needed still. */
const BELIEVED_MILLISECONDS = 60_000;
const BELIEVED_AT_MOST_MILLISECONDS = 3_600_000;

/**
 * How fast a terminal takes what is written to it, in milliseconds and octets. The kernel has room for as much as a slow
 * line takes in tens of seconds, and does not tell how much of that is used: only where it is full it shows how fast it
 * empties. Known that, no more is written than arrives soon.
 */
export class Pace {
  /** Octets a millisecond; null where the terminal keeps up, as far as is known. */
  private rate: number | null = null;
  private believedUntil = 0;
  private believed = BELIEVED_MILLISECONDS;
  /** What the kernel holds by that rate, and when that was so: since the last write. */
  private held = 0;
  private heldAt = 0;
  /** Taken since the kernel was found full; null where it is not. */
  private full: { readonly since: number; octets: number } | null = null;

  /** The kernel has taken so many octets: at once, or as it got room for them. */
  taken(octets: number, atOnce: boolean, now: number): void {
    this.held = this.heldNow(now) + octets;
    this.heldAt = now;
    if (atOnce) this.full = null;
    else if (this.full === null) this.full = { since: now, octets: 0 };
    else {
      this.full.octets += octets;
      if (this.full.octets >= MEASURED_OCTETS) this.measure(this.full.octets / (now - this.full.since), now);
    }
  }

  /** In how many milliseconds more may be written. */
  wait(now: number): number {
    if (this.rate !== null && now >= this.believedUntil) this.rate = null;
    if (this.rate === null) return 0;
    const excess = this.heldNow(now) / this.rate - UNDER_WAY_MILLISECONDS;
    return Math.max(0, Math.min(excess, MOST_WAIT_MILLISECONDS - (now - this.heldAt)));
  }

  private heldNow(now: number): number {
    return this.rate === null ? 0 : Math.max(0, this.held - this.rate * (now - this.heldAt));
  }

  private measure(rate: number, now: number): void {
    // It was believed before, and is as slow again.
    if (this.rate === null && this.believedUntil > 0)
      this.believed = Math.min(2 * this.believed, BELIEVED_AT_MOST_MILLISECONDS);
    this.rate = rate;
    this.believedUntil = now + this.believed;
    this.held = FULL_OCTETS;
    this.full = null;
  }
}
