import type { CloseAnnouncement } from '../../conversation/cues.ts';
import { otherThan, type Side } from '../../side.ts';
import { isAtOrAfter } from '../../tcp/sequence.ts';
import type { ConnectionState } from '../../tcp/state.ts';
import { ACK, FIN, RST } from '../../wire/control-bits.ts';
import type { LadderEntry } from '../ladder-entry.ts';
import type { RemarkCode, RemarkValues } from '../remarks/values.ts';
import { Farewells, neverAnswered } from './farewell.ts';
import type { Opening } from './opening.ts';
import { repeat } from './repetition.ts';
import { isUnheard, type SaidEntry, type SegmentEntry, type Story } from './story.ts';
import type { ExplanationSubject, Outline } from './subject.ts';
import type { CloseReason } from './values.ts';
import { NOTICEABLE_NANOSECONDS } from './words.ts';

const TLS = 'TLS';
const CLOSE_NOTIFY = 'Alert warning close_notify';

/** Remarks on a side, `who`, that ended what it had not finished. */
const BREAKS_OFF: ReadonlySet<RemarkCode> = new Set(['body-cut-short', 'websocket-unclosed']);

/** A FIN: when it was sent, which sequence number acknowledges it, and whether that has been seen. */
interface Fin {
  readonly nanoseconds: number;
  readonly end: number;
  confirmed: boolean;
}

/** An alert of TLS: whether it says that its sender sends no more, and whether that could be read. */
interface Alerted {
  readonly by: Side;
  readonly nanoseconds: number;
  readonly closes: boolean;
  readonly sure: boolean;
}

/** How a connection is ended: FIN and ACK from both sides, or RST (RFC 9293, sections 3.6 and 3.5.2). */
export class Closing {
  private readonly story: Story;
  private readonly view: ExplanationSubject;
  private readonly fins: [Fin | null, Fin | null] = [null, null];
  /** Who has sent data so far, as far as can be told. */
  private readonly hasSent: [boolean, boolean] = [false, false];
  /** Who sent data last. */
  private spokeLast: Side | null = null;
  private spokeNanoseconds = 0;
  private readonly farewells = new Farewells();
  /** The first alert of TLS of each side behind which it sent no more. */
  private readonly alerts: [Alerted | null, Alerted | null] = [null, null];
  /** What was said last, where it is never answered. */
  private neverAnswered: string | null = null;
  /** Requests that have been said and wait for their responses; null where that is not known. */
  private waiting: number | null = 0;
  private isFollowed = true;
  private reset = false;
  /** Who has sent an RST. */
  private readonly resets: [boolean, boolean] = [false, false];
  /** Who has been sent data behind its own FIN. */
  private readonly sentMore: [boolean, boolean] = [false, false];
  private halfClosedTold = false;
  /** Where among the entries is looked for what each side sends next. */
  private readonly nextFrom: [number, number] = [0, 0];

  constructor(story: Story, view: ExplanationSubject) {
    this.story = story;
    this.view = view;
  }

  /** One side has broken off. */
  get isReset(): boolean {
    return this.reset;
  }

  /** Both sides have closed: what comes now only tidies up. */
  get isOver(): boolean {
    return this.fins.every((fin) => fin !== null);
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
      this.story.tell('closes', nanoseconds, { who, later, reason: this.reasonOf(who, nanoseconds) });
    } else if (this.view.row.closedBy === 'both') {
      this.story.tell('closes-at-once', nanoseconds, { who });
    } else {
      const after = nanoseconds - other.nanoseconds;
      if (knew && after >= NOTICEABLE_NANOSECONDS) this.halfClosed(who, nanoseconds);
      this.story.tell('closes-too', nanoseconds, {
        who,
        after: after >= NOTICEABLE_NANOSECONDS ? after : null,
        unanswered: who === 1 && this.waits,
      });
    }
    this.fins[who] = { nanoseconds, end: entry.sequenceNumber + entry.payloadBytes + 1, confirmed: false };
  }

  /** `who` sends data. */
  data(who: Side, nanoseconds: number): void {
    if (this.fins[otherThan(who)] !== null) this.sentMore[otherThan(who)] = true;
    this.hasSent[who] = true;
    const alert = this.alerts[who];
    if (alert !== null && nanoseconds - alert.nanoseconds >= NOTICEABLE_NANOSECONDS) this.alerts[who] = null;
    this.spokeLast = who;
    this.spokeNanoseconds = nanoseconds;
  }

  /** A message is said. */
  says({ from, said, protocol, open, aside, nanoseconds }: Omit<SaidEntry, 'kind'>): void {
    if (aside?.kind === 'encrypted-alert')
      this.alerts[from] ??= { by: from, nanoseconds, closes: aside.guess === 'close_notify', sure: false };
    else if (protocol === TLS && said === CLOSE_NOTIFY)
      this.alerts[from] ??= { by: from, nanoseconds, closes: true, sure: true };
    this.farewells.said(from, said, protocol);
    this.neverAnswered = neverAnswered(said, protocol);
    if (aside?.kind === 'not-understood' || aside?.kind === 'not-followed') this.isFollowed = false;
    this.waiting = this.isFollowed ? (open ?? 0) : null;
  }

  /** Something that these have sent is missing, which may have been an answer. */
  misses(...senders: readonly Side[]): void {
    this.waiting = null;
    for (const who of senders) this.hasSent[who] = true;
  }

  private reasonOf(who: Side, nanoseconds: number): CloseReason {
    const { row, remarks } = this.view;
    const idle = remarks.find((remark) => remark.code === 'server-idle-timeout');
    if (who === 1 && idle !== undefined) {
      const { announcedSeconds, asAnnounced } = idle.values as RemarkValues['server-idle-timeout'];
      return { kind: 'idle', announcedSeconds, asAnnounced };
    }
    const isPartial = row.basis === 'first' || isUnheard(row, 0) || isUnheard(row, 1);
    if (!this.hasSent.includes(true)) {
      const isSaidLater = row.payloadBytes[0] + row.payloadBytes[1] > 0;
      return isPartial ? { kind: 'untold' } : { kind: 'wordless', isSaidLater };
    }
    if (who === 1 && this.neverAnswered !== null)
      return { kind: 'never-answered', words: this.neverAnswered };
    if (who === 1 && this.leavesUnanswered()) return { kind: 'unanswered', other: this.spokeLast === 1 };
    if (remarks.some(({ code }) => code === 'tls-alert')) return { kind: 'alerted' };
    const alerted = this.behindAlert(who);
    if (alerted !== null) return alerted;
    const farewell = this.farewells.first;
    if (farewell !== null) return { kind: 'farewell', ...farewell };
    if (who === 0 && this.view.responseLeft) return { kind: 'response-left' };
    const by = this.announcedBefore(who);
    if (by === 'unseen') return { kind: 'untold' };
    if (by !== null) return { kind: 'announced', by };
    if (who === 0 && this.leavesUnheard(nanoseconds)) return { kind: 'unheard' };
    const refusal = this.farewells.refusal;
    if (refusal !== null) return { kind: 'refused', ...refusal };
    return this.waiting === null || this.breaksOff(who) ? { kind: 'untold' } : null;
  }

  /** What an alert of its own, or else of the other side, tells of why `who` closes; one that cannot be read does only where nothing came since. */
  private behindAlert(who: Side): CloseReason {
    const { alerts, spokeNanoseconds } = this;
    const alert = alerts[who] ?? alerts[otherThan(who)];
    if (alert === null) return null;
    const { by, closes, sure, nanoseconds } = alert;
    if (closes) return { kind: 'close-notify', by, sure };
    return spokeNanoseconds - nanoseconds < NOTICEABLE_NANOSECONDS ? { kind: 'behind-alert', by } : null;
  }

  /** Whether it closes in the middle of a message of its own, or without the farewell that its protocol has. */
  private breaksOff(who: Side): boolean {
    return this.view.remarks.some(
      ({ code, values }) =>
        BREAKS_OFF.has(code) &&
        'who' in values &&
        values.who === who &&
        !('by' in values && values.by !== who),
    );
  }

  /** Whether the server owes an answer: it has heard something and said nothing, or a request waits for its response. */
  private leavesUnanswered(): boolean {
    return (this.hasSent[0] && !this.hasSent[1]) || this.waits;
  }

  /** Whether a request waits for its response, as far as is known. */
  private get waits(): boolean {
    return this.waiting !== null && this.waiting > 0;
  }

  /**
   * Whether the client has waited in vain for what it asked for: one that closes right behind its request has only said
   * all that it has to say.
   */
  private leavesUnheard(nanoseconds: number): boolean {
    const waited = nanoseconds - this.spokeNanoseconds;
    if (isUnheard(this.view.row, 1)) return false;
    return this.waits && (this.spokeLast === 1 || waited >= NOTICEABLE_NANOSECONDS);
  }

  /** Who leaves what open, by breaking off now. */
  private left(who: Side, nanoseconds: number): 'unanswered' | 'unheard' | null {
    if (who === 0) return this.leavesUnheard(nanoseconds) ? 'unheard' : null;
    return this.spokeLast === 0 && this.neverAnswered === null && this.leavesUnanswered()
      ? 'unanswered'
      : null;
  }

  /** Who had announced the end by now: a client that closes right behind its request has heard nothing of it yet. */
  private announcedBefore(who: Side): CloseAnnouncement | 'unseen' | null {
    const { closeAnnounced } = this.view;
    if (who === 1 || this.spokeLast !== 0) return closeAnnounced;
    return closeAnnounced === 'request' || closeAnnounced === 'both' ? 'request' : null;
  }

  /** A bare ACK: told where it confirms a FIN. */
  acknowledgment(entry: SegmentEntry): void {
    const fin = this.fins[otherThan(entry.from)];
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
    if (!this.takesNoMore(otherThan(who), nanoseconds)) this.halfClosed(who, nanoseconds);
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

  /** `who` does something at `nanoseconds` while only it may still speak: that is said before, once. */
  private halfClosed(who: Side, nanoseconds: number): void {
    if (this.halfClosedTold || this.reset) return;
    if (this.fins[who] !== null || this.fins[otherThan(who)] === null) return;
    this.halfClosedTold = true;
    this.story.tell('half-closed', nanoseconds, { who });
  }

  rst(entry: SegmentEntry, opening: Opening): void {
    const { from: who, nanoseconds } = entry;
    const before = this.resets[who];
    this.resets[who] = true;
    const isUnheeded = opening.isUnheeded(entry);
    if (!isUnheeded && opening.reset(entry)) {
      this.reset = true;
      return;
    }
    if (isUnheeded || this.isIgnored(who)) {
      this.story.tell('reset-ignored', nanoseconds, { who });
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
    if (closed?.confirmed && nanoseconds - closed.nanoseconds >= NOTICEABLE_NANOSECONDS)
      this.halfClosed(who, nanoseconds);
    this.reset = true;
    if (this.isOver) this.story.tell('resets-at-end', nanoseconds, { who });
    else if (this.fins[who] !== null)
      this.story.tell('resets-after-close', nanoseconds, { who, takesNoMore: this.sentMore[who] });
    else if (this.fins[otherThan(who)] !== null) this.story.tell('resets-instead', nanoseconds, { who });
    else
      this.story.tell('resets', nanoseconds, {
        who,
        after: nanoseconds,
        left: this.left(who, nanoseconds),
        beginSeen: this.view.row.basis !== 'first',
      });
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
    if (!opening.isProbe) ENDS[this.view.row.state]?.(this.story, nanoseconds, this.view.row, opening);
    else if (!this.reset) this.story.tell('no-answer', nanoseconds, { who: 1 });
  }
}

const isSent = (fin: Fin | null): boolean => fin !== null;

function covers({ controlBits, acknowledgmentNumber }: SegmentEntry, fin: Fin): boolean {
  if ((controlBits & ACK) === 0) return false;
  return acknowledgmentNumber === null || isAtOrAfter(acknowledgmentNumber, fin.end);
}

type End = (story: Story, nanoseconds: number, row: Outline, opening: Opening) => void;

const closed: End = (story, nanoseconds, { closedBy }) => {
  if (closedBy === 'both') story.tell('closed-both', nanoseconds, {});
  else if (closedBy !== null) story.tell('closed-first', nanoseconds, { who: closedBy === 'client' ? 0 : 1 });
};

/** A reset or a refusal has been told already, by the segment that did it. */
const ENDS: Readonly<Record<ConnectionState, End | null>> = {
  syn: (_story, nanoseconds, _row, opening) => opening.end(nanoseconds),
  open: (story, nanoseconds, { basis }) =>
    basis === 'first'
      ? story.tell('no-end-seen', nanoseconds, {})
      : story.tell('still-open', nanoseconds, {}),
  'half-closed': (story, nanoseconds, row) => {
    const who = row.closedBy === 'client' ? 1 : 0;
    if (isUnheard(row, who)) story.tell('no-end-seen', nanoseconds, {});
    else story.tell('still-half-closed', nanoseconds, { who });
  },
  closing: (story, nanoseconds, row, opening) => {
    story.tell('last-ack-missing', nanoseconds, {});
    closed(story, nanoseconds, row, opening);
  },
  closed,
  reset: null,
  refused: null,
};
