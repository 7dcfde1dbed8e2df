import { LARGEST_WINDOW } from '../../conversation/reassembler.ts';
import { otherThan, type Side } from '../../side.ts';
import { MARK_NEWER, MARK_RETRANSMISSION, MARK_SPURIOUS } from '../../tcp/marks.ts';
import { ACK, RST, SYN } from '../../wire/control-bits.ts';
import type { LadderEntry } from '../ladder-entry.ts';
import { Repetition, repeat } from './repetition.ts';
import { isSelfConnected, type SegmentEntry, type Story } from './story.ts';
import type { ExplanationSubject } from './subject.ts';

type AgainId =
  | 'asks-again'
  | 'asks-unheard'
  | 'tries-again'
  | 'agrees-again'
  | 'agrees-unheard'
  | 'agrees-anew';

/** The three-way handshake (RFC 9293, section 3.5), as far as it has come. */
export class Opening {
  private readonly story: Story;
  private readonly view: ExplanationSubject;
  /** Nanoseconds of each side's first SYN without ACK, and of its first SYN+ACK. */
  private readonly asked: [number | null, number | null] = [null, null];
  private readonly agreed: [number | null, number | null] = [null, null];
  /** A SYN was sent more than once: which one is answered does not show (RFC 6298, section 3). */
  private askedAgain = false;
  /** The sequence number behind what each side was seen to send, relative to that of its SYN. */
  private readonly sentUntil: [number, number] = [1, 1];
  /** Someone has broken off since the newest SYN. */
  private brokenOff = false;
  /** It was an ICMP error. */
  private isTurnedAway = false;
  /** Who still holds an older connection between the same ports. */
  private holder: Side | null = null;
  private probed = false;
  private open = false;
  /** RSTs behind which both sides went on without asking anew. */
  private readonly unheeded: ReadonlySet<LadderEntry>;

  constructor(story: Story, view: ExplanationSubject) {
    this.story = story;
    this.view = view;
    this.unheeded = unheededResets(view.entries);
  }

  /** Another connection goes on from here; with `open`, its opening was not seen at all. */
  beginAnew(open: boolean): void {
    this.asked.fill(null);
    this.agreed.fill(null);
    this.sentUntil.fill(1);
    this.goOn();
    this.askedAgain = false;
    this.open = open;
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

  private get askedAtOnce(): boolean {
    return this.asked.every((at) => at !== null);
  }

  /** Nothing but what no connection has was seen. */
  get isProbe(): boolean {
    return this.probed && !this.open;
  }

  /** Where the first segments were not seen, that is told first of all. */
  begin(): void {
    const { row, entries } = this.view;
    const first = entries.find((entry) => entry.kind === 'segment');
    if (row.basis === 'synack') this.story.tell('unseen-syn', 0, {});
    else if (row.basis === 'first' && !(first !== undefined && isProbe(first)))
      this.story.tell('unseen-start', 0, {});
  }

  syn(entry: SegmentEntry): void {
    const { from: who, nanoseconds } = entry;
    this.sent(entry);
    const other = otherThan(who);
    const isAsking = !(entry.controlBits & ACK);
    const done = isAsking ? this.asked : this.agreed;
    const before = done[who];
    if (before !== null) {
      repeat(this.story, this.againId(entry, isAsking), who, nanoseconds, before, entry.count);
      if (isAsking) this.goOn();
      return;
    }
    done[who] = nanoseconds;
    if (isAsking) {
      this.story.tell(this.asked[other] === null ? 'asks' : 'asks-too', nanoseconds, { who });
      return;
    }
    if (isSelfConnected(this.view.row)) {
      this.story.tell('agrees-with-itself', nanoseconds, { who });
      return;
    }
    const since = this.asked[other];
    // The clock of the capture may go back.
    const isUnclear = since === null || this.askedAgain || nanoseconds < since;
    this.story.tell('agrees', nanoseconds, { who, after: isUnclear ? null : nanoseconds - since });
  }

  private againId({ from, marks }: SegmentEntry, isAsking: boolean): AgainId {
    if (!isAsking) {
      if (!(marks & MARK_RETRANSMISSION)) return 'agrees-anew';
      return marks & MARK_SPURIOUS ? 'agrees-unheard' : 'agrees-again';
    }
    const { current } = this.story;
    const triesAgain = current instanceof Repetition && current.id === 'tries-again';
    if (this.brokenOff || triesAgain) return 'tries-again';
    return this.agreed[otherThan(from)] === null ? 'asks-again' : 'asks-unheard';
  }

  private goOn(): void {
    this.askedAgain = true;
    this.brokenOff = false;
    this.isTurnedAway = false;
    this.holder = null;
  }

  /** Any segment but a SYN or RST: it may complete the handshake. True where it has been told what it is. */
  segment(entry: SegmentEntry): boolean {
    const { from: who, nanoseconds } = entry;
    const isFirst = !this.open;
    this.sent(entry);
    if (!isFirst) return false;
    if (!(entry.controlBits & ACK)) return this.probe(entry);
    const other = otherThan(who);
    if (this.view.unheard[other]) {
      this.open = true;
      this.story.tell('one-sided', nanoseconds, { who: other });
    } else if (this.agreed[other] !== null) {
      this.open = true;
      this.story.tell('opens', nanoseconds, { who, atOnce: this.askedAtOnce });
    } else if (this.agreed[who] !== null) {
      if (isSelfConnected(this.view.row)) {
        this.open = true;
        this.story.tell('opens', nanoseconds, { who, atOnce: true });
      } else if (this.acknowledges(entry) === 'more')
        this.openUnseen('unseen-confirmation', other, nanoseconds);
    } else if (this.asked[who] !== null) {
      this.openUnseen('unseen-agreement', other, nanoseconds);
    } else if (this.asked[other] !== null) {
      if (this.acknowledges(entry) === 'all' || this.isAheadOfCapture(entry))
        this.openUnseen('unseen-agreement', who, nanoseconds);
      else return this.holdsOlder(who, nanoseconds);
    }
    return false;
  }

  private sent({ from, sequenceNumber, payloadBytes, controlBits }: SegmentEntry): void {
    const until = sequenceNumber + payloadBytes + (controlBits & SYN ? 1 : 0);
    if (until > this.sentUntil[from]) this.sentUntil[from] = until;
  }

  /** Whether a segment acknowledges what the other side has sent from its SYN on, or more, or something else. */
  private acknowledges({ from, acknowledgmentNumber }: SegmentEntry): 'all' | 'more' | 'else' {
    if (acknowledgmentNumber === null || acknowledgmentNumber === 0) return 'else';
    return acknowledgmentNumber > this.sentUntil[otherThan(from)] ? 'more' : 'all';
  }

  /**
   * Whether the other side has sent more than was captured, rather than nothing of what is acknowledged: then it would not
   * have gone on.
   */
  private isAheadOfCapture(entry: SegmentEntry): boolean {
    const other = otherThan(entry.from);
    const ahead = (entry.acknowledgmentNumber ?? 0) - this.sentUntil[other];
    if (ahead <= 0 || ahead > LARGEST_WINDOW) return false;
    const next = this.view.entries.find(
      (later) => later.kind === 'segment' && later.from === other && later.nanoseconds >= entry.nanoseconds,
    );
    return next?.kind === 'segment' && !(next.controlBits & (SYN | RST));
  }

  private openUnseen(id: 'unseen-agreement' | 'unseen-confirmation', who: Side, nanoseconds: number): void {
    this.open = true;
    this.story.tell(id, nanoseconds, { who });
  }

  private holdsOlder(who: Side, nanoseconds: number): boolean {
    this.holder = who;
    this.story.tell('holds-older', nanoseconds, { who });
    return true;
  }

  /** No host sends a FIN or nothing at all without ACK, within a connection; those who scan ports do. */
  private probe(entry: SegmentEntry): boolean {
    if (this.view.row.basis !== 'first' || !isProbe(entry)) return false;
    this.probed = true;
    if (entry.controlBits === 0) return false;
    this.story.tell('fin-without-ack', entry.nanoseconds, { who: entry.from });
    return true;
  }

  /** Whether an RST before the connection is open was nobody's, as it turned out. */
  isUnheeded(entry: SegmentEntry): boolean {
    return !this.open && this.unheeded.has(entry);
  }

  /** Tells an RST before the connection is open; false where it is none of that. */
  reset({ from: who, nanoseconds, count }: SegmentEntry): boolean {
    if (this.open) return false;
    const { current } = this.story;
    if (this.brokenOff && !this.isTurnedAway) {
      repeat(this.story, 'resets-again', who, nanoseconds, nanoseconds, count);
      return true;
    }
    const other = otherThan(who);
    const refuses = this.asked[other] !== null && this.agreed[who] === null && this.holder === null;
    if (this.probed) this.story.tell('knows-nothing', nanoseconds, { who });
    else if (refuses && current instanceof Repetition && current.id === 'tries-again')
      current.answers = (current.answers ?? 0) + 1;
    else if (refuses) this.story.tell('refuses', nanoseconds, { who, port: this.portOf(who) });
    else if (this.holder === other) this.story.tell('drops-older', nanoseconds, { who });
    else if (this.unconfirmed === null && this.asked[who] === null) return false;
    else this.story.tell('breaks-off-opening', nanoseconds, { who });
    this.brokenOff = true;
    this.isTurnedAway = false;
    return true;
  }

  /** An ICMP error has refused what was asked. */
  turnedAway(): void {
    this.isTurnedAway = !this.brokenOff;
    this.brokenOff = true;
  }

  private portOf(side: Side): number {
    const { client, server } = this.view.row;
    return (side === 0 ? client : server).port;
  }

  /** How it stands at the end of what was seen, where no more than the opening was. */
  end(nanoseconds: number): void {
    const { unconfirmed, view } = this;
    if (this.open) {
      this.story.tell('still-open', nanoseconds, { waits: false });
      return;
    }
    if (unconfirmed === null && this.askedAtOnce) {
      this.story.tell('neither-agreed', nanoseconds, {});
      return;
    }
    if (unconfirmed === null) {
      this.story.tell('no-answer', nanoseconds, { who: 1 });
      return;
    }
    const who = otherThan(unconfirmed);
    this.story.tell(view.unheard[who] ? 'one-sided' : 'not-confirmed', nanoseconds, { who });
  }
}

export const isSyn = ({ controlBits }: SegmentEntry): boolean => (controlBits & (SYN | RST)) === SYN;

function unheededResets(entries: readonly LadderEntry[]): ReadonlySet<LadderEntry> {
  const unheeded = new Set<LadderEntry>();
  let goesOn: [boolean, boolean] = [false, false];
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i] as LadderEntry;
    if (entry.kind !== 'segment') continue;
    if (entry.controlBits & RST) {
      if (goesOn[0] && goesOn[1]) unheeded.add(entry);
    } else if (entry.marks & MARK_NEWER || (isSyn(entry) && !(entry.controlBits & ACK)))
      goesOn = [false, false];
    else goesOn[entry.from] = true;
  }
  return unheeded;
}

const isProbe = ({ controlBits, payloadBytes }: SegmentEntry): boolean =>
  (controlBits & (SYN | ACK | RST)) === 0 && payloadBytes === 0;
