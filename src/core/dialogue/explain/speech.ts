import type { AlertGuess } from '../../protocols/dissector.ts';
import { otherThan, type Side } from '../../side.ts';
import {
  MARK_FAST,
  MARK_LOSS_PROBE,
  MARK_OUT_OF_ORDER,
  MARK_RETRANSMISSION,
  MARK_SPURIOUS,
  MARK_TIMEOUT,
} from '../../tcp/marks.ts';
import { URG } from '../../wire/control-bits.ts';
import type { Course, SaidEntry, SegmentEntry, Story } from './story.ts';
import type { AgainCause, Amount, Uttered } from './values.ts';

/** So many messages of one speech are told word for word. */
const MOST_SAID = 4;

/** The mark that tells why something was sent again, most telling first. */
const CAUSES: readonly (readonly [mark: number, cause: AgainCause])[] = [
  [MARK_SPURIOUS, 'spurious'],
  [MARK_FAST, 'duplicate-acks'],
  [MARK_TIMEOUT, 'timer'],
  [MARK_LOSS_PROBE, 'loss-probe'],
  [0, 'unknown'],
];

type Tally = { -readonly [Key in keyof Amount]: Amount[Key] } & { first: number };

/** What is sent again; `sequence` is where all of it begins, null where that is not one place. */
type AgainTally = Tally & { sequence: number | null };

/** What one side says without the other coming in between, but for its ACKs. */
export class Speech implements Course {
  readonly waits = false;
  readonly who: Side;
  /** Nanoseconds of its first and its last segment. */
  readonly start: number;
  last: number;
  /** Whether a message began in it; what else there is belongs to one before, or to a protocol that is not known. */
  get saysSomething(): boolean {
    return this.said.length > 0;
  }
  /** Whether a silence was passed over in it: it was the timer that sends again. */
  hasWaited = false;
  /** Whether it is what else came with a segment that another speech has been told of, with its octets. */
  get isRestOfSegment(): boolean {
    return this.goesOn && this.sent.segments === 0;
  }
  /** What it sent last, where that was sent again. */
  private newestAgain: SegmentEntry | null = null;
  private answers = false;
  private more = 0;
  private readonly said: Uttered[] = [];
  /** The newest alert that it sent encrypted, and the octets of all of them. */
  private alert: { readonly guess: AlertGuess | null } | null = null;
  private alertOctets = 0;
  private begins: string | null = null;
  private readonly sent: Tally;
  private readonly again = new Map<AgainCause, AgainTally>();
  private outOfOrder = 0;
  private doubles = 0;
  private urgent = 0;
  private segments = 0;
  private duplicateAcks = 0;
  private firstDuplicateAck = 0;
  /** Something that it has sent is not acknowledged by those. */
  private isAheadOfAck = false;
  /** Nanoseconds since what came before, where that is worth a word; of an answer since what it answers. */
  private readonly later: number | null;
  private readonly sinceOther: number | null;
  private readonly apart: boolean;
  private readonly answersOther: boolean;
  private readonly continues: boolean;
  /** Whether it is known that what was sent again was there already. */
  private readonly needless: boolean;
  private readonly goesOn: boolean;

  constructor(
    who: Side,
    start: number,
    before: {
      later: number | null;
      sinceOther: number | null;
      apart: boolean;
      answersOther: boolean;
      continues: boolean;
      needless: boolean;
      goesOn: boolean;
    },
  ) {
    this.who = who;
    this.start = start;
    this.last = start;
    this.sent = tallyFrom(start);
    this.later = before.later;
    this.sinceOther = before.sinceOther;
    this.apart = before.apart;
    this.answersOther = before.answersOther;
    this.continues = before.continues;
    this.needless = before.needless;
    this.goesOn = before.goesOn;
  }

  /** Octets that its side sends, which has sent all up to `sentUntil` before, as far as was seen. */
  take(entry: SegmentEntry, sentUntil: number): void {
    this.last = entry.nanoseconds;
    if (entry.payloadBytes > 0) this.segments += entry.count;
    if (entry.controlBits & URG) this.urgent += entry.count;
    if (entry.marks & MARK_OUT_OF_ORDER) this.outOfOrder += entry.count;
    this.begins ??= entry.quote ?? null;
    const isAgain = (entry.marks & MARK_RETRANSMISSION) !== 0;
    this.newestAgain = isAgain ? entry : null;
    if (!isAgain) {
      addTo(this.sent, entry);
      return;
    }
    const [, cause] = CAUSES.find(([mark]) => (entry.marks & mark) === mark) as (typeof CAUSES)[number];
    const { nanoseconds, sequenceNumber, payloadBytes, count } = entry;
    const old =
      sentUntil > sequenceNumber ? Math.min(payloadBytes, sentUntil - sequenceNumber) : payloadBytes;
    // What is sent again may carry new octets behind it.
    if (old < payloadBytes) addTo(this.sent, { ...entry, payloadBytes: payloadBytes - old });
    const tally = this.again.get(cause) ?? { ...tallyFrom(nanoseconds), sequence: sequenceNumber };
    this.again.set(cause, tally);
    const isSame = sequenceNumber === tally.sequence && tally.octets === old * tally.segments;
    if (count > 1 || !isSame) tally.sequence = null;
    addTo(tally, { ...entry, payloadBytes: old });
  }

  /** Whether this is what it has just sent again, once more. */
  repeats({ from, marks, sequenceNumber, payloadBytes }: SegmentEntry): boolean {
    const { newestAgain } = this;
    if (newestAgain === null || from !== this.who || (marks & MARK_RETRANSMISSION) === 0) return false;
    return newestAgain.sequenceNumber === sequenceNumber && newestAgain.payloadBytes === payloadBytes;
  }

  /** One of its segments comes twice, without having been sent again. */
  doubled(): void {
    this.doubles += 1;
  }

  say({ text, isQuote }: Omit<Uttered, 'times'>, role: SaidEntry['role']): void {
    if (role === 'response') this.answers = true;
    const { said } = this;
    const last = said.at(-1);
    if (this.more === 0 && last?.text === text && last.isQuote === isQuote)
      said[said.length - 1] = { ...last, times: last.times + 1 };
    else if (said.length < MOST_SAID) said.push({ text, isQuote, times: 1 });
    else this.more += 1;
  }

  /** An alert that is encrypted, of so many octets: false where it comes behind something that can be told. */
  sendsAlert(guess: AlertGuess | null, octets: number): boolean {
    if (this.saysSomething) return false;
    this.alert = { guess };
    this.alertOctets += octets;
    return true;
  }

  /** The other side repeats its ACK, when this one has sent all up to `sentUntil`. */
  repeatedAck(entry: SegmentEntry, sentUntil: number): void {
    if (sentUntil > (entry.acknowledgmentNumber ?? 0)) this.isAheadOfAck = true;
    if (this.duplicateAcks === 0) this.firstDuplicateAck = entry.nanoseconds;
    this.duplicateAcks += entry.count;
  }

  tell(story: Story): void {
    const { who } = this;
    this.tellSaid(story);
    if (this.urgent > 0) story.add('urgent', this.start, { who, segments: this.urgent, of: this.segments });
    if (this.outOfOrder > 0) story.add('out-of-order', this.start, { who, segments: this.outOfOrder });
    if (this.doubles > 0) story.add('doubled', this.start, { who, segments: this.doubles });
    this.tellAgain(story);
  }

  /** What was sent again, and the duplicate ACKs that asked for it, in order. */
  private tellAgain(story: Story): void {
    const { who, firstDuplicateAck } = this;
    let asked = this.duplicateAcks === 0;
    const tallies = [...this.again].filter(([, { octets }]) => octets > 0);
    for (const [cause, tally] of tallies.sort(([, a], [, b]) => a.first - b.first)) {
      if (!asked && firstDuplicateAck <= tally.first) {
        this.tellDuplicateAcks(story);
        asked = true;
      }
      story.add('sends-again', tally.first, { who, ...onceOf(tally), cause });
    }
    if (!asked) this.tellDuplicateAcks(story);
  }

  /** An ACK repeated because of something that had come before asks for nothing; nor does one of all that was sent. */
  private tellDuplicateAcks(story: Story): void {
    const other = otherThan(this.who);
    const onlySpurious = this.again.size === 1 && this.again.has('spurious');
    const isNeedless = this.needless || this.doubles > 0 || onlySpurious;
    const missing = this.isAheadOfAck && !isNeedless;
    story.add('duplicate-acks', this.firstDuplicateAck, { who: other, times: this.duplicateAcks, missing });
  }

  private tellSaid(story: Story): void {
    const { who, start, said, more, later, sinceOther, apart, answersOther, continues, begins } = this;
    const { first: _, ...amount } = this.sent;
    if (said.length === 0) {
      const isAll = amount.octets <= this.alertOctets;
      const alert = this.alert === null ? null : { ...this.alert, isAll };
      if (amount.octets > 0)
        story.add('sends', start, { who, amount, later, more: continues, begins, alert });
    } else if (this.answers && answersOther) {
      story.add('answers', start, { who, said, more, amount, later: sinceOther, apart });
    } else {
      story.add('says', start, { who, said, more, amount, later });
    }
  }
}

/** What one segment that came several times carried, and how often it came. */
function onceOf({ octets, segments, nanoseconds, sequence }: AgainTally): { amount: Amount; times: number } {
  if (sequence === null) return { amount: { octets, segments, nanoseconds }, times: 1 };
  return { amount: { octets: octets / segments, segments: 1, nanoseconds }, times: segments };
}

function tallyFrom(first: number): Tally {
  return { octets: 0, segments: 0, nanoseconds: 0, first };
}

function addTo(tally: Tally, { payloadBytes, count, nanoseconds }: SegmentEntry): void {
  if (payloadBytes === 0) return;
  tally.octets += payloadBytes;
  tally.segments += count;
  tally.nanoseconds = nanoseconds - tally.first;
}
