import type { Dissector, Progress, Telling } from '../protocols/dissector.ts';
import type { OctetBuffer } from '../protocols/octet-buffer.ts';
import { otherThan, type Side } from '../side.ts';
import type { ConversationContext } from './context.ts';
import { HeldOctets } from './held-octets.ts';

export type HandOver = Extract<Progress, { kind: 'hand-over' }>;

/** What `of` sent keeps a dissector from going on, or from going on as before; null while nothing does. */
export type Verdict = (Exclude<Progress, { kind: 'consumed' }> & { readonly of: Side }) | null;

/** Octets that are put behind a rest at once: enough to end most messages, and little to copy. */
const JOINED_OCTETS = 4096;

/**
 * One dissector at work on one connection. What it does not consume is copied and given again with more behind it, up to
 * a limit; as long as it consumes all, nothing is copied.
 */
export class Dissection {
  readonly dissector: Dissector;
  /** What was not consumed; after a hand-over it is the next protocol's. */
  readonly rests: HeldOctets;
  private readonly telling: Telling;
  private readonly context: ConversationContext;
  private readonly state: unknown;
  /** How often each side could not be read. */
  private readonly losses: [number, number] = [0, 0];

  constructor(dissector: Dissector, telling: Telling, context: ConversationContext) {
    this.dissector = dissector;
    this.telling = telling;
    this.context = context;
    this.rests = new HeldOctets(context.budget, context.spares);
    this.state = dissector.start();
  }

  /** Takes the next octets of `side`. */
  feed(side: Side, octets: Uint8Array, view: DataView, start: number, end: number): Verdict {
    if (this.isDeafTo(side)) return null;
    let at = start;
    while (at < end && this.rests.of(side) !== null) {
      const before = (this.rests.of(side) as OctetBuffer).length;
      const joined = Math.min(JOINED_OCTETS, end - at);
      if (!this.hold(side, octets, at, at + joined)) return this.overLimit(side);
      const progress = this.offerRest(side);
      if (progress.kind !== 'consumed') return this.conclude(progress, side, octets, at + joined, end);
      if (progress.consumed < before || at + joined === end) {
        this.rests.drop(side, progress.consumed);
        at += joined;
      } else {
        this.rests.clear(side);
        at += progress.consumed - before;
      }
    }
    if (at < end) {
      const progress = this.dissector.dissect(
        this.state,
        side,
        this.context.span.point(octets, view, at, end),
        this.telling,
      );
      if (progress.kind !== 'consumed' && progress.kind !== 'hand-over') return { ...progress, of: side };
      const rest = at + progress.consumed;
      if (progress.kind === 'hand-over')
        return this.conclude({ ...progress, consumed: 0 }, side, octets, rest, end);
      if (rest < end && !this.hold(side, octets, rest, end)) return this.overLimit(side);
    }
    return this.offerRests(otherThan(side));
  }

  /** Octets of `side` are missing here. */
  gap(side: Side, missing: number): Verdict {
    const { dissector, rests } = this;
    const isDeaf = this.isDeafTo(side);
    const answer = isDeaf
      ? 'go-on'
      : (dissector.gap?.(this.state, side, missing, this.telling, rests.of(side)) ?? 'stop');
    rests.clear(side);
    return answer === 'stop' ? { kind: 'stop', reason: null, of: side } : null;
  }

  /** What is there of `side` cannot be read; false where nothing more can be told of either side. */
  lose(side: Side): boolean {
    const { dissector, losses } = this;
    if (dissector.lose === undefined) return false;
    this.context.budget.octetsLetGo += this.rests.clear(side);
    losses[side] += 1;
    dissector.lose(this.state, side, this.telling);
    return !this.isDeafTo(side) || !this.isDeafTo(otherThan(side));
  }

  /** `side` sends nothing more. */
  end(side: Side): void {
    this.dissector.end?.(this.state, side, this.telling);
  }

  /** `by` has broken the connection off, and all that was sent before has been given. */
  reset(by: Side): void {
    this.dissector.reset?.(this.state, by, this.telling);
  }

  /** Frees what is held. */
  close(): void {
    this.rests.clear(0);
    this.rests.clear(1);
  }

  /** What one side has said may be what the other side's rest was waiting for. */
  private offerRests(first: Side): Verdict {
    let side = first;
    while (this.rests.of(side) !== null) {
      const progress = this.offerRest(side);
      if (progress.kind !== 'consumed' && progress.kind !== 'hand-over') return { ...progress, of: side };
      const { kind, consumed } = progress;
      this.rests.drop(side, consumed);
      if (kind === 'hand-over') return { ...progress, of: side };
      if (consumed === 0) return null;
      side = otherThan(side);
    }
    return null;
  }

  private offerRest(side: Side): Progress {
    return this.dissector.dissect(this.state, side, this.rests.of(side) as OctetBuffer, this.telling);
  }

  /** The dissector is done: whatever of `octets` it was not given joins its rest, for the next one. */
  private conclude(
    verdict: Exclude<Progress, { kind: 'consumed' }>,
    side: Side,
    octets: Uint8Array,
    start: number,
    end: number,
  ): Verdict {
    const verdictOf = { ...verdict, of: side };
    if (verdict.kind !== 'hand-over') return verdictOf;
    this.rests.drop(side, verdict.consumed);
    return this.rests.append(side, octets, start, end) ? verdictOf : this.overLimit(side);
  }

  private hold(side: Side, octets: Uint8Array, start: number, end: number): boolean {
    const held = this.rests.of(side)?.length ?? 0;
    return (
      held + end - start <= this.context.limits.messageOctets && this.rests.append(side, octets, start, end)
    );
  }

  private overLimit(side: Side): Verdict {
    this.context.budget.octetsLetGo += this.rests.clear(side);
    return { kind: 'over-limit', of: side };
  }

  /** Whoever could not be read twice is listened to no more. */
  private isDeafTo(side: Side): boolean {
    return this.losses[side] > 1;
  }
}
