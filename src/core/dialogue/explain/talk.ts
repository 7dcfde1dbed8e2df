import { printable } from '../../printable.ts';
import { otherThan, type Side } from '../../side.ts';
import { MARK_GAP_BEFORE, MARK_RETRANSMISSION } from '../../tcp/marks.ts';
import { NANOSECONDS_PER_MILLISECOND } from '../../time.ts';
import type { Remark } from '../remarks.ts';
import { tellAside } from './aside.ts';
import type { CloseReasons } from './close-reasons.ts';
import type { Closing } from './closing.ts';
import type { Missing } from './missing.ts';
import { isSyn } from './opening.ts';
import { Speech } from './speech.ts';
import type { SaidEntry, SegmentEntry, Story } from './story.ts';
import { saysNeedless } from './told-remarks.ts';
import { NOTICEABLE_NANOSECONDS } from './words.ts';

const TLS = 'TLS';
/** Characters of what is said that a sentence has room for. */
const SAID_CHARACTERS = 200;

/** What comes so much later than what was before is told with the time between. */
const PAUSE_NANOSECONDS = 100 * NANOSECONDS_PER_MILLISECOND;

/** Those who have to know of what is said. */
interface Listeners {
  readonly reasons: CloseReasons;
  readonly closing: Closing;
  readonly missing: Missing;
}

/** What the two sides say to each other, speech by speech, and in which protocol. */
export class Talk {
  /** The sequence number behind what each side was seen to send, relative to that of its SYN. */
  readonly sentUntil: [number, number] = [0, 0];
  private readonly story: Story;
  private readonly remarks: readonly Remark[];
  private readonly reasons: CloseReasons;
  private readonly closing: Closing;
  private readonly missing: Missing;
  /** When each side last sent data, and whether it has said anything by then. */
  private readonly lastData: [number | null, number | null] = [null, null];
  private readonly hasSaid: [boolean, boolean] = [false, false];
  /** Who says what is encrypted, so that data tells of no message. */
  private readonly isEncrypted: [boolean, boolean] = [false, false];
  /** The protocol of what was said last. */
  private speaks: string | null = null;
  /** And of all that was. */
  private readonly spoken = new Set<string>();

  constructor(story: Story, remarks: readonly Remark[], { reasons, closing, missing }: Listeners) {
    this.story = story;
    this.remarks = remarks;
    this.reasons = reasons;
    this.closing = closing;
    this.missing = missing;
  }

  /** What was said so far was said on another connection. */
  beginAnew(): void {
    this.lastData.fill(null);
    this.hasSaid.fill(false);
    this.sentUntil.fill(0);
    this.isEncrypted.fill(false);
    this.speaks = null;
    this.spoken.clear();
  }

  /** A segment with data, or that completes a message. */
  data(entry: SegmentEntry): void {
    const { from, nanoseconds } = entry;
    this.closing.confirmSilently(entry);
    if (entry.marks & MARK_GAP_BEFORE) this.missing.before(entry);
    const isMessage = entry.said !== null && entry.role !== undefined;
    if (isMessage && entry.protocol !== null) this.goOnIn(entry.protocol, nanoseconds);
    const speech = this.speechFor(entry, isMessage);
    speech.take(entry, this.sentUntil[from]);
    // What comes with a SYN begins one behind it.
    const first = entry.sequenceNumber + (isSyn(entry) ? 1 : 0);
    this.sentUntil[from] = Math.max(this.sentUntil[from], first + entry.payloadBytes);
    if (entry.payloadBytes > 0) {
      this.reasons.data(from, nanoseconds);
      this.closing.data(from);
    }
    if (!isMessage || !this.isWrapping(entry.protocol)) this.lastData[from] = nanoseconds;
    if (isMessage) this.say(speech, entry as SegmentEntry & SaidEntry);
  }

  /** A message that a segment completes: the beginning of what its sender says, or more of it. */
  private say(speech: Speech, saying: Omit<SaidEntry, 'kind'>): void {
    const { from, said, protocol, role, nanoseconds, aside } = saying;
    const speaker = this.goOnIn(protocol, nanoseconds) ? this.beginSpeech(from, nanoseconds, null) : speech;
    if (!this.isWrapping(protocol)) this.lastData[from] = nanoseconds;
    this.hasSaid[from] = true;
    this.reasons.says(saying);
    if (aside?.kind === 'encrypted') this.isEncrypted[from] = true;
    // Of a protocol that is only recognised, its name is all that there is to be said.
    if (said === protocol && !speaker.saysSomething)
      this.story.add('speaks', nanoseconds, { who: from, protocol });
    else if (aside === undefined || aside.kind === 'described')
      speaker.say({ text: shortened(said, saying.noteCharacters), isQuote: aside === undefined }, role);
    else if (aside.kind === 'encrypted-alert' && speaker.sendsAlert(aside.guess, aside.octets)) return;
    // What is sent is encrypted already: that comes first.
    else if (aside.kind === 'encrypted' && !speaker.saysSomething)
      this.story.add('encrypted', nanoseconds, { who: from });
    else tellAside(aside, { story: this.story, who: from, protocol }, nanoseconds);
  }

  /** Whether what is said is of TLS itself, around another protocol: nothing of that answers it, nor is answered by it. */
  private isWrapping(protocol: string | null): boolean {
    return protocol === TLS && this.speaks !== TLS;
  }

  /** Tells that another protocol is spoken from here on; false where it is not another, or one that wraps what is said. */
  private goOnIn(protocol: string, nanoseconds: number): boolean {
    return !this.spoken.has(protocol) && this.turnTo(protocol, null, nanoseconds);
  }

  /** Another protocol is spoken from here on, in what was decrypted of the one it is `within`; false where none was before it. */
  turnTo(protocol: string, within: string | null, nanoseconds: number): boolean {
    const before = this.speaks;
    this.speaks = protocol;
    this.spoken.add(protocol);
    if (before !== protocol) this.isEncrypted.fill(false);
    if (before === null || before === protocol) return false;
    this.story.tell('switch', nanoseconds, { to: protocol, within });
    return true;
  }

  /** Another message that the same segment completes: most often its sender's. */
  said(entry: SaidEntry): void {
    const { current } = this.story;
    const speech =
      current instanceof Speech && current.who === entry.from
        ? current
        : this.beginSpeech(entry.from, entry.nanoseconds, null, true);
    this.say(speech, entry);
  }

  private speechFor(entry: SegmentEntry, isMessage: boolean): Speech {
    const { current } = this.story;
    if (current instanceof Speech && current.who === entry.from) {
      const pause = entry.nanoseconds - current.last;
      const isNew = current.hasWaited && (entry.marks & MARK_RETRANSMISSION) === 0;
      // What came before belongs to the message that it completes, unless it is told of no other either.
      const isApart = current.isRestOfSegment || (this.isEncrypted[entry.from] && !current.saysSomething);
      if (!isNew && (!isMessage || (pause < NOTICEABLE_NANOSECONDS && !isApart))) return current;
    }
    return this.beginSpeech(entry.from, entry.nanoseconds, laterThan(this.story, entry));
  }

  /** `goesOn`: how long it took has been told of what came before in the same segment. */
  private beginSpeech(who: Side, nanoseconds: number, later: number | null, goesOn = false): Speech {
    const { story } = this;
    const other = this.lastData[otherThan(who)];
    const apart = other !== null && (story.toldUntil ?? other) - other >= NOTICEABLE_NANOSECONDS;
    this.closing.goesOn(who, nanoseconds);
    story.endCourse();
    return story.begin(
      new Speech(who, nanoseconds, {
        later,
        sinceOther: other === null || goesOn ? null : this.unlessSilence(nanoseconds - other),
        apart,
        answersOther: other !== null,
        continues: this.hasSaid[who],
        needless: this.remarks.some(saysNeedless),
        goesOn,
      }),
    );
  }

  /** A time that the silence right before has told is not told again. */
  private unlessSilence(nanoseconds: number): number | null {
    const { last } = this.story;
    const isTold = last?.id === 'silence' && nanoseconds - last.values.nanoseconds < NOTICEABLE_NANOSECONDS;
    // The clock of the capture may go back.
    return isTold || nanoseconds < 0 ? null : nanoseconds;
  }
}

/** How long ago that was what is told before this, where it is worth a word and has not been said. */
export function laterThan(story: Story, { nanoseconds }: SegmentEntry): number | null {
  const later = nanoseconds - (story.toldUntil ?? nanoseconds);
  if (later < PAUSE_NANOSECONDS) return null;
  const silenceTold = story.current === null && story.last?.id === 'silence';
  return silenceTold ? null : later;
}

/** What is said, as far as it is told, with the notes that end it. */
function shortened(said: string, noteCharacters = 0): string {
  if (said.length <= SAID_CHARACTERS) return said;
  const noted = said.length - Math.min(noteCharacters, SAID_CHARACTERS / 2);
  return printable(said.slice(0, noted), SAID_CHARACTERS - (said.length - noted)) + said.slice(noted);
}
