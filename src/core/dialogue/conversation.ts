import {
  type Aside,
  type Dissector,
  type ExpectedConnection,
  type FieldValue,
  type Notice,
  otherThan,
  type Saying,
  type Side,
  type Telling,
} from '../protocols/dissector.ts';
import { dissectorNamed, nameAlone } from '../protocols/index.ts';
import type { OctetBuffer } from '../protocols/octet-buffer.ts';
import { type Moment, Reassembler, type StreamReceiver } from '../tcp/reassembler.ts';
import type { ConversationContext } from './context.ts';
import { Cues, hasCues } from './cues.ts';
import { Dissection, type Verdict } from './dissection.ts';
import { Exchanges } from './exchanges.ts';
import type { End } from './expected-connections.ts';
import { Identification } from './identification.ts';
import type { Message, Switch } from './message.ts';
import { withOpening } from './openings.ts';
import type { Preview } from './preview.ts';

export { ConversationContext, createConversationContext } from './context.ts';
export type { Message, Switch } from './message.ts';

// Most connections have little of these: what is empty is shared, and lists have no room to spare.
const NONE: readonly never[] = [];
const NO_FACTS: Readonly<Record<string, FieldValue>> = {};
const NO_END: End = { word0: 0, word1: 0, word2: 0, word3: 0, port: 0 };
const NO_MOMENT: Moment = { seconds: 0, nanoseconds: 0, ordinal: 0 };

/** Protocols that may take turns on one connection: more are not followed. */
const MOST_PROTOCOLS = 8;

/**
 * What is said on one connection: puts both directions in order, finds out the protocol, has it dissected, and keeps the
 * messages. Give it every segment that carries payload, and every acknowledgment and FIN from then on. Once nothing more
 * can be told, it holds no octets and looks at none.
 */
export class Conversation implements StreamReceiver, Telling {
  /** Canonical names of all protocols that took turns, first to last. */
  protocols: readonly string[] = NONE;
  /** By the ordinals of their segments, ascending. */
  readonly messages: Message[] = [];
  switches: readonly Switch[] = NONE;
  facts: Readonly<Record<string, FieldValue>> = NO_FACTS;
  requests = 0;
  responses = 0;
  /** Messages that were said and not kept because of a limit. */
  messagesLetGo = 0;
  /** Requests and responses in pairs; null until the first request. */
  exchanges: Exchanges | null = null;
  /** How both sides began, see openings.ts. */
  openings = 0;
  /** What remarks rest on; null where nothing of the kind was said. */
  cues: Cues | null = null;
  /** How the sides began where no protocol was found, once it is known that none will be. */
  private lastPreviews: readonly Preview[] = NONE;
  private readonly context: ConversationContext;
  private readonly client: End;
  private readonly server: End;
  private streams: readonly [Reassembler, Reassembler] | null;
  private identification: Identification | null;
  private dissection: Dissection | null = null;
  /** With which segment the octets that are looked at now came. */
  private at: Moment = NO_MOMENT;
  /** How many sides have sent all that they will. */
  private ends = 0;

  /** `client` and `server` are known where other connections are to be told of by their ends. */
  constructor(context: ConversationContext, client: End = NO_END, server: End = NO_END) {
    this.context = context;
    this.client = client;
    this.server = server;
    this.streams = [new Reassembler(0, this, context.budget), new Reassembler(1, this, context.budget)];
    this.identification = new Identification(context, context.expected.take(client, server));
  }

  get limits(): ConversationContext['limits'] {
    return this.context.limits;
  }

  /** How the sides began, or went on behind the last protocol, where it is not known what they speak. */
  get previews(): readonly Preview[] {
    const { identification, context } = this;
    return identification === null || !context.keepMessages ? this.lastPreviews : identification.previews();
  }

  get keepsMessages(): boolean {
    return this.context.keepMessages;
  }

  /** The next octet of `side` has this sequence number; ignored once octets or acknowledgments have told. */
  expect(side: Side, sequenceNumber: number): void {
    this.streams?.[side].startsAt(sequenceNumber);
  }

  /**
   * `side` sent `length` octets of payload; `captured` of them lie in `octets`, and `view`, from `start`. The sequence
   * number is that of the first of them: in a SYN with payload, one more than its own.
   */
  segment(
    side: Side,
    sequenceNumber: number,
    octets: Uint8Array,
    view: DataView,
    start: number,
    captured: number,
    length: number,
    at: Moment,
  ): void {
    this.streams?.[side].push(sequenceNumber, octets, view, start, captured, length, at);
  }

  /** All octets of `side` before this one have been acknowledged by the other side. */
  acknowledged(side: Side, acknowledgmentNumber: number, at: Moment): void {
    this.streams?.[side].acknowledge(acknowledgmentNumber, at);
  }

  /** `side` has sent FIN, whose own sequence number is the one behind its last octet. */
  finished(side: Side, at: Moment, sequenceNumber: number): void {
    this.streams?.[side].finish(sequenceNumber, at);
  }

  /** `side` has sent RST, with this sequence number: neither side says more. */
  reset(side: Side, at: Moment, sequenceNumber: number): void {
    const { streams, dissection } = this;
    if (streams !== null && dissection !== null) {
      const isWhole = streams[0].isWhole && streams[1].isWhole && !streams[side].lacks(sequenceNumber);
      this.at = at;
      try {
        if (isWhole) dissection.reset(side);
      } catch {
        this.fail();
      }
    }
    this.close();
  }

  /** The connection is over, or nothing more can be told of it: frees all that is held, and keeps what was said. */
  close(): void {
    const { streams, identification, dissection } = this;
    if (identification !== null && this.protocols.length === 0) this.guess(identification);
    if (identification !== null) this.keepPreviews();
    this.streams = null;
    this.identification = null;
    this.dissection = null;
    streams?.[0].close();
    streams?.[1].close();
    identification?.close();
    dissection?.close();
    this.exchanges?.close();
  }

  /** The connection leaves the table: what was said of it no longer counts as kept. */
  release(): void {
    this.close();
    this.context.messagesKept -= this.messages.length + this.lastPreviews.length;
    this.messages.length = 0;
    this.lastPreviews = NONE;
  }

  stretch(side: Side, octets: Uint8Array, view: DataView, start: number, end: number, at: Moment): void {
    this.at = at;
    this.exchanges?.heard(side, at);
    this.openings = withOpening(this.openings, side, octets, start, end);
    try {
      this.take(side, octets, view, start, end);
    } catch {
      this.fail();
    }
  }

  gap(side: Side, missing: number, at: Moment): void {
    this.at = at;
    try {
      this.miss(side, missing);
    } catch {
      this.fail();
    }
  }

  ended(side: Side, at: Moment): void {
    this.at = at;
    try {
      this.dissection?.end(side);
      if (this.identification?.cut(side, 0) === null) this.close();
    } catch {
      this.fail();
    }
    this.ends += 1;
    if (this.ends === 2) this.close();
  }

  here(): Moment {
    const { seconds, nanoseconds, ordinal } = this.at;
    return { seconds, nanoseconds, ordinal };
  }

  say(from: Side, saying: Saying, at: Moment = this.at): void {
    if (saying.role === 'request') this.requests += 1;
    else if (saying.role === 'response') this.responses += 1;
    const { context, messages } = this;
    const protocol = this.dissection?.dissector.name ?? (this.protocols.at(-1) as string);
    if (saying.role === 'request') this.exchanges ??= new Exchanges();
    this.exchanges?.said(from, saying, at);
    if (hasCues(protocol)) {
      this.cues ??= new Cues();
      this.cues.said(from, protocol, saying, at.ordinal);
    }
    if (!context.keepMessages) return;
    const { limits } = context;
    if (messages.length >= limits.messagesPerConnection || context.messagesKept >= limits.messages) {
      this.messagesLetGo += 1;
      context.messagesLetGo += 1;
      return;
    }
    context.messagesKept += 1;
    // What comes from behind a hole is said late, with the segment in which it came; so is what shows late what it was.
    let place = messages.length;
    while (place > 0 && (messages[place - 1] as Message).ordinal > at.ordinal) place -= 1;
    const message: Message = {
      from,
      protocol,
      summary: saying.summary,
      role: saying.role,
      fields: saying.fields,
      noteCharacters: saying.noteCharacters,
      aside: saying.aside,
      seconds: at.seconds,
      nanoseconds: at.nanoseconds,
      ordinal: at.ordinal,
    };
    if (place === messages.length) messages.push(message);
    else messages.splice(place, 0, message);
  }

  notice(from: Side, notice: Notice): void {
    this.cues ??= new Cues();
    this.cues.noticed(from, notice, this.at.ordinal);
  }

  carries(protocol: string): void {
    if (!this.protocols.includes(protocol)) this.protocols = [...this.protocols, protocol];
  }

  answering(): void {
    this.exchanges?.answering(this.at);
  }

  fact(name: string, value: FieldValue): void {
    this.facts = { ...this.facts, [name]: value };
  }

  expectConnection(at: Side, port: number, expected: ExpectedConnection): void {
    this.context.expected.add(at === 0 ? this.client : this.server, port, expected);
  }

  /** Where the octets alone do not tell which protocol it was, the ports break the tie; it is told as a guess. */
  private guess(identification: Identification): void {
    const found = identification.guess([this.server.port, this.client.port]);
    if (found !== null) this.fact('guess', `${found.title}, by its port`);
  }

  /** They count as messages do. */
  private keepPreviews(): void {
    const { previews, context } = this;
    if (previews.length === 0) return;
    if (context.messagesKept >= context.limits.messages) {
      this.messagesLetGo += previews.length;
      context.messagesLetGo += previews.length;
      return;
    }
    context.messagesKept += previews.length;
    this.lastPreviews = previews;
  }

  private take(side: Side, octets: Uint8Array, view: DataView, start: number, end: number): void {
    if (this.dissection !== null) this.follow(side, this.dissection.feed(side, octets, view, start, end));
    else if (this.identification !== null) this.listen(side, octets, view, start, end);
  }

  private miss(side: Side, missing: number): void {
    if (this.dissection !== null) this.follow(side, this.dissection.gap(side, missing));
    else if (this.identification?.cut(side, missing) === null) this.close();
  }

  private listen(side: Side, octets: Uint8Array, view: DataView, start: number, end: number): void {
    const identification = this.identification as Identification;
    const now = this.at;
    const answer = identification.hear(side, octets, view, start, end, now);
    if (answer === 'need-more') return;
    if (answer === null) {
      this.close();
      return;
    }
    this.identification = null;
    this.begin(answer);
    const { expected } = identification;
    if (expected !== null && expected.purpose !== '') this.remark(side, expected.purpose);
    const other = otherThan(side);
    this.at = identification.momentOf(other) ?? now;
    this.replay(other, identification.held.of(other));
    if (identification.missing(other) > 0) this.miss(other, identification.missing(other));
    this.at = now;
    const held = identification.held.of(side);
    if (held !== null) this.replay(side, held);
    else this.take(side, octets, view, start, end);
    identification.close();
  }

  private replay(side: Side, held: OctetBuffer | null): void {
    if (held !== null) this.take(side, held.octets, held.view, held.start, held.end);
  }

  private begin(dissector: Dissector): void {
    this.turnTo(dissector.name);
    this.dissection = new Dissection(dissector, this, this.context);
  }

  private turnTo(name: string): void {
    if (this.protocols.length > 0) this.switches = [...this.switches, this.switchTo(name)];
    this.protocols = this.protocols.length === 0 ? nameAlone(name) : [...this.protocols, name];
  }

  private switchTo(to: string): Switch {
    const { messages } = this;
    const { ordinal } = this.at;
    let first = messages.length;
    while (first > 0 && (messages[first - 1] as Message).ordinal >= ordinal) first -= 1;
    return { ordinal, before: messages.length - first, to };
  }

  private follow(side: Side, verdict: Verdict): void {
    if (verdict === null) return;
    const { title } = (this.dissection as Dissection).dissector;
    if (verdict.kind === 'hand-over') {
      this.handOver(side, verdict.to);
      return;
    }
    const { reason } = verdict;
    if (verdict.kind === 'malformed')
      this.remark(side, `malformed ${title}: ${reason}`, { kind: 'not-understood', reason: verdict.reason });
    else if (reason !== null)
      this.remark(side, `not followed further: ${reason}`, { kind: 'not-followed', reason });
    this.close();
  }

  /** What either side has said beyond the end of the old protocol belongs to the new one. */
  private handOver(side: Side, to: string | null): void {
    const former = this.dissection as Dissection;
    this.dissection = null;
    this.exchanges?.endTransfer();
    const dissector = to === null ? null : dissectorNamed(to);
    const isFollowed = this.protocols.length < MOST_PROTOCOLS && (to === null || dissector !== null);
    if (dissector !== null && isFollowed) this.begin(dissector);
    else if (to !== null) this.turnTo(to);
    if (to === null && isFollowed) this.identification = new Identification(this.context, null);
    for (const from of [side, otherThan(side)]) this.replay(from, former.rests.of(from));
    former.close();
    if (!isFollowed) this.close();
  }

  private remark(from: Side, summary: string, aside?: Aside): void {
    this.say(from, { summary, role: 'event', fields: {}, aside });
  }

  /** A dissector threw: that is our fault, and must cost no more than the rest of this one conversation. */
  private fail(): void {
    this.context.dissectorFailures += 1;
    const title = this.dissection?.dissector.title;
    const reason = 'not understood';
    if (title !== undefined)
      this.remark(0, `malformed ${title}: ${reason}`, { kind: 'not-understood', reason });
    this.close();
  }
}
