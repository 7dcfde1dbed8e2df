import type { Moment } from '../moment.ts';
import type {
  ExpectedConnection,
  FieldValue,
  Notice,
  Octets,
  Saying,
  Telling,
} from '../protocols/dissector.ts';
import { nameAlone } from '../protocols/index.ts';
import type { TlsSecrets } from '../protocols/tls/secrets.ts';
import type { Side } from '../side.ts';
import type { End } from '../wire/address.ts';
import type { ConversationContext } from './context.ts';
import { Cues, hasCues } from './cues.ts';
import { Exchanges } from './exchanges.ts';
import type { Message, Switch } from './message.ts';
import type { Preview } from './preview.ts';

// Most connections have little of these: what is empty is shared, and what `concat` gives has no room to spare.
const NONE: readonly never[] = [];
const NO_FACTS: Readonly<Record<string, FieldValue>> = {};
/** Characters of a summary with which a message counts as one. */
const COUNTED_CHARACTERS = 200;
/** Switches that are told. A connection has few; newer ones between the same ends may be many, and have theirs. */
const MOST_SWITCHES = 64;
const NO_MOMENT: Moment = { seconds: 0, nanoseconds: 0, ordinal: 0 };

/** As many messages a message counts for: how long it is decides how much of the memory it takes. */
function roomFor({ summary }: Saying): number {
  return Math.max(1, Math.ceil(summary.length / COUNTED_CHARACTERS));
}

/** What is known of what was said on one connection, as dissectors tell it. */
export abstract class Account implements Telling {
  /** Canonical names of all protocols that took turns, first to last. */
  protocols: readonly string[] = NONE;
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
  /** How sides began, or went on, whose octets told no protocol, once that is known. */
  protected keptPreviews: readonly Preview[] = NONE;
  /**
   * Protocols so far on a newer connection between the same ends, whose first one is no switch, and on which those of the
   * older ones are not listed again; null before.
   */
  protected turnsAnew: number | null = null;
  /** Requests on older connections between the same ends, and those of them that were the first of theirs. */
  protected requestsBefore = 0;
  protected firstBefore = 0;
  private kept: Message[] | null = null;
  /** Of the room for messages, what those kept here take up. */
  private room = 0;
  protected readonly context: ConversationContext;
  private readonly client: End;
  private readonly server: End;
  /** With which segment the octets that are looked at now came. */
  at: Moment = NO_MOMENT;

  constructor(context: ConversationContext, client: End, server: End) {
    this.context = context;
    this.client = client;
    this.server = server;
  }

  abstract reveal(from: Side, octets: Octets, at?: Moment): void;
  abstract misses(from: Side, missing: number | null): void;
  abstract conceal(from: Side, reason: string): void;

  /** Ports of the server and of the client. */
  get ports(): readonly [number, number] {
    return [this.server.port, this.client.port];
  }

  get tlsSecrets(): TlsSecrets | null {
    return this.context.tlsSecrets;
  }

  /** By the ordinals of their segments, ascending. */
  get messages(): readonly Message[] {
    return this.kept ?? NONE;
  }

  get limits(): ConversationContext['limits'] {
    return this.context.limits;
  }

  /** False from where this connection has as many as may be kept of one: nobody need word what is let go. */
  get keepsMessages(): boolean {
    const { keepMessages, limits } = this.context;
    return keepMessages && this.messages.length < limits.messagesPerConnection;
  }

  /** Requests that were not the first of their connection. */
  get requestsAgain(): number {
    const { requests, requestsBefore, firstBefore } = this;
    return requests - firstBefore - (requests > requestsBefore ? 1 : 0);
  }

  here(): Moment {
    const { seconds, nanoseconds, ordinal } = this.at;
    return { seconds, nanoseconds, ordinal };
  }

  say(from: Side, saying: Saying, at: Moment = this.at): void {
    if (saying.role === 'request') this.requests += 1;
    else if (saying.role === 'response') this.responses += 1;
    const protocol = this.speaking;
    if (saying.role === 'request') this.exchanges ??= new Exchanges();
    this.exchanges?.said(from, saying, at);
    if (hasCues(protocol)) {
      this.cues ??= new Cues();
      this.cues.said(from, protocol, saying, at.ordinal);
    }
    if (this.context.keepMessages && this.hasRoom(1, roomFor(saying))) this.keep(from, protocol, saying, at);
  }

  note(from: Side, note: string): void {
    // What was let go cannot be noted on, and what came before it is not meant.
    if (this.messagesLetGo > 0 || this.kept === null) return;
    const messages = this.kept;
    let place = messages.length - 1;
    while (place >= 0 && (messages[place] as Message).from !== from) place -= 1;
    if (place < 0) return;
    const message = messages[place] as Message;
    const noted = message.summary.length - (message.noteCharacters ?? 0);
    const summary = message.summary.slice(0, noted) + note;
    messages[place] = { ...message, summary, noteCharacters: note.length };
  }

  notice(from: Side, notice: Notice): void {
    this.cues ??= new Cues();
    this.cues.noticed(from, notice, this.at.ordinal);
  }

  carries(protocol: string): void {
    if (!this.protocols.includes(protocol)) this.protocols = this.protocols.concat(protocol);
  }

  answering(isEarly = false): void {
    this.exchanges?.answering(this.at, isEarly);
  }

  bodyGoesOn(from: Side, stream?: number): void {
    this.exchanges?.bodyGoesOn(from, stream, this.at);
  }

  responseEnds(from: Side, stream?: number): void {
    this.exchanges?.responseEnds(from, stream);
  }

  giveUp(stream: number): void {
    this.exchanges?.giveUp(stream);
  }

  fact(name: string, value: FieldValue): void {
    this.facts = { ...this.facts, [name]: value };
  }

  expectConnection(at: Side, port: number, expected: ExpectedConnection): void {
    this.context.expected.add(at === 0 ? this.client : this.server, port, expected);
  }

  /** Canonical name of the protocol in which the next thing is said. */
  get speaking(): string {
    return this.protocols.at(-1) as string;
  }

  /** The connection leaves the table: what was said of it no longer counts as kept. */
  release(): void {
    this.context.messagesKept -= this.room;
    this.room = 0;
    this.kept = null;
    this.keptPreviews = NONE;
  }

  /** They count as messages do. */
  keepPreviews(previews: readonly Preview[]): void {
    if (previews.length === 0 || !this.hasRoom(previews.length, previews.length)) return;
    this.keptPreviews = this.keptPreviews.length === 0 ? previews : this.keptPreviews.concat(previews);
  }

  /** Takes up `room` for so many messages, or counts them as let go where there is none. */
  private hasRoom(count: number, room: number): boolean {
    const { context, messages, keptPreviews } = this;
    const { limits } = context;
    const fitsConnection = messages.length + keptPreviews.length + count <= limits.messagesPerConnection;
    if (fitsConnection && context.messagesKept + room <= limits.messages) {
      context.messagesKept += room;
      this.room += room;
      return true;
    }
    this.letGo(count, !fitsConnection);
    return false;
  }

  /** `ofOne`: because there are too many of this connection alone. */
  private letGo(count: number, ofOne: boolean): void {
    const { context } = this;
    this.messagesLetGo += count;
    context.messagesLetGo += count;
    if (ofOne) context.messagesPerConnectionLetGo += count;
  }

  private keep(
    from: Side,
    protocol: string,
    { summary, role, fields, noteCharacters, aside }: Saying,
    { seconds, nanoseconds, ordinal }: Moment,
  ): void {
    this.kept ??= [];
    const messages = this.kept;
    // What comes from behind a hole is said late, with the segment in which it came; so is what shows late what it was.
    const place = this.placeBehind(ordinal);
    const message: Message = {
      from,
      protocol,
      summary,
      role,
      fields,
      noteCharacters,
      aside,
      seconds,
      nanoseconds,
      ordinal,
      open: this.exchanges?.awaited ?? 0,
    };
    if (place === messages.length) messages.push(message);
    else messages.splice(place, 0, message);
  }

  /** What comes now is said in another protocol, `within` the one that wraps it. */
  turnTo(name: string, within: string | null): void {
    const { protocols, switches, turnsAnew } = this;
    if (turnsAnew !== null) this.turnsAnew = turnsAnew + 1;
    const isFirst = (turnsAnew ?? protocols.length) === 0;
    const isAnnounced = name === protocols.at(-1) && protocols.length > switches.length + 1;
    if (!isFirst) this.noteSwitch(name, within);
    if (isAnnounced || (turnsAnew !== null && protocols.includes(name))) return;
    this.protocols = protocols.length === 0 ? nameAlone(name) : protocols.concat(name);
  }

  private noteSwitch(to: string, within: string | null): void {
    const { ordinal } = this.at;
    const before = this.placeBehind(ordinal) - this.placeBehind(ordinal - 1);
    if (this.switches.length < MOST_SWITCHES)
      this.switches = this.switches.concat({ ordinal, before, to, within });
    else if (this.context.keepMessages) this.letGo(1, true);
  }

  /** How many messages came with this segment or before it. */
  private placeBehind(ordinal: number): number {
    const { messages } = this;
    let place = messages.length;
    while (place > 0 && (messages[place - 1] as Message).ordinal > ordinal) place -= 1;
    return place;
  }
}
