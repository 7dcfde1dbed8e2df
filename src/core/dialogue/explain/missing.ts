import { otherThan, type Side } from '../../side.ts';
import { MARK_OUT_OF_ORDER } from '../../tcp/marks.ts';
import type { LadderEntry } from '../ladder-entry.ts';
import type { RemarkCode } from '../remarks/values.ts';
import type { Remark } from '../remarks.ts';
import type { CloseReasons } from './close-reasons.ts';
import type { SegmentEntry, Story } from './story.ts';

type RemarkEntry = Extract<LadderEntry, { kind: 'remark' }>;

const NOT_CAPTURED: RemarkCode = 'not-captured';

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
    if (this.isRemarked(index)) this.note(other);
    else this.tell('unseen-data', other, entry.nanoseconds);
  }

  /** What is remarked on what the capture lacks need not be told again. */
  remarked({ code, values }: Remark): void {
    if (code === NOT_CAPTURED && 'who' in values && values.who !== null)
      this.isTold[otherThan(values.who)] = true;
  }

  /** Whether it is remarked on what is acknowledged by the segment at `index` that the capture lacks it. */
  private isRemarked(index: number): boolean {
    const { entries } = this;
    for (let i = index + 1; entries[i]?.kind === 'remark'; i++)
      if ((entries[i] as RemarkEntry).code === NOT_CAPTURED) return true;
    return false;
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
    if (this.note(who)) this.story.tell(id, nanoseconds, { who });
  }

  /** Takes in that something of what `who` sent is missing; false where that was known. */
  private note(who: Side): boolean {
    this.reasons.misses(who);
    if (this.isTold[who]) return false;
    this.isTold[who] = true;
    return true;
  }
}
