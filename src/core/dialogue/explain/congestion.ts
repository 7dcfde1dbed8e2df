import { otherThan, type Side } from '../../side.ts';
import { ACK, AE, CWR, ECE, SYN } from '../../wire/control-bits.ts';
import type { LadderEntry } from '../ladder-entry.ts';
import type { SegmentEntry, Story } from './story.ts';

const ASKS = CWR | ECE;
const ECN = AE | ASKS;

/** Congestion that is told of instead of dropping packets: ECN (RFC 3168, section 6.1). */
export class Congestion {
  private readonly story: Story;
  private readonly entries: readonly LadderEntry[];
  private asked: Side | null = null;
  /** It was Accurate ECN that was asked for. */
  private asksAccurate = false;
  private agreed = false;
  private isTold = false;

  constructor(story: Story, entries: readonly LadderEntry[]) {
    this.story = story;
    this.entries = entries;
  }

  /**
   * A SYN asks for it with ECE and CWR, a SYN+ACK agrees with ECE. With AE beside them it asks for Accurate ECN, where the
   * bits count; a SYN+ACK with ECE alone agrees to ECN as it was before (RFC 9768, section 3.1.1).
   */
  syn({ controlBits, from, nanoseconds }: SegmentEntry): void {
    const bits = controlBits & ECN;
    if ((controlBits & ACK) === 0) {
      if ((bits & ASKS) !== ASKS) return;
      this.asked = from;
      this.asksAccurate = bits === ECN;
    } else if (this.asked === otherThan(from) && bits === ECE && !this.agreed) {
      this.agreed = true;
      this.story.tell('congestion-told', nanoseconds, { who: this.asked, askedAccurate: this.asksAccurate });
    }
  }

  /** Tells, once, in how many segments congestion was told of, and how often the other side has slowed down. */
  sumUp(nanoseconds: number): void {
    if (!this.agreed || this.isTold) return;
    this.isTold = true;
    for (const who of [0, 1] as const) {
      const segments = this.count(who, ECE);
      const slowed = this.count(otherThan(who), CWR);
      if (segments > 0) this.story.tell('congestion', nanoseconds, { who, segments, slowed });
    }
  }

  private count(who: Side, bit: number): number {
    let segments = 0;
    for (const entry of this.entries) {
      if (entry.kind !== 'segment' || entry.from !== who || entry.controlBits & SYN) continue;
      if (entry.controlBits & bit) segments += entry.count;
    }
    return segments;
  }
}
