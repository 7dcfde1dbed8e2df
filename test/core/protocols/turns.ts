import type { ConversationContext } from '../../../src/core/conversation/context.ts';
import { Conversation } from '../../../src/core/conversation/conversation.ts';
import type { Message } from '../../../src/core/conversation/message.ts';
import type { Side } from '../../../src/core/protocols/dissector.ts';
import { readStreams } from '../../support/streams.ts';

/** What one side says at once; with `missing`, octets behind it were not captured. */
export interface Turn {
  readonly side: Side;
  readonly octets: Uint8Array;
  readonly missing?: number;
}

/** The payloads of one stream of a fixture, in the order in which they were sent. */
export function turnsOf(fixture: string, stream: number): Turn[] {
  const next = new Map<Side, number>();
  const turns: Turn[] = [];
  for (const { side, sequenceNumber, payload, payloadLength } of readStreams(fixture)[stream] ?? []) {
    const isNew = !next.has(side) || ((sequenceNumber - (next.get(side) as number)) | 0) >= 0;
    if (payloadLength === 0 || !isNew) continue;
    next.set(side, (sequenceNumber + payloadLength) | 0);
    turns.push({ side, octets: payload, missing: payloadLength - payload.length });
  }
  return turns;
}

/** Gives the turns to a conversation, one segment each, and ends it in good order. */
export function play(turns: readonly Turn[], context: ConversationContext): Conversation {
  const conversation = new Conversation(context);
  const next: [number, number] = [0x7fffff00, -100];
  let ordinal = 0;
  for (const { side, octets, missing = 0 } of turns) {
    const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
    const at = { seconds: 0, nanoseconds: 0, ordinal: ordinal++ };
    const length = octets.length + missing;
    conversation.segment(side, next[side], octets, view, 0, octets.length, length, at);
    next[side] = (next[side] + length) | 0;
    conversation.acknowledged(side, next[side], at);
  }
  for (const side of [0, 1] as const)
    conversation.finished(side, { seconds: 0, nanoseconds: 0, ordinal }, next[side]);
  conversation.close();
  return conversation;
}

/** What was said, without when. */
export function said({ messages }: { readonly messages: readonly Message[] }) {
  return messages.map(({ from, protocol, role, summary, fields }) => ({
    from,
    protocol,
    role,
    summary,
    fields,
  }));
}

/** The same turns with the one that holds octet `at` of them all cut in two there. */
export function cutAt(turns: readonly Turn[], at: number): Turn[] {
  let before = 0;
  return turns.flatMap((turn) => {
    const place = at - before;
    before += turn.octets.length;
    if (place <= 0 || place >= turn.octets.length) return [turn];
    const { side, octets } = turn;
    return [
      { side, octets: octets.subarray(0, place) },
      { ...turn, octets: octets.subarray(place) },
    ];
  });
}

/** The same turns, an octet each. */
export function octetByOctet(turns: readonly Turn[]): Turn[] {
  return turns.flatMap((turn) =>
    Array.from(turn.octets, (octet, at) => ({
      side: turn.side,
      octets: Uint8Array.of(octet),
      missing: at === turn.octets.length - 1 ? (turn.missing ?? 0) : 0,
    })),
  );
}
