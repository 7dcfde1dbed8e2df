import { otherThan, type Side } from '../../side.ts';
import { MARK_OUT_OF_ORDER } from '../../tcp/marks.ts';
import type { LadderEntry } from '../ladder-entry.ts';
import type { CloseReasons } from './close-reasons.ts';
import type { SegmentEntry, Story } from './story.ts';

/** What the capture lacks of what each side sent: told once of each, where it shows first. */
export class Missing {
  private readonly story: Story;
  private readonly entries: readonly LadderEntry[];
  private readonly reasons: CloseReasons;
  private readonly isTold: [boolean, boolean] = [false, false];

  constructor(story: Story, entries: readonly LadderEntry[], reasons: CloseReasons) {
    this.story = story;
    this.entries = entries;
    this.reasons = reasons;
  }

  /** Whether something of either side is missing. */
  get any(): boolean {
    return this.isTold.includes(true);
  }

  /** What is missing so far was of another connection. */
  beginAnew(): void {
    this.isTold.fill(false);
  }

  /** Octets before those of this segment were not captured. */
  before({ from, nanoseconds }: SegmentEntry): void {
    this.tell('missing-data', from, nanoseconds);
  }

  /** The segment that stands at `index` acknowledges what was not captured by then. */
  acknowledgedBy(entry: SegmentEntry, index: number): void {
    const other = otherThan(entry.from);
    if (!this.isTold[other] && this.comesLate(entry, index)) return;
    this.tell('unseen-data', other, entry.nanoseconds);
  }

  /** Whether what is acknowledged here was captured behind that. */
  private comesLate({ from, acknowledgmentNumber }: SegmentEntry, index: number): boolean {
    const { entries } = this;
    for (let i = index + 1; i < entries.length; i++) {
      const entry = entries[i] as LadderEntry;
      if (entry.kind !== 'segment' || entry.from === from || !(entry.marks & MARK_OUT_OF_ORDER)) continue;
      if (entry.sequenceNumber < (acknowledgmentNumber ?? 0)) return true;
    }
    return false;
  }

  private tell(id: 'unseen-data' | 'missing-data', who: Side, nanoseconds: number): void {
    this.reasons.misses(who);
    if (this.isTold[who]) return;
    this.isTold[who] = true;
    this.story.tell(id, nanoseconds, { who });
  }
}
