import type { Moment } from '../moment.ts';
import type { Aside, Dissector } from '../protocols/dissector.ts';
import { dissectorNamed } from '../protocols/index.ts';
import { notUnderstood } from '../protocols/not-understood.ts';
import type { OctetBuffer } from '../protocols/octet-buffer.ts';
import { otherThan, type Side } from '../side.ts';
import { Account } from './account.ts';
import type { ConversationContext } from './context.ts';
import { Dissection, type Verdict } from './dissection.ts';
import type { End } from './expected-connections.ts';
import { Identification } from './identification.ts';
import { withOpening } from './openings.ts';
import type { Preview } from './preview.ts';
import { Reassembler, type StreamReceiver } from './reassembler.ts';

const NO_END: End = { word0: 0, word1: 0, word2: 0, word3: 0, port: 0 };

/** Of what more came than may be held. */
const TOO_LONG = 'too much of one message to hold';

/** Protocols that may take turns on one connection: more are not followed. */
const MOST_PROTOCOLS = 8;

/**
 * What is said on one connection: puts both directions in order, finds out the protocol, and has it dissected. Give it
 * every segment that carries payload, and every acknowledgment, FIN and RST from then on. Once nothing more can be told,
 * it holds no octets and looks at none, and its account stays.
 */
export class Conversation extends Account implements StreamReceiver {
  private streams: readonly [Reassembler, Reassembler] | null;
  private identification: Identification | null;
  private dissection: Dissection | null = null;
  /** How many sides have sent all that they will. */
  private ends = 0;
  /** An RST that ends it unless its sender goes on. */
  private doubtfulReset: { readonly by: Side; readonly at: Moment; readonly sequenceNumber: number } | null =
    null;

  /** `client` and `server` are known where other connections are to be told of by their ends. */
  constructor(context: ConversationContext, client: End = NO_END, server: End = NO_END) {
    super(context, client, server);
    this.streams = [new Reassembler(0, this, context.budget), new Reassembler(1, this, context.budget)];
    this.identification = new Identification(context, context.expected.take(client, server));
  }

  /** How the sides began, or went on behind the last protocol, where it is not known what they speak. */
  get previews(): readonly Preview[] {
    const { identification, context } = this;
    if (identification === null || !context.keepMessages) return this.keptPreviews;
    return [...this.keptPreviews, ...identification.previews()];
  }

  /**
   * The next octet of `side` has this sequence number; ignored once octets or acknowledgments have told. `isFirst`: it is
   * the one behind a SYN, so nothing was said before.
   */
  expect(side: Side, sequenceNumber: number, isFirst = false): void {
    this.streams?.[side].startsAt(sequenceNumber);
    if (isFirst) this.identification?.begin(side);
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
    const stream = this.streams?.[side];
    stream?.acknowledge(acknowledgmentNumber, at);
    if (this.identification !== null && stream?.isWhole === false) this.identification.spokeUnseen(side);
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

  /** `side` has sent an RST whose number is not the one that the other side waits for: it may be heeded, or not be its own. */
  resetPerhaps(side: Side, { seconds, nanoseconds, ordinal }: Moment, sequenceNumber: number): void {
    if (this.streams !== null)
      this.doubtfulReset = { by: side, at: { seconds, nanoseconds, ordinal }, sequenceNumber };
  }

  /** `side` goes on: if an RST came in its name, that was ignored. */
  goesOn(side: Side): void {
    if (this.doubtfulReset !== null && this.doubtfulReset.by === side) this.doubtfulReset = null;
  }

  /** Nobody has gone on behind a doubtful RST for long, or nothing more will be seen: it was the end. */
  settle(): void {
    const { doubtfulReset } = this;
    if (doubtfulReset !== null) this.reset(doubtfulReset.by, doubtfulReset.at, doubtfulReset.sequenceNumber);
  }

  /** The connection is over, or nothing more can be told of it: frees all that is held, and keeps what was said. */
  close(): void {
    const { streams, identification, dissection } = this;
    if (identification !== null && this.protocols.length === 0) this.guess(identification);
    if (identification !== null && this.context.keepMessages) this.keepPreviews(identification.previews());
    this.streams = null;
    this.identification = null;
    this.dissection = null;
    this.doubtfulReset = null;
    streams?.[0].close();
    streams?.[1].close();
    identification?.close();
    dissection?.close();
    this.exchanges?.close();
  }

  override release(): void {
    this.close();
    super.release();
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
      this.beLate(side, () => this.dissection?.end(side));
      if (this.identification?.cut(side, 0) === null) this.close();
    } catch {
      this.fail();
    }
    this.ends += 1;
    if (this.ends === 2) this.close();
  }

  /** Where the octets alone do not tell which protocol it was, the ports break the tie; it is told as a guess. */
  private guess(identification: Identification): void {
    const found = identification.guess([this.server.port, this.client.port]);
    if (found !== null) this.fact('guess', `${found.title}, by its port`);
  }

  private take(side: Side, octets: Uint8Array, view: DataView, start: number, end: number): void {
    if (this.dissection !== null) this.follow(side, this.dissection.feed(side, octets, view, start, end));
    else if (this.identification !== null) this.listen(side, octets, view, start, end);
  }

  private miss(side: Side, missing: number): void {
    this.exchanges?.lose(side);
    const { dissection, identification } = this;
    if (dissection !== null) this.follow(side, dissection.gap(side, missing));
    else if (identification !== null) this.cut(identification, side, missing);
  }

  /** What was said may be understood only now that it is known what is missing before it. */
  private cut(identification: Identification, side: Side, missing: number): void {
    const answer = identification.cut(side, missing);
    if (answer === 'need-more') return;
    if (answer === null) {
      this.close();
      return;
    }
    const now = this.at;
    const other = otherThan(side);
    this.recognise(identification, answer, other);
    this.at = identification.momentOf(other) ?? now;
    this.replay(other, identification.held.of(other));
    this.at = now;
    identification.close();
    this.miss(side, missing);
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
    this.recognise(identification, answer, side);
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

  private recognise(identification: Identification, dissector: Dissector, side: Side): void {
    this.identification = null;
    if (this.context.keepMessages) this.keepPreviews(identification.rejected());
    this.begin(dissector);
    const { expected } = identification;
    if (expected !== null && expected.purpose !== '') this.remark(side, expected.purpose);
  }

  private replay(side: Side, held: OctetBuffer | null): void {
    if (held !== null) this.take(side, held.octets, held.view, held.start, held.end);
  }

  protected override get speaking(): string {
    return this.dissection?.dissector.name ?? super.speaking;
  }

  private begin(dissector: Dissector): void {
    this.turnTo(dissector.name);
    this.dissection = new Dissection(dissector, this, this.context);
  }

  private follow(side: Side, verdict: Verdict): void {
    if (verdict === null) return;
    if (verdict.kind === 'hand-over') this.handOver(side, verdict.to);
    else if (verdict.kind === 'stop') this.stop(side, verdict.reason);
    else this.lose(verdict.of, verdict.kind === 'malformed' ? verdict.reason : null);
  }

  private stop(side: Side, reason: string | null): void {
    if (reason !== null) this.remarkNotFollowed(side, reason);
    this.close();
  }

  /** What is there of `side` cannot be read: because of `malformation`, or, where that is null, because of its length. */
  private lose(side: Side, malformation: string | null): void {
    const dissection = this.dissection as Dissection;
    this.exchanges?.lose(side);
    const goesOn = this.beLate(side, () => dissection.lose(side));
    if (malformation !== null) this.remarkMalformed(side, dissection.dissector.title, malformation);
    else if (goesOn) this.remark(side, `passed over: ${TOO_LONG}`, { kind: 'passed-over', reason: TOO_LONG });
    else this.remarkNotFollowed(side, TOO_LONG);
    if (!goesOn) this.close();
  }

  /** Does what may show that a request of `side` had begun before: its response waits for what has come of it by now. */
  private beLate<Result>(side: Side, act: () => Result): Result {
    const { requests } = this;
    const result = act();
    if (this.requests > requests) this.exchanges?.heard(side, this.at);
    return result;
  }

  /** What either side has said beyond the end of the old protocol belongs to the new one. */
  private handOver(side: Side, to: string | null): void {
    const former = this.dissection as Dissection;
    this.dissection = null;
    this.exchanges?.goOnIn(to);
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

  private remarkMalformed(from: Side, title: string, reason: string): void {
    this.say(from, notUnderstood(title, reason));
  }

  private remarkNotFollowed(from: Side, reason: string): void {
    this.remark(from, `not followed further: ${reason}`, { kind: 'not-followed', reason });
  }

  /** A dissector threw: that is our fault, and must cost no more than the rest of this one conversation. */
  private fail(): void {
    this.context.dissectorFailures += 1;
    const title = this.dissection?.dissector.title;
    if (title !== undefined) this.remarkMalformed(0, title, 'not understood');
    this.close();
  }
}
