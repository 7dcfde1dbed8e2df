/** A fixed header (MQTT 5.0, section 2.1). */
export interface FixedHeader {
  readonly type: number;
  readonly flags: number;
  /** Octets behind the fixed header. */
  readonly remainingLength: number;
  /** Its own octets. */
  readonly octets: number;
}

export const CONNECT = 1;
export const CONNACK = 2;
export const PUBLISH = 3;
export const PUBACK = 4;
export const PUBREC = 5;
export const PUBREL = 6;
export const PUBCOMP = 7;
export const SUBSCRIBE = 8;
export const SUBACK = 9;
export const UNSUBSCRIBE = 10;
export const UNSUBACK = 11;
export const DISCONNECT = 14;
export const AUTH = 15;

/** Of the flags of PUBLISH. */
export const QOS_BITS = 6;

type Role = 'request' | 'response' | 'event';

interface PacketType {
  readonly name: string;
  readonly role: Role;
  /** The flags that it must have; -1 where they say something. */
  readonly flags: number;
}

const packetType = (name: string, role: Role, flags = 0): PacketType => ({ name, role, flags });

/** By type (MQTT 5.0, section 2.1.2). */
export const TYPES: readonly (PacketType | undefined)[] = [
  undefined,
  packetType('CONNECT', 'request'),
  packetType('CONNACK', 'response'),
  packetType('PUBLISH', 'request', -1),
  packetType('PUBACK', 'response'),
  packetType('PUBREC', 'response'),
  packetType('PUBREL', 'request', 2),
  packetType('PUBCOMP', 'response'),
  packetType('SUBSCRIBE', 'request', 2),
  packetType('SUBACK', 'response'),
  packetType('UNSUBSCRIBE', 'request', 2),
  packetType('UNSUBACK', 'response'),
  packetType('PINGREQ', 'request'),
  packetType('PINGRESP', 'response'),
  packetType('DISCONNECT', 'event'),
  packetType('AUTH', 'event'),
];

/** Reads a fixed header; null where it is cut, a reason where it is none. */
export function readFixedHeader(octets: Uint8Array, at: number, end: number): FixedHeader | null | string {
  const type = (octets[at] as number) >> 4;
  const flags = (octets[at] as number) & 0x0f;
  const expected = TYPES[type]?.flags;
  if (expected === undefined) return 'no packet type';
  // In MQTT 3.1 more flags of these may be set: DUP and QoS.
  const wrong =
    expected === -1
      ? (flags & QOS_BITS) === QOS_BITS
      : (flags & ~0x0a) !== 0 || (flags & expected) !== expected;
  if (wrong) return 'no flags of this packet type';
  const remainingLength = readVariableInteger(octets, at + 1, end);
  if (remainingLength === -1) return 'no remaining length';
  if (remainingLength === -2) return null;
  return { type, flags, remainingLength, octets: 1 + variableIntegerOctets(remainingLength) };
}

/** MQTT 5.0, section 1.5.5: up to four octets; -1 where they are more, -2 where they are cut. */
export function readVariableInteger(octets: Uint8Array, at: number, end: number): number {
  let value = 0;
  for (let n = 0; n < 4; n += 1) {
    if (at + n >= end) return -2;
    const octet = octets[at + n] as number;
    value += (octet & 0x7f) * 128 ** n;
    if (octet < 0x80) return n > 0 && octet === 0 ? -1 : value;
  }
  return -1;
}

export function variableIntegerOctets(value: number): number {
  return value < 128 ? 1 : value < 128 ** 2 ? 2 : value < 128 ** 3 ? 3 : 4;
}
