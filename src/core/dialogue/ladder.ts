import type { Message, Switch } from '../conversation/message.ts';
import type { Preview } from '../conversation/preview.ts';
import { titleOf } from '../protocols/index.ts';
import type { Side } from '../side.ts';
import type { Connection } from '../tcp/connection.ts';
import type { Endpoint } from '../tcp/endpoint.ts';
import { icmpErrorText } from '../tcp/icmp-errors.ts';
import { FOLDED_MARKS, MARK_COPY, MARK_DOUBLE, QUIET_MARKS } from '../tcp/marks.ts';
import { offeredBy } from '../tcp/offered-options.ts';
import type { LoggedSegment, SegmentLog } from '../tcp/segment-log.ts';
import { NANOSECONDS_PER_MILLISECOND, nanosecondsSince, type Time } from '../time.ts';
import { ACK, FIN, RST, SYN } from '../wire/control-bits.ts';
import { optionsText } from '../wire/tcp-options.ts';
import { endingOf } from './ended.ts';
import { type LadderEntry, SILENCE_NANOSECONDS } from './ladder-entry.ts';
import { sideNow } from './remarks/rule.ts';
import { againOf, type Remark, remarksOf } from './remarks.ts';

type SegmentEntry = Extract<LadderEntry, { kind: 'segment' }>;
/** An entry while segments may still be folded into it. */
type Open = { -readonly [K in keyof SegmentEntry]: SegmentEntry[K] };

/** A run of segments is folded only while they follow each other as fast as this: a stall must stay visible. */
const FOLD_NANOSECONDS = 10 * NANOSECONDS_PER_MILLISECOND;

/** The whole story of one connection: its segments with what was said, silences, switches of protocol, and the end. */
export function ladderOf(
  c: Connection,
  log: SegmentLog,
  fold: boolean,
  remarks: readonly Remark[] = remarksOf(c, log),
): LadderEntry[] {
  return new LadderBuilder(c, fold, remarks).build(log);
}

class LadderBuilder {
  private readonly entries: LadderEntry[] = [];
  private readonly messages: readonly Message[];
  private readonly previews: readonly Preview[];
  private readonly switches: readonly Switch[];
  private nextMessage = 0;
  private readonly remarks: readonly Remark[];
  private nextSwitch = 0;
  private nextRemark = 0;
  private nextIcmp = 0;
  private lastNanoseconds: number | null = null;
  private expectedOrdinal = 0;
  /** Runs that go on side by side: data of one side, and the other's ACKs for it. */
  private data: Open | null = null;
  private acks: Open | null = null;
  /** Ordinals of packets that came before, and how that is marked: captured again, or doubled on their way. */
  private readonly again = new Map<number, number>();
  private readonly connection: Connection;
  private readonly fold: boolean;

  constructor(connection: Connection, fold: boolean, remarks: readonly Remark[]) {
    this.connection = connection;
    this.fold = fold;
    this.remarks = remarks;
    this.messages = connection.conversation?.messages ?? [];
    this.previews = connection.conversation?.previews ?? [];
    this.switches = connection.conversation?.switches ?? [];
  }

  build(log: SegmentLog): LadderEntry[] {
    const c = this.connection;
    this.skipMessagesBefore(c.segmentsFirstOrdinal);
    if (c.segmentsFirstOrdinal > 0)
      this.entries.push({ kind: 'omitted', nanoseconds: 0, segments: c.segmentsFirstOrdinal });
    this.expectedOrdinal = c.segmentsFirstOrdinal;
    const { copies, doubles } = againOf(c, log, this.remarks);
    for (const ordinal of copies) this.again.set(ordinal, MARK_COPY);
    for (const ordinal of doubles) this.again.set(ordinal, MARK_DOUBLE);
    log.forEach(c, (s) => this.add(s));
    this.addIcmp(c.packets);
    const ending = endingOf(c, this.remarks);
    if (ending) {
      const by = ending.by === null ? null : c.sideOf(ending.by);
      this.entries.push({
        kind: 'ended',
        nanoseconds: this.entries.at(-1)?.nanoseconds ?? 0,
        text: ending.text,
        by,
      });
    }
    return this.entries;
  }

  private add(s: LoggedSegment): void {
    const c = this.connection;
    const nanoseconds = this.sinceFirst(s);
    this.addIcmp(s.ordinal);
    if (s.ordinal > this.expectedOrdinal) {
      this.endRuns();
      this.entries.push({ kind: 'omitted', nanoseconds, segments: s.ordinal - this.expectedOrdinal });
      this.skipMessagesBefore(s.ordinal);
      // Nobody knows how long the last of them was ago.
      this.lastNanoseconds = null;
    }
    this.expectedOrdinal = s.ordinal + 1;
    const mark = this.again.get(s.ordinal);
    if (mark !== undefined && this.messages[this.nextMessage]?.ordinal !== s.ordinal) {
      this.addAgain(s, nanoseconds, mark);
      return;
    }
    const since = this.lastNanoseconds === null ? null : nanoseconds - this.lastNanoseconds;
    this.lastNanoseconds = nanoseconds;
    if (since !== null && since > FOLD_NANOSECONDS) this.endRuns();
    if (since !== null && since > SILENCE_NANOSECONDS) {
      this.entries.push({ kind: 'silence', nanoseconds, durationNanoseconds: since });
    }
    const from: Side = s.fromSecond === c.flipped ? 0 : 1;
    const messages = this.messagesOf(s.ordinal);
    this.skipRemarksBefore(s.ordinal);
    const isRemarkedOn = this.remarks[this.nextRemark]?.ordinal === s.ordinal;
    this.addSwitches(s.ordinal, 0, nanoseconds);
    const preview = this.previewOf(s.ordinal, from);
    if (this.foldInto(s, from, messages.length > 0 || isRemarkedOn || preview !== undefined)) return;
    const entry = this.entryOf(s, nanoseconds, since, from, messages[0], preview);
    this.entries.push(entry);
    this.openRun(entry);
    for (const [index, message] of messages.entries()) {
      if (index > 0) this.entries.push(this.saidEntryOf(message, nanoseconds));
      this.addSwitches(s.ordinal, index + 1, nanoseconds);
    }
    if (isRemarkedOn) this.addRemarks(s.ordinal, nanoseconds);
  }

  /** Folded, its original stands for a copy. Nobody has sent it: the time between what was sent is counted past it. */
  private addAgain(s: LoggedSegment, nanoseconds: number, mark: number): void {
    if (this.fold && mark === MARK_COPY) return;
    const from: Side = s.fromSecond === this.connection.flipped ? 0 : 1;
    const since = this.lastNanoseconds === null ? null : nanoseconds - this.lastNanoseconds;
    const entry = this.entryOf(s, nanoseconds, since, from, undefined, undefined);
    this.entries.push({ ...entry, marks: mark });
  }

  private sinceFirst(time: Time): number {
    const { firstSeconds, firstNanoseconds } = this.connection;
    return nanosecondsSince(firstSeconds, firstNanoseconds, time);
  }

  /** Those that came behind no more than so many segments. */
  private addIcmp(segments: number): void {
    const c = this.connection;
    for (; ; this.nextIcmp++) {
      const notice = c.icmp?.notices[this.nextIcmp];
      if (notice === undefined || notice.segments > segments) return;
      const { message, about, nextHopMtu, count, refuses, fromHost } = notice;
      this.endRuns();
      this.entries.push({
        kind: 'icmp',
        nanoseconds: this.sinceFirst(notice),
        about: c.sideOf(about),
        text: icmpErrorText(c.ipVersion, message),
        nextHopMtu: nextHopMtu > 0 ? nextHopMtu : null,
        count,
        refuses,
        fromHost,
      });
    }
  }

  private saidEntryOf(m: Message, nanoseconds: number): LadderEntry {
    return {
      kind: 'said',
      nanoseconds,
      from: this.sideOf(m),
      said: m.summary,
      protocol: titleOf(m.protocol),
      ...told(m),
    };
  }

  private addRemarks(ordinal: number, nanoseconds: number): void {
    this.endRuns();
    // A remark may be on the ICMP errors that came behind the segment.
    this.addIcmp(ordinal + 1);
    for (; this.remarks[this.nextRemark]?.ordinal === ordinal; this.nextRemark++) {
      const { code, values } = this.remarks[this.nextRemark] as Remark;
      this.entries.push({ kind: 'remark', nanoseconds, code, values });
    }
  }

  /** Their segments are not kept any more. */
  private skipRemarksBefore(ordinal: number): void {
    while ((this.remarks[this.nextRemark]?.ordinal ?? ordinal) < ordinal) this.nextRemark++;
  }

  private entryOf(
    s: LoggedSegment,
    nanoseconds: number,
    since: number | null,
    from: Side,
    message: Message | undefined,
    preview: Preview | undefined,
  ): Open {
    const c = this.connection;
    const sender = from === 0 ? c.client : c.server;
    const receiver = c.hearerOf(sender);
    const offered = s.controlBits & SYN ? offeredBy(sender, s.ordinal) : null;
    return {
      kind: 'segment',
      ordinal: s.ordinal,
      nanoseconds,
      sinceNanoseconds: since,
      from,
      controlBits: s.controlBits,
      payloadBytes: s.payloadLength,
      count: 1,
      sequenceNumber: sender.relative(s.sequenceNumber) as number,
      acknowledgmentNumber: s.controlBits & ACK ? receiver.relative(s.acknowledgmentNumber) : null,
      window: scaledWindow(s, sender, receiver),
      marks: s.marks,
      said: message?.summary ?? preview?.said ?? (offered && (optionsText(offered) || null)),
      protocol: message ? titleOf(message.protocol) : null,
      ...(offered && s.payloadLength > 0 && offered.fastOpen !== 'none' && { fastOpen: true as const }),
      ...(message && told(message)),
      ...(message === undefined && preview && preview.quote !== null && { quote: preview.quote }),
    };
  }

  /** Adds a segment to a run that goes on; false where it has to stand for itself. */
  private foldInto(s: LoggedSegment, from: Side, says: boolean): boolean {
    if (!this.fold || says || s.marks & ~FOLDED_MARKS || s.controlBits & (SYN | FIN | RST)) return false;
    const run = s.payloadLength > 0 ? this.data : this.acks;
    if (run === null || run.from !== from || !goesInto(s, run)) return false;
    run.count++;
    run.payloadBytes += s.payloadLength;
    run.controlBits |= s.controlBits;
    // A quiet mark is told only where all have it.
    run.marks = (run.marks & (s.marks | ~QUIET_MARKS)) | (s.marks & ~QUIET_MARKS);
    return true;
  }

  private openRun(entry: Open): void {
    const plain = (entry.marks & ~FOLDED_MARKS) === 0 && (entry.controlBits & (SYN | FIN | RST)) === 0;
    if (!plain) {
      this.endRuns();
    } else if (entry.payloadBytes > 0) {
      this.data = entry;
      this.acks = null;
    } else {
      if (this.data?.from === entry.from) this.data = null;
      this.acks = entry.controlBits === ACK ? entry : null;
    }
  }

  private endRuns(): void {
    this.data = null;
    this.acks = null;
  }

  private messagesOf(ordinal: number): readonly Message[] {
    const from = this.nextMessage;
    while (
      this.nextMessage < this.messages.length &&
      (this.messages[this.nextMessage] as Message).ordinal === ordinal
    )
      this.nextMessage++;
    return from === this.nextMessage ? NONE : this.messages.slice(from, this.nextMessage);
  }

  private previewOf(ordinal: number, from: Side): Preview | undefined {
    for (const preview of this.previews)
      if (preview.ordinal === ordinal && this.sideOf(preview) === from) return preview;
    return undefined;
  }

  private skipMessagesBefore(ordinal: number): void {
    while (
      this.nextMessage < this.messages.length &&
      (this.messages[this.nextMessage] as Message).ordinal < ordinal
    )
      this.nextMessage++;
  }

  /** Those that stand behind the first `messages` messages of a segment, and those of segments that are not kept. */
  private addSwitches(ordinal: number, messages: number, nanoseconds: number): void {
    for (; this.nextSwitch < this.switches.length; this.nextSwitch++) {
      const { ordinal: at, before, to, within } = this.switches[this.nextSwitch] as Switch;
      if (at > ordinal || (at === ordinal && before > messages)) return;
      this.endRuns();
      this.entries.push({
        kind: 'switch',
        nanoseconds,
        to: titleOf(to),
        within: within === null ? null : titleOf(within),
      });
    }
  }

  /** A message tells its side as the conversation saw it, which is before the client may have turned out to be the other. */
  private sideOf(m: Pick<Message, 'from'>): Side {
    return sideNow(this.connection, m.from);
  }
}

/** Whether a segment tells nothing that the run of its kind does not: ACKs are alike, and no mark comes upon a message. */
function goesInto(s: LoggedSegment, run: Open): boolean {
  const differing = (s.marks ^ run.marks) & ~QUIET_MARKS;
  if (s.payloadLength === 0) return s.controlBits === run.controlBits && differing === 0;
  return (differing & s.marks) === 0 || run.said === null;
}

const NONE: readonly Message[] = [];

/** What an entry tells of its message beside the words. */
function told({ role, open, noteCharacters, aside }: Message) {
  return {
    role,
    ...(open > 0 && { open }),
    ...(noteCharacters !== undefined && { noteCharacters }),
    ...(aside !== undefined && { aside }),
  };
}

/** In octets. RFC 7323, section 2.2: the scale holds only where both offered one, and never for the window of a SYN. */
export function scaledWindow(s: LoggedSegment, sender: Endpoint, receiver: Endpoint): number {
  const shift = sender.offered?.windowShift ?? -1;
  const scaled = !(s.controlBits & SYN) && shift >= 0 && (receiver.offered?.windowShift ?? -1) >= 0;
  return scaled ? s.window * 2 ** shift : s.window;
}
