import { LARGEST_WINDOW } from '../../conversation/reassembler.ts';
import { isAfter, sequenceDistance } from '../sequence.ts';

/** Gaps that are kept to be filled later, for one end; past it the oldest one is taken for good. */
export const GAPS_AT_MOST = 16;

/** Octets of one end that others prove to exist and that were not seen, as gaps in its sequence numbers. */
export class UnseenOctets {
  /** Pairs of first number and number after the last, oldest gap first. */
  private readonly gaps: number[] = [];
  /** Octets of gaps that were given up. */
  private settled = 0;
  /** Number after the furthest octet that was seen or is known to exist. */
  private end: number;

  constructor(end: number) {
    this.end = end;
  }

  /** How many octets were not seen. */
  get octets(): number {
    let sum = this.settled;
    for (let i = 0; i < this.gaps.length; i += 2) sum += this.size(i);
    return sum;
  }

  /** Whether any octet from `first` up to `end` may be one that was not seen: of gaps that were given up, all may be. */
  lacks(first: number, end: number): boolean {
    if (this.settled > 0) return true;
    for (let i = 0; i < this.gaps.length; i += 2)
      if (isAfter(end, this.gaps[i] as number) && isAfter(this.gaps[i + 1] as number, first)) return true;
    return false;
  }

  /** Octets from `first` up to `end` were seen. */
  seen(first: number, end: number): void {
    if (isAfter(first, this.end)) this.reach(first);
    else if (this.gaps.length > 0 && isAfter(end, first)) this.fill(first, end);
    const further = sequenceDistance(this.end, end);
    // What is further ahead belongs to another dialogue.
    if (further > 0 && further < LARGEST_WINDOW) this.end = end;
  }

  /** The other end has acknowledged all octets before `end`. One more than known is rather a FIN than an octet. */
  acknowledged(end: number): void {
    if (sequenceDistance(this.end, end) > 1) this.reach(end);
  }

  /** All up to `number` exist. */
  private reach(number: number): void {
    if (sequenceDistance(this.end, number) >= LARGEST_WINDOW) return;
    if (this.isFull) {
      this.settled += this.size(0);
      this.gaps.splice(0, 2);
    }
    this.gaps.push(this.end, number);
    this.end = number;
  }

  private fill(first: number, end: number): void {
    const { gaps } = this;
    for (let i = gaps.length - 2; i >= 0; i -= 2) {
      const gapFirst = gaps[i] as number;
      const gapEnd = gaps[i + 1] as number;
      if (!isAfter(end, gapFirst) || !isAfter(gapEnd, first)) continue;
      const leavesFront = isAfter(first, gapFirst);
      const leavesBack = isAfter(gapEnd, end);
      if (leavesFront && leavesBack) this.split(i, first, end);
      else if (leavesFront) gaps[i + 1] = first;
      else if (leavesBack) gaps[i] = end;
      else gaps.splice(i, 2);
    }
  }

  /** The middle of a gap was seen; where there is no room for both parts the one in front is given up. */
  private split(i: number, first: number, end: number): void {
    const { gaps } = this;
    if (this.isFull) {
      this.settled += sequenceDistance(gaps[i] as number, first);
      gaps[i] = end;
      return;
    }
    gaps.splice(i + 1, 0, first, end);
  }

  private get isFull(): boolean {
    return this.gaps.length === 2 * GAPS_AT_MOST;
  }

  private size(i: number): number {
    return sequenceDistance(this.gaps[i] as number, this.gaps[i + 1] as number);
  }
}
