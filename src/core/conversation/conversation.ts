import type { Moment } from '../moment.ts';
import type { Octets } from '../protocols/dissector.ts';
import type { Side } from '../side.ts';
import type { End } from '../wire/address.ts';
import { Account } from './account.ts';
import type { ConversationContext } from './context.ts';
import { Layer } from './layer.ts';
import { withOpening } from './openings.ts';
import type { Preview } from './preview.ts';
import { Reassembler, type StreamReceiver } from './reassembler.ts';

const NO_END: End = { word0: 0, word1: 0, word2: 0, word3: 0, port: 0 };

/**
 * What is said on one connection: puts both directions in order, finds out the protocol, and has it dissected. Give it
 * every segment that carries payload, and every acknowledgment, FIN and RST from then on. Once nothing more can be told,
 * it holds no octets and looks at none, and its account stays.
 */
export class Conversation extends Account implements StreamReceiver {
  private streams: readonly [Reassembler, Reassembler] | null;
  private layer: Layer | null;
  /** How many sides have sent all that they will. */
  private ends = 0;
  /** An RST that ends it unless its sender goes on. */
  private doubtfulReset: { readonly by: Side; readonly at: Moment; readonly sequenceNumber: number } | null =
    null;

  /** `client` and `server` are known where other connections are to be told of by their ends. */
  constructor(context: ConversationContext, client: End = NO_END, server: End = NO_END) {
    super(context, client, server);
    this.streams = [new Reassembler(0, this, context.budget), new Reassembler(1, this, context.budget)];
    this.layer = new Layer(this, context, context.expected.take(client, server), null);
  }

  /** How the sides began, or went on behind the last protocol, where it is not known what they speak. */
  get previews(): readonly Preview[] {
    const { layer, context } = this;
    if (layer === null || !context.keepMessages) return this.keptPreviews;
    return [...this.keptPreviews, ...layer.previews()];
  }

  /**
   * The next octet of `side` has this sequence number; ignored once octets or acknowledgments have told. `isFirst`: it is
   * the one behind a SYN, so nothing was said before.
   */
  expect(side: Side, sequenceNumber: number, isFirst = false): void {
    this.streams?.[side].startsAt(sequenceNumber);
    if (isFirst) this.layer?.begin(side);
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
    if (stream?.isWhole === false) this.layer?.spokeUnseen(side);
  }

  /** `side` has sent FIN, whose own sequence number is the one behind its last octet. */
  finished(side: Side, at: Moment, sequenceNumber: number): void {
    this.streams?.[side].finish(sequenceNumber, at);
  }

  /** `side` has sent RST, with this sequence number: neither side says more. */
  reset(side: Side, at: Moment, sequenceNumber: number): void {
    const { streams, layer } = this;
    if (streams !== null && layer !== null) {
      const isWhole = streams[0].isWhole && streams[1].isWhole && !streams[side].lacks(sequenceNumber);
      this.at = at;
      try {
        if (isWhole) layer.reset(side);
      } catch {
        layer.fail();
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
    const { streams, layer } = this;
    this.streams = null;
    this.layer = null;
    this.doubtfulReset = null;
    streams?.[0].close();
    streams?.[1].close();
    layer?.close();
    this.exchanges?.close();
  }

  /** What comes from here on is said on a newer connection between the same ends: nothing of the older one goes on. */
  beginAnew(): void {
    const { context, exchanges } = this;
    this.close();
    exchanges?.beginAnew();
    this.cues = null;
    this.openings = 0;
    this.ends = 0;
    this.turnsAnew = 0;
    this.firstBefore = this.requests - this.requestsAgain;
    this.requestsBefore = this.requests;
    this.streams = [new Reassembler(0, this, context.budget), new Reassembler(1, this, context.budget)];
    this.layer = new Layer(this, context, null, null);
  }

  override release(): void {
    this.close();
    super.release();
  }

  stretch(side: Side, octets: Uint8Array, view: DataView, start: number, end: number, at: Moment): void {
    const { layer } = this;
    if (layer === null) return;
    this.at = at;
    if (!layer.isWrapped) this.exchanges?.heard(side, at);
    this.openings = withOpening(this.openings, side, octets, start, end);
    try {
      layer.take(side, octets, view, start, end);
    } catch {
      layer.fail();
    }
    if (layer.isOver) this.close();
  }

  gap(side: Side, missing: number, at: Moment): void {
    const { layer } = this;
    if (layer === null) return;
    this.at = at;
    try {
      layer.miss(side, missing);
    } catch {
      layer.fail();
    }
    if (layer.isOver) this.close();
  }

  ended(side: Side, at: Moment): void {
    const { layer } = this;
    if (layer === null) return;
    this.at = at;
    try {
      layer.end(side);
    } catch {
      layer.fail();
    }
    this.ends += 1;
    if (layer.isOver || this.ends === 2) this.close();
  }

  reveal(from: Side, octets: Octets, at: Moment = this.at): void {
    const now = this.at;
    this.at = at;
    this.exchanges?.heard(from, at);
    this.layer?.reveal(from, octets);
    this.at = now;
  }

  misses(from: Side, missing: number | null): void {
    this.layer?.misses(from, missing);
  }

  conceal(from: Side, reason: string): void {
    this.layer?.conceal(from, reason);
  }

  override get speaking(): string {
    return this.layer?.speaking ?? super.speaking;
  }
}
