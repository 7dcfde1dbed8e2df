import type { Conversation } from '../../conversation/conversation.ts';
import type { Cues } from '../../conversation/cues.ts';
import type { Exchanges } from '../../conversation/exchanges.ts';
import { otherThan, type Side } from '../../side.ts';
import type { Connection } from '../../tcp/connection.ts';
import type { Endpoint } from '../../tcp/endpoint.ts';
import { MARK_TIMEOUT } from '../../tcp/marks.ts';
import { NANOSECONDS_PER_SECOND } from '../../time.ts';
import { NOWHERE, type Story } from './story.ts';
import type { RemarkCode, RemarkValues } from './values.ts';

/** What is known of a connection as a whole. */
export interface Circumstances {
  readonly connection: Connection;
  readonly conversation: Conversation | null;
  readonly exchanges: Exchanges | null;
  readonly cues: Cues | null;
}

/** All that a rule may look at: nothing but what the packets of this one connection showed. */
export interface Evidence extends Circumstances {
  /** Its kept segments: never none. */
  readonly story: Story;
}

/** A rule that holds: at which place of the story, and what it is worded with (`explain/remark-catalogue.ts`). */
export interface Finding<Code extends RemarkCode> {
  readonly place: number;
  readonly values: RemarkValues[Code];
}

/** Something that an expert would remark on. `what` and `evidence` are for the documentation. */
export interface RemarkRule<Code extends RemarkCode> {
  readonly code: Code;
  readonly what: string;
  /** What the packets must show. */
  readonly evidence: string;
  /** What comes later may show that it was none: it cannot be told for good while the connection goes on. */
  readonly passing?: true;
  /** It rests on all that was said: not where some of that may have gone over another connection (Multipath TCP). */
  readonly whole?: true;
  /** Whether it is worth looking at the segments: false for most connections, at the cost of a comparison or two. */
  applies(circumstances: Circumstances): boolean;
  /** Asked only where it applies. */
  find(evidence: Evidence): Finding<Code> | null;
}

export type AnyRemarkRule = { readonly [Code in RemarkCode]: RemarkRule<Code> }[RemarkCode];

export function endOf(c: Connection, side: Side): Endpoint {
  return side === 0 ? c.client : c.server;
}

/** Whether nothing that a side sent was captured; an end that is connected to itself speaks for both. */
export function isUnheard(c: Connection, side: Side): boolean {
  return endOf(c, side).packets === 0 && !c.selfConnected;
}

/** Whether a side says at this place that it closes, where that can be read: what answers nothing, and waits for no answer. */
export function isFarewell({ connection: c, cues, story }: Evidence, place: number): boolean {
  return cues?.farewells?.[sideNow(c, story.side(place))] === story.ordinal(place);
}

/** Whether a side said before place `before` that it closes, where that can be read. */
export function hasTakenLeave({ connection: c, cues, story }: Evidence, side: Side, before: number): boolean {
  const ordinal = cues?.farewells?.[sideNow(c, side)] ?? -1;
  return ordinal !== -1 && ordinal < story.ordinal(before);
}

/** Whether nothing is said at this place but a farewell, or what belongs to TLS around what is said. */
export function saysNothing(e: Evidence, place: number): boolean {
  return isFarewell(e, place) || (e.cues?.wrappings.includes(e.story.ordinal(place)) ?? false);
}

/** The last segment before place `before` in which something is said. */
export function lastSaidBefore(e: Evidence, before: number): number {
  let last = e.story.lastDataBefore(before);
  while (last !== NOWHERE && saysNothing(e, last)) last = e.story.lastDataBefore(last);
  return last;
}

/** The side that closed first with FIN or RST; null where none did, or both at once. */
export function closerOf(c: Connection): Side | null {
  return c.closer === null ? null : c.sideOf(c.closer);
}

/** Whether one side sent segments again so often at least, and one of them by its timer. */
export function isSentByTimer({ client, server, marksSeen }: Connection, times: number): boolean {
  if ((marksSeen & MARK_TIMEOUT) === 0) return false;
  return client.retransmissions >= times || server.retransmissions >= times;
}

/** From its first segment to its last, in nanoseconds. */
export function lastedOf(c: Connection): number {
  const seconds = c.lastSeconds - c.firstSeconds;
  return seconds * NANOSECONDS_PER_SECOND + c.lastNanoseconds - c.firstNanoseconds;
}

/** A conversation takes the sides as they were known when it began: this one is what is known now. */
export function sideNow(c: Connection, side: Side): Side {
  return c.conversationFlipped === c.flipped ? side : otherThan(side);
}
