import type { Side } from '../../side.ts';
import { MARK_ZERO_WINDOW } from '../../tcp/marks.ts';
import { RST, SYN } from '../../wire/control-bits.ts';
import type { LadderEntry } from '../ladder-entry.ts';
import type { SegmentEntry, Story } from './story.ts';
import { NOTICEABLE_NANOSECONDS } from './words.ts';

/** Windows of zero (RFC 9293, section 3.8.6): those that last are told, those of an instant are counted. */
export class Windows {
  private readonly story: Story;
  private readonly entries: readonly LadderEntry[];
  /** Nanoseconds since which each side's window is zero, where it is, and whether that was told. */
  private readonly closed: [Closed | null, Closed | null] = [null, null];
  private readonly instants: [number, number] = [0, 0];

  constructor(story: Story, entries: readonly LadderEntry[]) {
    this.story = story;
    this.entries = entries;
  }

  /** Whether someone waits for room, as has been told. */
  get waits(): boolean {
    return this.closed.some((closed) => closed?.told);
  }

  /** Looks at the window of the segment that stands at `index`. */
  note(entry: SegmentEntry, index: number): void {
    const { from: who, nanoseconds } = entry;
    const closed = this.closed[who];
    if (entry.marks & MARK_ZERO_WINDOW) {
      if (closed === null) this.close(entry, index);
    } else if (closed !== null && reopens(entry)) {
      this.closed[who] = null;
      if (closed.told)
        this.story.tell('window-opened', nanoseconds, { who, after: nanoseconds - closed.since });
    }
  }

  /** Tells of what was counted since this was asked before. */
  sumUp(nanoseconds: number): void {
    for (const who of [0, 1] as const) {
      const times = this.instants[who];
      this.instants[who] = 0;
      if (times > 0) this.story.tell('window-instants', nanoseconds, { who, times });
    }
  }

  private close({ from: who, nanoseconds }: SegmentEntry, index: number): void {
    const until = this.reopening(who, index + 1);
    const told = until === null || until - nanoseconds >= NOTICEABLE_NANOSECONDS;
    this.closed[who] = { since: nanoseconds, told };
    if (told) this.story.tell('window-closed', nanoseconds, { who });
    else this.instants[who] += 1;
  }

  private reopening(who: Side, from: number): number | null {
    for (let i = from; i < this.entries.length; i++) {
      const entry = this.entries[i] as LadderEntry;
      if (entry.kind === 'segment' && entry.from === who && reopens(entry)) return entry.nanoseconds;
    }
    return null;
  }
}

interface Closed {
  readonly since: number;
  readonly told: boolean;
}

function reopens({ marks, window, controlBits }: SegmentEntry): boolean {
  return (marks & MARK_ZERO_WINDOW) === 0 && window > 0 && (controlBits & (RST | SYN)) === 0;
}
