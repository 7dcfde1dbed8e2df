import type { Moment } from '../moment.ts';
import type { Dissector, ExpectedConnection, Octets } from '../protocols/dissector.ts';
import { guess, identify, NO_OCTETS } from '../protocols/identify.ts';
import { dissectorNamed } from '../protocols/index.ts';
import { otherThan, type Side } from '../side.ts';
import type { ConversationContext } from './context.ts';
import { HeldOctets } from './held-octets.ts';
import { type Preview, previewOf } from './preview.ts';

/** What is known of one side while its protocol is not. */
class Listening {
  /** No more octets of this side are looked at: they were rejected, or there is a gap behind those held. */
  over = false;
  /** Octets behind those held that will not be had again. */
  missing = 0;
  /** When the last of those held came. */
  at: Moment | null = null;
  /** What came first: with which segment, and how many octets, while they are held; how they read, once they are not. */
  firstOrdinal = 0;
  firstOctets = 0;
  preview: Preview | null = null;
}

/** The time in which it is not known which protocol is spoken: first octets of both sides are kept, bounded. */
export class Identification {
  readonly held: HeldOctets;
  /** What another connection has announced this one to be. */
  readonly expected: ExpectedConnection | null;
  private readonly context: ConversationContext;
  private readonly sides = [new Listening(), new Listening()] as const;
  /** Whether the beginning of each side was captured; and, of the octets that came, which side's were first. */
  private readonly begins: [boolean, boolean] = [false, false];
  private spokeFirst: Side | null = null;

  constructor(context: ConversationContext, expected: ExpectedConnection | null) {
    this.context = context;
    this.expected = expected;
    this.held = new HeldOctets(context.budget, context.spares);
  }

  /** The next octets of `side` are its first: its SYN was captured. */
  begin(side: Side): void {
    this.begins[side] = true;
  }

  /** The other side has heard more of `side` than was captured by now: what comes next may not have been said first. */
  spokeUnseen(side: Side): void {
    if (this.spokeFirst !== side) this.begins[side] = false;
  }

  /**
   * Hears the next octets of `side`. A dissector: what was held until now is its, and these octets behind it, unless
   * they are held already. Null: no protocol that is known. 'need-more': both may turn out.
   */
  hear(
    side: Side,
    octets: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    at: Moment,
  ): Dissector | null | 'need-more' {
    const announced = this.expected === null ? null : dissectorNamed(this.expected.protocol);
    if (announced !== null) return announced;
    const listening = this.sides[side];
    this.spokeFirst ??= side;
    if (listening.over) {
      listening.missing += end - start;
      return 'need-more';
    }
    const wasHolding = this.held.of(side) !== null;
    if (wasHolding && !this.hold(side, octets, start, end, at)) return this.reject(side);
    const first: Octets = this.held.of(side) ?? this.context.span.point(octets, view, start, end);
    const answer = identify(first, side, this.held.of(otherThan(side)) ?? NO_OCTETS, this.opener);
    if (answer === null) {
      listening.missing += wasHolding ? 0 : end - start;
      if (!wasHolding && this.context.keepMessages)
        listening.preview = previewOf(side, at.ordinal, octets, start, end);
      return this.reject(side);
    }
    if (answer === 'need-more' && !wasHolding && !this.hold(side, octets, start, end, at))
      return this.reject(side);
    return answer;
  }

  /**
   * Octets of `side` are missing, or it sends nothing more: what is held of it is all there will be. A dissector, where what
   * the other side has said is now known to come late.
   */
  cut(side: Side, missing: number): Dissector | null | 'need-more' {
    const listening = this.sides[side];
    listening.missing += missing;
    if (this.held.of(side) === null && !listening.over) {
      // Nothing was said yet: what comes behind the gap may well be a beginning.
      listening.missing = 0;
      if (missing === 0) return 'need-more';
      this.begins[side] = false;
      return this.askAgain(otherThan(side));
    }
    listening.over = true;
    return this.sides[otherThan(side)].over ? null : 'need-more';
  }

  /** Octets of `side` behind those held that were passed over, or never captured. */
  missing(side: Side): number {
    return this.sides[side].missing;
  }

  /** When the last octets held of `side` came. */
  momentOf(side: Side): Moment | null {
    return this.sides[side].at;
  }

  /** Which protocol that has one of `ports` what is held may be the beginning of: for where nothing else is to come. */
  guess(ports: readonly number[]): Dissector | null {
    for (const port of ports) {
      for (const side of [0, 1] as const) {
        const first = this.held.of(side);
        if (first === null) continue;
        const found = guess(first, side, this.held.of(otherThan(side)) ?? NO_OCTETS, port, this.opener);
        if (found !== null) return found;
      }
    }
    return null;
  }

  /** How each side began, in the order in which they did. */
  previews(): readonly Preview[] {
    const previews: Preview[] = [];
    for (const side of [0, 1] as const) {
      const preview = this.previewOf(side);
      if (preview !== null) previews.push(preview);
    }
    return previews.sort((a, b) => a.ordinal - b.ordinal);
  }

  /** How those began whose octets are gone, because no protocol begins like that. */
  rejected(): readonly Preview[] {
    return this.sides.flatMap(({ preview }) => preview ?? []);
  }

  close(): void {
    this.held.clear(0);
    this.held.clear(1);
  }

  /** Who spoke first, where nothing can have been said before. */
  private get opener(): Side | undefined {
    return this.begins[0] && this.begins[1] ? (this.spokeFirst ?? undefined) : undefined;
  }

  /** What is held of `side` was taken for what opens, until it turned out that something before it is missing. */
  private askAgain(side: Side): Dissector | null | 'need-more' {
    const held = this.held.of(side);
    if (held === null) return 'need-more';
    return identify(held, side, NO_OCTETS, this.opener) ?? this.reject(side);
  }

  private hold(side: Side, octets: Uint8Array, start: number, end: number, at: Moment): boolean {
    const listening = this.sides[side];
    listening.at = { seconds: at.seconds, nanoseconds: at.nanoseconds, ordinal: at.ordinal };
    if (this.held.of(side) === null) {
      listening.firstOrdinal = at.ordinal;
      listening.firstOctets = end - start;
    }
    return this.held.append(side, octets, start, end);
  }

  private previewOf(side: Side): Preview | null {
    const { preview, firstOrdinal, firstOctets } = this.sides[side];
    const held = this.held.of(side);
    if (preview !== null || held === null) return preview;
    return previewOf(side, firstOrdinal, held.octets, held.start, held.start + firstOctets);
  }

  private reject(side: Side): null | 'need-more' {
    const listening = this.sides[side];
    if (this.context.keepMessages) listening.preview = this.previewOf(side);
    listening.over = true;
    listening.missing += this.held.clear(side);
    return this.sides[otherThan(side)].over ? null : 'need-more';
  }
}
