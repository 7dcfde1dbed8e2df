import { ELLIPSIS, printableText, REPLACEMENT } from '../printable.ts';
import {
  type Dissector,
  type FieldValue,
  type Octets,
  otherThan,
  type Progress,
  type Side,
  type Telling,
} from './dissector.ts';
import { consumed, malformed } from './progress.ts';
import { withoutSecretValues } from './secret-values.ts';
import { closeCodeName } from './websocket/close-codes.ts';
import {
  CLOSE,
  CONTINUATION,
  type FrameHead,
  OPCODES,
  readFrameHead,
  TEXT,
  unmask,
} from './websocket/frame.ts';

/** Octets of a payload that are looked at; a control frame has no more (RFC 6455, section 5.5). */
const PREVIEW_OCTETS = 125;
const PREVIEW_CHARACTERS = 60;

const preview = new Uint8Array(PREVIEW_OCTETS);

class FrameStream {
  /** Octets of payload to pass over before the next frame. */
  remaining = 0;
  /** The frames of the message that is being sent carry text that can be read. */
  readable = false;
  /** A frame whose payload has begun, yet not enough of it is there to tell it. */
  begun: FrameHead | null = null;
  begunOctets = 0;
  /** Whether the frames of this side are masked; null before the first. */
  masked: boolean | null = null;
  /** Octets are missing, and it is not known where the next frame begins. */
  isLost = false;
  /** Frames may have been missed, or one of them was a Close frame. */
  mayHaveClosed = false;
  hasEnded = false;
}

type State = readonly [FrameStream, FrameStream];

/** What follows `101 Switching Protocols`. Nothing in a frame tells it from noise, so it is reached by hand-over only. */
export const websocket: Dissector<State> = {
  name: 'websocket',
  title: 'WebSocket',
  reference: 'RFC 6455',
  ports: [],
  identify: () => 'reject',
  start: () => [new FrameStream(), new FrameStream()],
  dissect: (state, side, octets, telling) => readFrames(state[side], side, octets, telling),
  gap(state, side, missingOctets, telling) {
    const stream = state[side];
    tellBegun(stream, side, telling);
    stream.isLost ||= missingOctets > stream.remaining;
    stream.mayHaveClosed ||= stream.isLost;
    stream.remaining -= Math.min(missingOctets, stream.remaining);
    return 'go-on';
  },
  lose(state, side) {
    const stream = state[side];
    stream.isLost = true;
    stream.mayHaveClosed = true;
    stream.begun = null;
    stream.remaining = 0;
  },
  end(state, side, telling) {
    state[side].hasEnded = true;
    if (state[otherThan(side)].hasEnded) noticeUnclosed(state, side, telling);
  },
  reset: noticeUnclosed,
};

/** RFC 6455, section 7.1.5: what ends without a Close frame is told to programs as an abnormal closure. */
function noticeUnclosed(state: State, side: Side, telling: Telling): void {
  if (state.some(({ mayHaveClosed }) => mayHaveClosed)) return;
  telling.notice(side, { kind: 'websocket-unclosed' });
}

function readFrames(
  stream: FrameStream,
  side: Side,
  { octets, view, start, end }: Octets,
  telling: Telling,
): Progress {
  let at = start + Math.min(stream.remaining, end - start);
  stream.remaining -= at - start;
  if (stream.isLost && at < end) {
    stream.isLost = !isRunOfFrames(stream, view, at, end);
    if (stream.isLost) return consumed(end - start);
  }
  while (at < end) {
    const head = readFrameHead(view, at, end);
    if (typeof head === 'string') return malformed(head);
    if (head === null) break;
    if (head.opcode === CLOSE) noteClose(stream, head, side, telling);
    const payload = at + head.octets;
    const wanted = Math.min(head.payloadLength, PREVIEW_OCTETS);
    if (end - payload < wanted) {
      stream.begun = head;
      stream.begunOctets = end - payload;
      break;
    }
    stream.begun = null;
    stream.masked = head.masked;
    if (telling.keepsMessages) {
      unmask(octets, payload, wanted, head.maskingKey, preview);
      telling.say(side, { role: 'event', ...describe(stream, head, wanted) });
    }
    at = Math.min(end, payload + head.payloadLength);
    stream.remaining = payload + head.payloadLength - at;
  }
  return consumed(at - start);
}

/** Only a client masks its frames. What a server closes for, no one knows: its Close frame is no sign that it was idle. */
function noteClose(stream: FrameStream, { masked }: FrameHead, side: Side, telling: Telling): void {
  stream.mayHaveClosed = true;
  if (masked) telling.notice(side, { kind: 'farewell' });
}

/** Behind a loss: do frames stand here, one behind the other, that end where all octets end, masked as those before? */
function isRunOfFrames(stream: FrameStream, view: DataView, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const head = readFrameHead(view, at, end);
    if (head === null || typeof head === 'string') return false;
    if (stream.masked !== null && head.masked !== stream.masked) return false;
    at += head.octets + head.payloadLength;
  }
  return at === end;
}

/** Says a frame of which only the head can be told, because octets of its payload are missing. */
function tellBegun(stream: FrameStream, side: Side, telling: Telling): void {
  const { begun } = stream;
  if (begun === null) return;
  stream.begun = null;
  stream.remaining = begun.payloadLength - stream.begunOctets;
  telling.say(side, { role: 'event', ...describe(stream, begun, 0) });
}

/** Says a frame; the first `shown` octets of its payload stand in `preview`. */
function describe(
  stream: FrameStream,
  head: FrameHead,
  shown: number,
): { summary: string; fields: Record<string, FieldValue> } {
  const { opcode, final, compressed, masked, payloadLength } = head;
  const name = OPCODES[opcode] as string;
  const fields: Record<string, FieldValue> = {
    opcode: name,
    final,
    compressed,
    masked,
    payloadBytes: payloadLength,
  };
  const isControl = opcode >= CLOSE;
  if (!isControl && opcode !== CONTINUATION) stream.readable = opcode === TEXT && !compressed;
  const parts = [name];
  if (compressed) parts.push('compressed');
  if (opcode === CLOSE) parts.push(...describeClose(shown, fields));
  else if (isControl || stream.readable) parts.push(...describeText(head, shown, fields));
  else parts.push(`${payloadLength} B`);
  if (!final) parts.push('(more follows)');
  return { summary: parts.join(' '), fields };
}

/** A status code and a reason, or nothing (RFC 6455, section 5.5.1). */
function describeClose(shown: number, fields: Record<string, FieldValue>): string[] {
  if (shown < 2) return [];
  const closeCode = ((preview[0] as number) << 8) | (preview[1] as number);
  const closeReason = withoutSecretValues(printableText(preview, 2, shown, PREVIEW_CHARACTERS));
  const closeName = closeCodeName(closeCode);
  Object.assign(fields, { closeCode, closeName, closeReason });
  const code = `${closeCode} ${closeName}`;
  return closeReason === '' ? [code] : [code, `"${closeReason}"`];
}

/** What pings and pongs carry is often no text: then its size is told. */
function describeText(head: FrameHead, shown: number, fields: Record<string, FieldValue>): string[] {
  const { payloadLength } = head;
  if (shown === 0) return payloadLength === 0 ? [] : [`${payloadLength} B`];
  const text = printableText(
    preview,
    0,
    shown < payloadLength ? wholeCharacters(shown) : shown,
    PREVIEW_CHARACTERS,
  );
  if (head.opcode >= CLOSE && text.includes(REPLACEMENT)) return [`${payloadLength} B`];
  const told = withoutSecretValues(text);
  fields.text = told;
  if (text.endsWith(ELLIPSIS)) return [`"${told}"`, `${payloadLength} B`];
  return shown < payloadLength ? [`"${told}${ELLIPSIS}"`, `${payloadLength} B`] : [`"${told}"`];
}

/** The first `shown` octets of the preview, without the beginning of a UTF-8 character that is cut at their end. */
function wholeCharacters(shown: number): number {
  let lead = shown - 1;
  while (lead > shown - 4 && ((preview[lead] as number) & 0xc0) === 0x80) lead -= 1;
  return (preview[lead] as number) >= 0xc0 ? lead : shown;
}
