import type { Moment } from '../../moment.ts';
import { printableText } from '../../printable.ts';
import type { Notice, Saying, Side, Telling } from '../dissector.ts';
import { withoutSecretValues } from '../secret-values.ts';
import { FIELD_CHARACTERS, LINE_CHARACTERS } from '../told-characters.ts';
import { EventStream } from './event-stream.ts';
import type { Head } from './head.ts';
import type { TlsWanted } from './tls-wanted.ts';

/** Trailer fields that are told. */
const MOST_TRAILERS = 8;

/** Where one side stands: in which part of a message the next octet is. */
export type Phase =
  | 'start-line'
  | 'fields'
  /** `remaining` octets of the body, or of a chunk. */
  | 'octets'
  | 'chunk-size'
  | 'chunk-end'
  | 'trailer'
  | 'until-close'
  /** It has ended, with a body that lasts until then. */
  | 'closed'
  /** What follows depends on the answer to an Upgrade or CONNECT. */
  | 'waiting'
  /** Octets are missing and the beginning of the next message is not known. */
  | 'lost';

/** What is known of the message that one side is sending. */
export class MessageState {
  readonly side: Side;
  phase: Phase = 'start-line';
  remaining = 0;
  /** Octets at the front of those not consumed in which there is no LF. */
  scanned = 0;
  chunked = false;
  /** It is known how the body is framed: that of a response rests on its request. */
  framingKnown = true;
  waits = false;
  /** A head of which more lines are to come. */
  head: Head | null = null;
  /** Where that head began; only of one that is spread over several segments. */
  headAt: Moment | null = null;
  /** The newest head that was told, while its body is sent, if what is said is kept. */
  told: Head | null = null;
  /** Octets of the body so far, without what frames its chunks. */
  bodyOctets = 0;
  /** The body is a stream of events: how long it takes says nothing. */
  isEventStream = false;
  /** What reads those events, where they are told. */
  events: EventStream | null = null;
  /** Where it may be the answer of a server that wants TLS. */
  tlsWanted: TlsWanted | null = null;
  trailers: string[] | null = null;

  constructor(side: Side) {
    this.side = side;
  }
}

/** A body follows the head that was told. */
export function expectBody(state: MessageState, head: Head): void {
  state.told = head;
  if (head.isEventStream && head.text('contentEncoding') === '') state.events = new EventStream();
}

/** The body is over, or its end will not be found. */
export function forgetBody(state: MessageState): void {
  state.told = null;
  state.events = null;
  state.tlsWanted = null;
  state.trailers = null;
}

export function keepTrailer(state: MessageState, octets: Uint8Array, start: number, end: number): void {
  state.trailers ??= [];
  if (state.trailers.length < MOST_TRAILERS)
    state.trailers.push(withoutSecretValues(printableText(octets, start, end, FIELD_CHARACTERS)));
}

/** What is said of the fields behind a chunked body. */
export function trailersOf(trailers: readonly string[]): Saying {
  const summary = `trailers  ${trailers.join('  ')}`.slice(0, LINE_CHARACTERS);
  return { summary, role: 'event', fields: { trailers } };
}

/** Octets of a body that are looked at only where it is a stream of events, or may say that TLS is wanted. */
export function passBody(
  state: MessageState,
  octets: Uint8Array,
  start: number,
  end: number,
  telling: Telling,
): void {
  const { side } = state;
  state.bodyOctets += end - start;
  if (!state.isEventStream) telling.bodyGoesOn(side);
  state.events?.take(octets, start, end, (saying) => telling.say(side, saying));
  if (state.tlsWanted === null) return;
  const wanted = state.tlsWanted.take(octets, start, end);
  if (wanted !== null) telling.say(side, wanted);
}

/** How long a body was of which its head could not tell; it joins what was told of the head. */
export function tellBody({ told, bodyOctets }: MessageState): void {
  if (told !== null) told.fields.bodyBytes = bodyOctets;
}

/** Whether nothing of a next message has come. */
export function isBetweenMessages({ phase, scanned }: MessageState): boolean {
  return phase === 'start-line' && scanned === 0;
}

/** Whether more of a body is to come, by what its head and its chunks say. */
export function isInBody({ phase }: MessageState): boolean {
  return phase === 'octets' || phase === 'chunk-size' || phase === 'chunk-end' || phase === 'trailer';
}

/** Whether the end of a body is still to come, be it that of the connection. */
export function isUnderWay(state: MessageState): boolean {
  return state.framingKnown && (state.phase === 'until-close' || isInBody(state));
}

/** What is to be noticed of a body of which the end never came (RFC 9112, section 8); null where nothing is missing. */
export function cutBody(state: MessageState): Notice | null {
  if (!isUnderWay(state)) return null;
  const { phase, chunked, remaining, bodyOctets } = state;
  const whole = chunked ? 'last-chunk' : bodyOctets + remaining;
  return { kind: 'body-cut-short', octets: bodyOctets, end: phase === 'until-close' ? 'close' : whole };
}
