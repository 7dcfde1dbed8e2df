import { printable } from '../../printable.ts';
import { otherThan, type Side } from '../../side.ts';
import {
  MARK_ACKED_UNSEEN,
  MARK_COPY,
  MARK_DOUBLE,
  MARK_DUPLICATE_ACK,
  MARK_GAP_BEFORE,
  MARK_KEEP_ALIVE,
  MARK_KEEP_ALIVE_ACK,
  MARK_NEWER,
  MARK_OUT_OF_ORDER,
  MARK_WINDOW_PROBE,
} from '../../tcp/marks.ts';
import { NANOSECONDS_PER_MILLISECOND } from '../../time.ts';
import { ACK, FIN, RST } from '../../wire/control-bits.ts';
import type { LadderEntry } from '../ladder-entry.ts';
import { tellAside } from './aside.ts';
import { CloseReasons } from './close-reasons.ts';
import { Closing } from './closing.ts';
import { Congestion } from './congestion.ts';
import { isSyn, Opening } from './opening.ts';
import { Repetition, repeat } from './repetition.ts';
import { Speech } from './speech.ts';
import { isUnheard, type SaidEntry, type SegmentEntry, Story } from './story.ts';
import type { ExplanationSubject } from './subject.ts';
import { isToldByStory, saysNeedless } from './told-remarks.ts';
import type { Beat } from './values.ts';
import { Windows } from './window.ts';
import { NOTICEABLE_NANOSECONDS } from './words.ts';

const TLS = 'TLS';
/** Characters of what is said that a sentence has room for. */
const SAID_CHARACTERS = 200;

/** What comes so much later than what was before is told with the time between. */
const PAUSE_NANOSECONDS = 100 * NANOSECONDS_PER_MILLISECOND;

/** Protocols each request of which could have had a connection of its own. */
const OF_ITS_OWN: ReadonlySet<string> = new Set(['HTTP', 'HTTP/2', 'gRPC', 'DNS', 'Redis']);

type IcmpEntry = Extract<LadderEntry, { kind: 'icmp' }>;

type RemarkEntry = Extract<LadderEntry, { kind: 'remark' }>;

/** What happened in a dialogue, step by step, before it is put into words. The view must hold all entries. */
export function storyOf(view: ExplanationSubject): readonly Beat[] {
  return new Storyteller(view).tell();
}

class Storyteller {
  private readonly view: ExplanationSubject;
  private readonly story = new Story();
  private readonly opening: Opening;
  private readonly reasons: CloseReasons;
  private readonly closing: Closing;
  private readonly windows: Windows;
  private readonly congestion: Congestion;
  /** When each side last sent data, and whether it has said anything by then. */
  private readonly lastData: [number | null, number | null] = [null, null];
  private readonly hasSaid: [boolean, boolean] = [false, false];
  /** The sequence number behind what each side was seen to send, relative to that of its SYN. */
  private readonly sentUntil: [number, number] = [0, 0];
  /** Who says what is encrypted, so that data tells of no message. */
  private readonly isEncrypted: [boolean, boolean] = [false, false];
  private readonly unseenTold: [boolean, boolean] = [false, false];
  private agreementTold = false;
  /** More than one connection between the same ports was told of. */
  private isRenewed = false;
  private now = 0;
  /** The protocol of what was said last. */
  private speaks: string | null = null;
  /** And of all that was. */
  private readonly spoken = new Set<string>();

  constructor(view: ExplanationSubject) {
    this.view = view;
    this.opening = new Opening(this.story, view);
    this.reasons = new CloseReasons(view);
    this.closing = new Closing(this.story, view, this.reasons);
    this.congestion = new Congestion(this.story, view.entries);
    this.windows = new Windows(this.story, view.entries);
  }

  tell(): readonly Beat[] {
    const { story } = this;
    this.opening.begin();
    for (const [index, entry] of this.view.entries.entries()) this.entry(entry, index);
    story.endCourse();
    this.sumUp();
    this.requestsAnswered();
    this.closing.end(this.now, this.opening);
    return story.beats;
  }

  /** What happened many times is told once, before the end. */
  private sumUp(): void {
    this.windows.sumUp(this.now);
    this.congestion.sumUp(this.now);
  }

  /** How many requests shared the connection, where all that was said on it could be heard. */
  private requestsAnswered(): void {
    const { row, protocols, requestsAnswered: requests } = this.view;
    if (requests < 2 || row.basis === 'first' || this.isRenewed || this.unseenTold.includes(true)) return;
    if (protocols.every((protocol) => OF_ITS_OWN.has(protocol)))
      this.story.tell('requests-answered', this.now, { requests });
  }

  private entry(entry: LadderEntry, index: number): void {
    const { story } = this;
    switch (entry.kind) {
      case 'segment':
        // A packet that was captured again is told of once.
        if (entry.marks & MARK_DOUBLE) this.doubled(entry);
        else if ((entry.marks & MARK_COPY) === 0) this.segment(entry, index);
        this.now = entry.nanoseconds;
        return;
      case 'said':
        this.said(entry);
        return;
      case 'silence':
        this.silence(entry.durationNanoseconds);
        return;
      case 'switch':
        this.turnTo(entry.to, entry.within, entry.nanoseconds);
        return;
      case 'remark':
        this.remark(entry);
        return;
      case 'omitted':
        this.reasons.misses(0, 1);
        story.tell('omitted', entry.nanoseconds, { segments: entry.segments });
        return;
      case 'icmp':
        this.icmp(entry);
    }
  }

  private icmp({ nanoseconds, about, text, nextHopMtu, count, refuses, fromHost }: IcmpEntry): void {
    if (refuses) {
      this.opening.turnedAway();
      this.story.tell('icmp', nanoseconds, { reason: text, onTheWay: !fromHost });
    } else {
      this.story.tell('icmp-errors', nanoseconds, { who: about, reason: text, times: count, nextHopMtu });
    }
  }

  private segment(entry: SegmentEntry, index: number): void {
    if (entry.marks & MARK_NEWER) this.beginAnew(entry);
    if (isSyn(entry)) {
      this.opening.syn(entry);
      this.congestion.syn(entry);
      if (entry.controlBits & ACK) this.agreement(entry);
      if (entry.payloadBytes > 0) {
        this.story.tell('fast-open', entry.nanoseconds, { asked: entry.fastOpen === true });
        this.data(entry);
      }
      return;
    }
    if (entry.controlBits & RST) {
      this.sumUp();
      this.closing.rst(entry, this.opening);
      return;
    }
    if (this.opening.segment(entry)) return;
    // Behind both FINs nobody waits for room.
    if (!this.closing.isOver) this.windows.note(entry, index);
    if (this.askedOrAnswered(entry)) return;
    if (entry.controlBits === 0) this.story.tell('no-control-bits', entry.nanoseconds, { who: entry.from });
    if (entry.marks & MARK_ACKED_UNSEEN) this.acknowledgesUnseen(entry, index);
    const later = this.laterThan(entry);
    const hasData = entry.payloadBytes > 0 || entry.role !== undefined;
    if (hasData) this.data(entry);
    else if (entry.marks & MARK_GAP_BEFORE) this.unseen('missing-data', entry.from, entry.nanoseconds);
    if (entry.controlBits & FIN) {
      this.sumUp();
      this.closing.fin(entry, hasData ? null : later);
    } else if (!hasData) this.bareAcknowledgment(entry);
  }

  /** What a SYN+ACK says beside that. */
  private agreement({ from: who, nanoseconds, acknowledgmentNumber }: SegmentEntry): void {
    const { story } = this;
    if (this.agreementTold) return;
    this.agreementTold = true;
    // Behind the other side's SYN without its data.
    if (acknowledgmentNumber === 1 && this.sentUntil[otherThan(who)] > 1)
      story.tell('fast-open-passed-over', nanoseconds, { who });
    if (this.view.multipath) story.tell('multipath', nanoseconds, {});
  }

  /** What was told so far was of another connection between the same ports. */
  private beginAnew(entry: SegmentEntry): void {
    this.story.tell('newer', entry.nanoseconds, { agreed: isSyn(entry) });
    this.isRenewed = true;
    this.opening.beginAnew(!isSyn(entry));
    this.closing.beginAnew();
    this.reasons.beginAnew();
    this.lastData.fill(null);
    this.hasSaid.fill(false);
    this.sentUntil.fill(0);
    this.unseenTold.fill(false);
  }

  /** Probes of the other end, and the answers to them. */
  private askedOrAnswered(entry: SegmentEntry): boolean {
    const { from, nanoseconds, marks } = entry;
    if (marks & MARK_WINDOW_PROBE) repeat(this.story, 'window-probes', from, nanoseconds);
    else if (this.closing.isOver && marks & (MARK_KEEP_ALIVE | MARK_KEEP_ALIVE_ACK)) return true;
    else if (marks & MARK_KEEP_ALIVE) this.keepAlive(entry);
    else if (marks & MARK_KEEP_ALIVE_ACK) this.keepAliveAnswer(entry);
    else return false;
    return true;
  }

  private keepAlive({ from, nanoseconds }: SegmentEntry): void {
    const probes = repeat(this.story, 'keep-alive', from, nanoseconds);
    if (isUnheard(this.view.row, otherThan(from))) probes.answers = null;
  }

  private keepAliveAnswer({ from, count }: SegmentEntry): void {
    const { current } = this.story;
    if (!(current instanceof Repetition) || current.id !== 'keep-alive') return;
    if (current.who !== from) current.answers = (current.answers ?? 0) + count;
    // Its own probe has crossed the one that it answers, of which has been told.
    else this.story.answeredLate(otherThan(from), count);
  }

  /** A packet that the network has doubled: its side has not sent it again. */
  private doubled({ from, nanoseconds }: SegmentEntry): void {
    const { current } = this.story;
    if (current instanceof Speech && current.who === from) current.doubled();
    else this.story.tell('doubled', nanoseconds, { who: from, segments: 1 });
  }

  private bareAcknowledgment(entry: SegmentEntry): void {
    const { current } = this.story;
    this.closing.acknowledgment(entry);
    if (entry.marks & MARK_DUPLICATE_ACK && current instanceof Speech && current.who !== entry.from)
      current.repeatedAck(entry, this.sentUntil[current.who]);
  }

  private data(entry: SegmentEntry): void {
    const { from, nanoseconds } = entry;
    this.closing.confirmSilently(entry);
    if (entry.marks & MARK_GAP_BEFORE) this.unseen('missing-data', from, nanoseconds);
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

  private turnTo(protocol: string, within: string | null, nanoseconds: number): boolean {
    const before = this.speaks;
    this.speaks = protocol;
    this.spoken.add(protocol);
    if (before !== protocol) this.isEncrypted.fill(false);
    if (before === null || before === protocol) return false;
    this.story.tell('switch', nanoseconds, { to: protocol, within });
    return true;
  }

  /** Another message that the same segment completes: most often its sender's. */
  private said(entry: SaidEntry): void {
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
      // What came before belongs to the message that it completes, unless it is told of no other either.
      const isApart = current.isRestOfSegment || (this.isEncrypted[entry.from] && !current.saysSomething);
      if (!isMessage || (pause < NOTICEABLE_NANOSECONDS && !isApart)) return current;
    }
    return this.beginSpeech(entry.from, entry.nanoseconds, this.laterThan(entry));
  }

  /** `goesOn`: how long it took has been told of what came before in the same segment. */
  private beginSpeech(who: Side, nanoseconds: number, later: number | null, goesOn = false): Speech {
    const other = this.lastData[otherThan(who)];
    this.closing.goesOn(who, nanoseconds);
    this.story.endCourse();
    return this.story.begin(
      new Speech(who, nanoseconds, {
        later,
        sinceOther: other === null || goesOn ? null : this.unlessSilence(nanoseconds - other),
        answersOther: other !== null,
        continues: this.hasSaid[who],
        needless: this.view.remarks.some(saysNeedless),
        goesOn,
      }),
    );
  }

  /** How long ago that was what is told before this, where it is worth a word and has not been said. */
  private laterThan({ nanoseconds }: SegmentEntry): number | null {
    const { story } = this;
    const later = nanoseconds - (story.toldUntil ?? nanoseconds);
    if (later < PAUSE_NANOSECONDS) return null;
    const silenceTold = story.current === null && story.last?.id === 'silence';
    return silenceTold ? null : later;
  }

  /** A time that the silence right before has told is not told again. */
  private unlessSilence(nanoseconds: number): number | null {
    const { last } = this.story;
    const isTold = last?.id === 'silence' && nanoseconds - last.values.nanoseconds < NOTICEABLE_NANOSECONDS;
    return isTold ? null : nanoseconds;
  }

  private silence(nanoseconds: number): void {
    const { story } = this;
    if (story.current?.waits || this.opening.waits || this.windows.waits) return;
    const { row } = this.view;
    const who = isUnheard(row, 1) ? 0 : isUnheard(row, 0) ? 1 : null;
    story.tell('silence', this.now, { nanoseconds, who });
  }

  /** Whether what is acknowledged here was captured behind that. */
  private comesLate({ from, acknowledgmentNumber }: SegmentEntry, index: number): boolean {
    const { entries } = this.view;
    for (let i = index + 1; i < entries.length; i++) {
      const entry = entries[i] as LadderEntry;
      if (entry.kind !== 'segment' || entry.from === from || !(entry.marks & MARK_OUT_OF_ORDER)) continue;
      if (entry.sequenceNumber < (acknowledgmentNumber ?? 0)) return true;
    }
    return false;
  }

  private acknowledgesUnseen(entry: SegmentEntry, index: number): void {
    const other = otherThan(entry.from);
    if (!this.unseenTold[other] && this.comesLate(entry, index)) return;
    this.unseen('unseen-data', other, entry.nanoseconds);
  }

  private unseen(id: 'unseen-data' | 'missing-data', who: Side, nanoseconds: number): void {
    this.reasons.misses(who);
    if (this.unseenTold[who]) return;
    this.unseenTold[who] = true;
    this.story.tell(id, nanoseconds, { who });
  }

  private remark({ code, nanoseconds }: RemarkEntry): void {
    const remark = this.view.remarks.find((one) => one.code === code);
    if (remark === undefined) return;
    const { values } = remark;
    // Refused on the way, the host may not have been reached.
    if ('by' in values && values.by === 'on-the-way') return;
    const told = isToldByStory(remark, this.closing);
    this.story.remark(nanoseconds, { code: remark.code, values, told });
  }
}

/** What is said, as far as it is told, with the notes that end it. */
function shortened(said: string, noteCharacters = 0): string {
  if (said.length <= SAID_CHARACTERS) return said;
  const noted = said.length - Math.min(noteCharacters, SAID_CHARACTERS / 2);
  return printable(said.slice(0, noted), SAID_CHARACTERS - (said.length - noted)) + said.slice(noted);
}
