import { otherThan, type Side } from '../../protocols/dissector.ts';
import type { ConnectionRow } from '../../view/snapshot.ts';
import { ACK, RST, SYN } from '../../wire/control-bits.ts';
import { repeat } from './repetition.ts';
import type { SegmentEntry, Story } from './story.ts';

/** The three-way handshake (RFC 9293, section 3.5), as far as it has come. */
export class Opening {
  private readonly story: Story;
  private readonly row: ConnectionRow;
  /** Nanoseconds of each side's first SYN without ACK, and of its first SYN+ACK. */
  private readonly asked: [number | null, number | null] = [null, null];
  private readonly agreed: [number | null, number | null] = [null, null];
  private open = false;

  constructor(story: Story, row: ConnectionRow) {
    this.story = story;
    this.row = row;
  }

  /** Whether a SYN still waits for what answers it. */
  get waits(): boolean {
    return this.asked.some((at) => at !== null) && this.agreed.every((at) => at === null) && !this.open;
  }

  /** Who has agreed without having been confirmed, or null. */
  get unconfirmed(): Side | null {
    if (this.open) return null;
    if (this.agreed[0] !== null) return 0;
    return this.agreed[1] === null ? null : 1;
  }

  /** Where the first segments were not seen, that is told first of all. */
  begin(): void {
    if (this.row.basis === 'first') this.story.tell('unseen-start', 0, {});
    else if (this.row.basis === 'synack') this.story.tell('unseen-syn', 0, {});
  }

  syn(entry: SegmentEntry): void {
    const { from: who, nanoseconds } = entry;
    const other = otherThan(who);
    const done = entry.controlBits & ACK ? this.agreed : this.asked;
    const before = done[who];
    if (before !== null) {
      repeat(
        this.story,
        done === this.asked ? 'asks-again' : 'agrees-again',
        who,
        nanoseconds,
        before,
        entry.count,
      );
      return;
    }
    done[who] = nanoseconds;
    if (done === this.asked) {
      this.story.tell(this.asked[other] === null ? 'asks' : 'asks-too', nanoseconds, { who });
      return;
    }
    const after = this.asked[other] === null ? null : entry.sinceNanoseconds;
    this.story.tell('agrees', nanoseconds, { who, after });
  }

  /** Any segment but a SYN: it may be what completes the handshake. */
  segment(entry: SegmentEntry): void {
    const other = otherThan(entry.from);
    if (this.open || this.agreed[other] === null || (entry.controlBits & (ACK | RST)) !== ACK) return;
    this.open = true;
    this.story.tell('opens', entry.nanoseconds, { who: entry.from });
  }

  /** Tells an RST before the connection is open; false where it is none of that. */
  reset({ from: who, nanoseconds }: SegmentEntry): boolean {
    if (this.open) return false;
    const other = otherThan(who);
    if (this.row.closedHow === 'refused' && this.asked[other] !== null && this.agreed[who] === null) {
      const { port } = who === 0 ? this.row.client : this.row.server;
      this.story.tell('refuses', nanoseconds, { who, port });
      return true;
    }
    if (this.unconfirmed === null && this.asked[who] === null) return false;
    this.story.tell('breaks-off-opening', nanoseconds, { who });
    return true;
  }
}

export const isSyn = ({ controlBits }: SegmentEntry): boolean => (controlBits & (SYN | RST)) === SYN;
