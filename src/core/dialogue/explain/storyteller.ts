import { otherThan } from '../../side.ts';
import {
  MARK_ACKED_UNSEEN,
  MARK_COPY,
  MARK_DOUBLE,
  MARK_DUPLICATE_ACK,
  MARK_GAP_BEFORE,
  MARK_KEEP_ALIVE,
  MARK_KEEP_ALIVE_ACK,
  MARK_NEWER,
  MARK_WINDOW_PROBE,
} from '../../tcp/marks.ts';
import { ACK, FIN, RST } from '../../wire/control-bits.ts';
import type { LadderEntry } from '../ladder-entry.ts';
import { CloseReasons } from './close-reasons.ts';
import { Closing } from './closing.ts';
import { Congestion } from './congestion.ts';
import { Missing } from './missing.ts';
import { isSyn, Opening } from './opening.ts';
import { Repetition, repeat } from './repetition.ts';
import { Speech } from './speech.ts';
import { type SegmentEntry, Story } from './story.ts';
import type { ExplanationSubject } from './subject.ts';
import { laterThan, Talk } from './talk.ts';
import { isToldByStory } from './told-remarks.ts';
import type { Beat } from './values.ts';
import { Windows } from './window.ts';

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
  private readonly missing: Missing;
  private readonly talk: Talk;
  private agreementTold = false;
  /** More than one connection between the same ports was told of. */
  private isRenewed = false;
  private now = 0;

  constructor(view: ExplanationSubject) {
    this.view = view;
    this.opening = new Opening(this.story, view);
    this.reasons = new CloseReasons(view);
    this.closing = new Closing(this.story, view, this.reasons);
    this.congestion = new Congestion(this.story, view.entries);
    this.windows = new Windows(this.story, view.entries);
    this.missing = new Missing(this.story, view.entries, this.reasons);
    this.talk = new Talk(this.story, view.remarks, {
      reasons: this.reasons,
      closing: this.closing,
      missing: this.missing,
    });
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
    if (requests < 2 || row.basis === 'first' || this.isRenewed || this.missing.any) return;
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
        this.talk.said(entry);
        return;
      case 'silence':
        this.silence(entry.durationNanoseconds, index);
        return;
      case 'switch':
        this.talk.turnTo(entry.to, entry.within, entry.nanoseconds);
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
        this.talk.data(entry);
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
    if (entry.marks & MARK_ACKED_UNSEEN) this.missing.acknowledgedBy(entry, index);
    const later = laterThan(this.story, entry);
    const hasData = entry.payloadBytes > 0 || entry.role !== undefined;
    if (hasData) this.talk.data(entry);
    else if (entry.marks & MARK_GAP_BEFORE) this.missing.before(entry);
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
    if (acknowledgmentNumber === 1 && this.talk.sentUntil[otherThan(who)] > 1)
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
    this.talk.beginAnew();
    this.missing.beginAnew();
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
    if (this.view.unheard[otherThan(from)]) probes.answers = null;
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
      current.repeatedAck(entry, this.talk.sentUntil[current.who]);
  }

  private silence(nanoseconds: number, index: number): void {
    const { story } = this;
    if (this.isBackoff(index)) return;
    if (story.current?.waits || this.opening.waits || this.windows.waits) return;
    const { unheard } = this.view;
    const who = unheard[1] ? 0 : unheard[0] ? 1 : null;
    story.tell('silence', this.now, { nanoseconds, who });
  }

  /** Whether the silence at `index` is that of the timer with which one side sends again and again: it is told with that. */
  private isBackoff(index: number): boolean {
    const { current } = this.story;
    const next = this.view.entries[index + 1];
    if (!(current instanceof Speech) || next?.kind !== 'segment' || !current.repeats(next)) return false;
    if (next.controlBits & (FIN | RST)) return false;
    current.hasWaited = true;
    return true;
  }

  private remark({ code, nanoseconds }: RemarkEntry): void {
    const remark = this.view.remarks.find((one) => one.code === code);
    if (remark === undefined) return;
    const { values } = remark;
    this.missing.remarked(remark);
    // Refused on the way, the host may not have been reached.
    if ('by' in values && values.by === 'on-the-way') return;
    const told = isToldByStory(remark, this.closing, this.story.last);
    this.story.remark(nanoseconds, { code: remark.code, values, told });
  }
}
