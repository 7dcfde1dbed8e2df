/** Opcodes of RFC 6455, section 5.2; others are reserved. */
export const OPCODES: Readonly<Record<number, string>> = {
  0: 'CONTINUATION',
  1: 'TEXT',
  2: 'BINARY',
  8: 'CLOSE',
  9: 'PING',
  10: 'PONG',
};
export const CONTINUATION = 0;
export const TEXT = 1;
export const CLOSE = 8;

/** The head of a frame (RFC 6455, section 5.2). */
export interface FrameHead {
  /** Octets that the head itself takes. */
  readonly octets: number;
  readonly opcode: number;
  readonly final: boolean;
  /** RSV1: the message is compressed (RFC 7692). */
  readonly compressed: boolean;
  readonly masked: boolean;
  readonly maskingKey: number;
  readonly payloadLength: number;
}

const FINAL = 0x80;
const COMPRESSED = 0x40;
const RESERVED = 0x30;
const CONTROL = 0x08;
const MASKED = 0x80;
const LENGTH_IN_16_BITS = 126;
const LENGTH_IN_64_BITS = 127;
const LONGEST_CONTROL_PAYLOAD = 125;

/** Reads the head of a frame at `start`; null where it is not whole yet, else why it can be none. */
export function readFrameHead(view: DataView, start: number, end: number): FrameHead | null | string {
  if (end - start < 2) return null;
  const first = view.getUint8(start);
  const second = view.getUint8(start + 1);
  const opcode = first & 0x0f;
  if (first & RESERVED) return 'reserved bits are set';
  if (OPCODES[opcode] === undefined) return 'an unknown opcode';
  const short = second & 0x7f;
  if (opcode & CONTROL && (!(first & FINAL) || short > LONGEST_CONTROL_PAYLOAD))
    return 'a control frame in parts or too long';
  const masked = (second & MASKED) !== 0;
  const lengthOctets = short === LENGTH_IN_16_BITS ? 2 : short === LENGTH_IN_64_BITS ? 8 : 0;
  const octets = 2 + lengthOctets + (masked ? 4 : 0);
  if (end - start < octets) return null;
  const payloadLength = payloadLengthAt(view, start + 2, lengthOctets, short);
  if (!Number.isSafeInteger(payloadLength)) return 'a frame of impossible length';
  return {
    octets,
    opcode,
    final: (first & FINAL) !== 0,
    compressed: (first & COMPRESSED) !== 0,
    masked,
    maskingKey: masked ? view.getUint32(start + octets - 4) : 0,
    payloadLength,
  };
}

function payloadLengthAt(view: DataView, at: number, lengthOctets: number, short: number): number {
  if (lengthOctets === 0) return short;
  if (lengthOctets === 2) return view.getUint16(at);
  return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
}

/** Copies `length` octets of payload from `start` into `to`, without their mask (RFC 6455, section 5.3). */
export function unmask(
  octets: Uint8Array,
  start: number,
  length: number,
  maskingKey: number,
  to: Uint8Array,
): void {
  for (let at = 0; at < length; at += 1) {
    to[at] = (octets[start + at] as number) ^ ((maskingKey >>> (24 - 8 * (at & 3))) & 0xff);
  }
}
