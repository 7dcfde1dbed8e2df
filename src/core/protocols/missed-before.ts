import type { Side } from './dissector.ts';

const SIDES: readonly Side[] = [0, 1];

/** Octets of either side that were missing before it was known which is the client. */
export class MissedBefore {
  private readonly octets: [number, number] = [0, 0];

  add(side: Side, octets: number): void {
    this.octets[side] += octets;
  }

  /** Now it is known: gives those of each side that misses some to `miss`. */
  settle(miss: (side: Side, octets: number) => void): void {
    for (const side of SIDES) if (this.octets[side] > 0) miss(side, this.octets[side]);
  }
}
