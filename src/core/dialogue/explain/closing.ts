import { otherThan, type Side } from '../../side.ts';
import { MARK_NEWER } from '../../tcp/marks.ts';
import { isAtOrAfter } from '../../tcp/sequence.ts';
import type { ConnectionState } from '../../tcp/state.ts';
import { ACK, FIN, RST } from '../../wire/control-bits.ts';
import type { LadderEntry } from '../ladder-entry.ts';
import { isResetInName } from '../remarks.ts';
import type { CloseReasons } from './close-reasons.ts';
import type { Opening } from './opening.ts';
import { repeat } from './repetition.ts';
import { hearerOf, isSelfConnected, type SegmentEntry, type Story } from './story.ts';
import type { ExplanationSubject } from './subject.ts';
import { NOTICEABLE_NANOSECONDS } from './words.ts';

/** A FIN: when it was sent, which sequence number acknowledges it, and whether that has been seen. */
interface Fin {
  readonly nanoseconds: number;
  readonly end: number;
  confirmed: boolean;
}

/** How a connection is ended: FIN and ACK from both sides, or RST (RFC 9293, sections 3.6 and 3.5.2). */
export class Closing {
  private readonly story: Story;
  private readonly view: ExplanationSubject;
  private readonly reasons: CloseReasons;
  private readonly fins: [Fin | null, Fin | null] = [null, null];
  private reset = false;
  /** Who has sent an RST. */
  private readonly resets: [boolean, boolean] = [false, false];
  /** Who has been sent data behind its own FIN. */
  private readonly sentMore: [boolean, boolean] = [false, false];
  private halfClosedTold = false;
  /** Where among the entries is looked for what each side sends next. */
  private readonly nextFrom: [number, number] = [0, 0];
  /** How the connection stands is told of what begins with this segment: of the last connection between the same ports. */
  private readonly newerFrom: number;

  constructor(story: Story, view: ExplanationSubject, reasons: CloseReasons) {
    this.story = story;
    this.view = view;
    this.reasons = reasons;
    const newer = view.entries.findLast(
      (entry) => entry.kind === 'segment' && (entry.marks & MARK_NEWER) !== 0,
    );
    this.newerFrom = newer?.kind === 'segment' ? newer.ordinal : 0;
  }

  /** One side has broken off. */
  get isReset(): boolean {
    return this.reset;
  }

  /** Both sides have closed: what comes now only tidies up. */
  get isOver(): boolean {
    return isSelfConnected(this.view.row) ? this.fins.some(isSent) : this.fins.every(isSent);
  }

  /** What was told before is of another connection. */
  beginAnew(): void {
    this.fins.fill(null);
    this.resets.fill(false);
    this.sentMore.fill(false);
    this.reset = false;
    this.halfClosedTold = false;
  }

  /** Who may still speak, now that the other side has closed, has been told. */
  get isHalfClosedTold(): boolean {
    return this.halfClosedTold;
  }

  /** `later` is how long ago the segment before was, where that is worth a word. */
  fin(entry: SegmentEntry, later: number | null): void {
    const { from: who, nanoseconds } = entry;
    const other = this.fins[otherThan(who)];
    const before = this.fins[who];
    const knew = other?.confirmed;
    this.confirmSilently(entry);
    if (before !== null) {
      repeat(this.story, 'closes-again', who, nanoseconds, before.nanoseconds, entry.count);
      return;
    }
    if (other === null) {
      this.story.tell('closes', nanoseconds, { who, later, reason: this.reasons.of(who, nanoseconds) });
    } else if (this.view.row.closedBy === 'both') {
      this.story.tell('closes-at-once', nanoseconds, { who });
    } else {
      const after = nanoseconds - other.nanoseconds;
      if (knew && after >= NOTICEABLE_NANOSECONDS) this.halfClosed(who);
      this.story.tell('closes-too', nanoseconds, {
        who,
        after: after >= NOTICEABLE_NANOSECONDS ? after : null,
        unanswered: who === 1 && this.reasons.waits,
      });
    }
    this.fins[who] = { nanoseconds, end: entry.sequenceNumber + entry.payloadBytes + 1, confirmed: false };
  }

  /** `who` sends data. */
  data(who: Side): void {
    if (this.fins[otherThan(who)] !== null) this.sentMore[otherThan(who)] = true;
  }

  /** A bare ACK: told where it confirms a FIN. */
  acknowledgment(entry: SegmentEntry): void {
    const fin = this.fins[hearerOf(this.view.row, entry.from)];
    if (fin === null || fin.confirmed || !covers(entry, fin)) return;
    fin.confirmed = true;
    this.story.tell('confirms', entry.nanoseconds, { who: entry.from });
  }

  /** Something else than a bare ACK may carry the acknowledgment too. */
  confirmSilently(entry: SegmentEntry): void {
    const fin = this.fins[otherThan(entry.from)];
    if (fin !== null && covers(entry, fin)) fin.confirmed = true;
  }

  /** `who` sends data at `nanoseconds` and knows that the other side has closed, which still takes it. */
  goesOn(who: Side, nanoseconds: number): void {
    if (this.halfClosedTold || !this.fins[otherThan(who)]?.confirmed) return;
    if (!this.takesNoMore(otherThan(who), nanoseconds)) this.halfClosed(who);
  }

  /** Whether what `who` sends next, but for its FIN again, is an RST: it has not only ended what it sends. */
  private takesNoMore(who: Side, now: number): boolean {
    const { entries } = this.view;
    // It is asked again and again, later each time: what was passed over then is not looked at again.
    for (let at = this.nextFrom[who]; at < entries.length; at++) {
      const entry = entries[at] as LadderEntry;
      if (entry.kind !== 'segment' || entry.from !== who) continue;
      if (entry.nanoseconds < now || entry.controlBits & FIN) continue;
      this.nextFrom[who] = at;
      return (entry.controlBits & RST) !== 0;
    }
    this.nextFrom[who] = entries.length;
    return false;
  }

  /** `who` does something while only it may still speak: that is said before, once, and of the time in which it began. */
  private halfClosed(who: Side): void {
    if (this.halfClosedTold || this.reset) return;
    if (this.fins[who] !== null || this.fins[otherThan(who)] === null) return;
    this.halfClosedTold = true;
    this.story.tellBeforeSilence('half-closed', { who });
  }

  rst(entry: SegmentEntry, opening: Opening): void {
    const { from: who, nanoseconds } = entry;
    const before = this.resets[who];
    this.resets[who] = true;
    const isOfOlder = this.newerFrom > entry.ordinal;
    const isUnheeded = opening.isUnheeded(entry);
    const isInName = isResetInName(this.view.remarks, who);
    if (!isUnheeded && !isInName && opening.reset(entry)) {
      this.reset = true;
      return;
    }
    if (isUnheeded || (!isOfOlder && this.isIgnored(who))) {
      this.story.tell('reset-ignored', nanoseconds, { who });
      return;
    }
    if (isInName) {
      this.resetInName(entry, before);
      return;
    }
    if (this.reset && !before) {
      this.story.tell('resets-too', nanoseconds, { who });
      return;
    }
    if (this.reset) {
      repeat(this.story, 'resets-again', who, nanoseconds, nanoseconds, entry.count);
      return;
    }
    const closed = this.fins[otherThan(who)];
    if (closed?.confirmed && nanoseconds - closed.nanoseconds >= NOTICEABLE_NANOSECONDS) this.halfClosed(who);
    this.reset = true;
    if (this.fins.every(isSent)) this.story.tell('resets-at-end', nanoseconds, { who });
    else if (this.fins[who] !== null)
      this.story.tell('resets-after-close', nanoseconds, { who, takesNoMore: this.sentMore[who] });
    else if (this.fins[otherThan(who)] !== null) this.story.tell('resets-instead', nanoseconds, { who });
    else
      this.story.tell('resets', nanoseconds, {
        who,
        after: nanoseconds,
        left: this.reasons.left(who, nanoseconds),
        beginSeen: this.view.row.basis !== 'first',
      });
  }

  private resetInName({ from: who, nanoseconds, count }: SegmentEntry, before: boolean): void {
    const { story } = this;
    if (!this.reset) {
      const beginSeen = this.view.row.basis !== 'first';
      story.tell('reset-in-name', nanoseconds, { who, after: nanoseconds, beginSeen });
    } else if (before) repeat(story, 'reset-in-name-again', who, nanoseconds, nanoseconds, count);
    else story.tell('reset-in-name-too', nanoseconds, { who });
    this.reset = true;
  }

  /** Whether the connection went on behind an RST, as it turned out. */
  private isIgnored(who: Side): boolean {
    const { state, closedHow, closedBy } = this.view.row;
    if (closedHow === 'RST' && !this.reset)
      return closedBy !== null && closedBy !== (who === 0 ? 'client' : 'server');
    if (state === 'open' || state === 'half-closed') return true;
    return state !== 'syn' && closedHow !== 'RST' && !this.fins.some(isSent);
  }

  /** How it stands at the end of what was seen. */
  end(nanoseconds: number, opening: Opening): void {
    if (!opening.isProbe)
      ENDS[this.view.row.state]?.(this.story, nanoseconds, this.view, opening, this.reasons.waits);
    else if (!this.reset) this.story.tell('no-answer', nanoseconds, { who: 1 });
  }
}

const isSent = (fin: Fin | null): boolean => fin !== null;

function covers({ controlBits, acknowledgmentNumber }: SegmentEntry, fin: Fin): boolean {
  if ((controlBits & ACK) === 0) return false;
  return acknowledgmentNumber === null || isAtOrAfter(acknowledgmentNumber, fin.end);
}

type End = (
  story: Story,
  nanoseconds: number,
  view: ExplanationSubject,
  opening: Opening,
  waits: boolean,
) => void;

const closed: End = (story, nanoseconds, { row }) => {
  const { closedBy } = row;
  if (isSelfConnected(row)) story.tell('closed-itself', nanoseconds, {});
  else if (closedBy === 'both') story.tell('closed-both', nanoseconds, {});
  else if (closedBy !== null) story.tell('closed-first', nanoseconds, { who: closedBy === 'client' ? 0 : 1 });
};

/** A reset or a refusal has been told already, by the segment that did it. */
const ENDS: Readonly<Record<ConnectionState, End | null>> = {
  syn: (_story, nanoseconds, _view, opening) => opening.end(nanoseconds),
  open: (story, nanoseconds, { row }, _opening, waits) =>
    row.basis === 'first'
      ? story.tell('no-end-seen', nanoseconds, {})
      : story.tell('still-open', nanoseconds, { waits }),
  'half-closed': (story, nanoseconds, { row, unheard }) => {
    const who = row.closedBy === 'client' ? 1 : 0;
    if (unheard[who]) story.tell('no-end-seen', nanoseconds, {});
    else story.tell('still-half-closed', nanoseconds, { who });
  },
  closing: (story, nanoseconds, view, opening, waits) => {
    story.tell('last-ack-missing', nanoseconds, {});
    closed(story, nanoseconds, view, opening, waits);
  },
  closed,
  reset: null,
  refused: null,
};
