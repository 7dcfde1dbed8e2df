import { printableText } from '../../printable.ts';
import type { FieldValue, Octets } from '../dissector.ts';
import { UNKNOWN_LEVEL } from './level.ts';
import {
  AUTH,
  CONNACK,
  CONNECT,
  DISCONNECT,
  type FixedHeader,
  PUBACK,
  PUBCOMP,
  PUBLISH,
  PUBREC,
  PUBREL,
  readVariableInteger,
  SUBACK,
  SUBSCRIBE,
  TYPES,
  UNSUBACK,
  UNSUBSCRIBE,
  variableIntegerOctets,
} from './packet.ts';
import { connectReason, reasonName } from './reasons.ts';

const TEXT_CHARACTERS = 80;
const MOST_TOPICS = 4;
const VERSIONS: Readonly<Record<number, string>> = { 3: '3.1', 4: '3.1.1', 5: '5' };
/** The failure that a SUBACK tells in versions before 5. */
const FAILURE = 0x80;

type Fields = Record<string, FieldValue>;

/** Reads what is here of a packet, from front to back; past its end everything is 0 or ''. */
class Cursor {
  at: number;
  readonly end: number;
  private readonly octets: Uint8Array;

  constructor(span: Octets) {
    this.octets = span.octets;
    this.at = span.start;
    this.end = span.end;
  }

  get isAtEnd(): boolean {
    return this.at >= this.end;
  }

  octet(): number {
    const octet = this.isAtEnd ? 0 : (this.octets[this.at] as number);
    this.at += 1;
    return octet;
  }

  number(): number {
    return this.octet() * 256 + this.octet();
  }

  text(): string {
    const length = this.number();
    const start = Math.min(this.at, this.end);
    this.at += length;
    return printableText(this.octets, start, Math.min(this.at, this.end), TEXT_CHARACTERS);
  }

  /** Passes over the properties that version 5 has. */
  properties(level: number): void {
    if (level < 5) return;
    const length = readVariableInteger(this.octets, Math.min(this.at, this.end), this.end);
    if (length < 0) this.at = this.end;
    else this.at += variableIntegerOctets(length) + length;
  }
}

type Describe = (cursor: Cursor, header: FixedHeader, level: number, fields: Fields) => string[];

const DESCRIPTIONS: Readonly<Record<number, Describe>> = {
  [CONNECT]: describeConnect,
  [CONNACK]: describeConnack,
  [PUBLISH]: describePublish,
  [PUBACK]: describeAcknowledgment,
  [PUBREC]: describeAcknowledgment,
  [PUBREL]: describeAcknowledgment,
  [PUBCOMP]: describeAcknowledgment,
  [SUBSCRIBE]: describeTopics,
  [UNSUBSCRIBE]: describeTopics,
  [SUBACK]: describeGranted,
  [UNSUBACK]: describeGranted,
  [DISCONNECT]: describeReason,
  [AUTH]: describeReason,
};

/** A packet of which `span` is here, behind its fixed header; `level` is the connection's protocol level. */
export function describePacket(
  span: Octets,
  header: FixedHeader,
  level: number,
): { summary: string; fields: Fields } {
  const name = TYPES[header.type]?.name ?? '';
  const fields: Fields = { packet: name };
  const words = DESCRIPTIONS[header.type]?.(new Cursor(span), header, level, fields) ?? [];
  return { summary: [name, ...words].filter((word) => word !== '').join(' '), fields };
}

/** User name, password and will are not told. */
function describeConnect(cursor: Cursor, _header: FixedHeader, level: number, fields: Fields): string[] {
  cursor.text();
  cursor.octet();
  cursor.octet();
  const keepAliveSeconds = cursor.number();
  cursor.properties(level);
  const clientId = cursor.text();
  const version = VERSIONS[level] ?? `${level}`;
  Object.assign(fields, { clientId, version, keepAliveSeconds });
  return [clientId, `MQTT ${version}`, keepAliveSeconds > 0 ? `keep alive ${keepAliveSeconds} s` : ''];
}

function describeConnack(cursor: Cursor, _header: FixedHeader, level: number, fields: Fields): string[] {
  const sessionPresent = (cursor.octet() & 1) === 1;
  const reasonCode = cursor.octet();
  Object.assign(fields, { sessionPresent, reasonCode });
  return [connectReason(reasonCode, level), sessionPresent ? '(session present)' : ''];
}

function describePublish(cursor: Cursor, header: FixedHeader, level: number, fields: Fields): string[] {
  const start = cursor.at;
  const qos = (header.flags >> 1) & 3;
  const retain = (header.flags & 1) === 1;
  const duplicate = (header.flags & 8) !== 0;
  const topic = cursor.text();
  if (qos > 0) fields.packetId = cursor.number();
  cursor.properties(level);
  Object.assign(fields, { topic, qos, retain, duplicate });
  const marks = [retain ? 'retain' : '', duplicate ? 'duplicate' : ''];
  // Whether properties stand before the payload is not known then, and so not where it begins.
  if (level === UNKNOWN_LEVEL) return [topic, `QoS ${qos}`, ...marks];
  const payloadBytes = Math.max(0, header.remainingLength - (cursor.at - start));
  fields.payloadBytes = payloadBytes;
  return [topic, `${payloadBytes} B`, `QoS ${qos}`, ...marks];
}

function describeTopics(cursor: Cursor, header: FixedHeader, level: number, fields: Fields): string[] {
  fields.packetId = cursor.number();
  if (level === UNKNOWN_LEVEL) return [];
  cursor.properties(level);
  const topics: string[] = [];
  const words: string[] = [];
  while (!cursor.isAtEnd && topics.length < MOST_TOPICS) {
    const topic = cursor.text();
    topics.push(topic);
    words.push(header.type === SUBSCRIBE ? `${topic} QoS ${cursor.octet() & 3}` : topic);
  }
  fields.topics = topics;
  return [words.join(', '), cursor.isAtEnd ? '' : '…'];
}

function describeGranted(cursor: Cursor, header: FixedHeader, level: number, fields: Fields): string[] {
  fields.packetId = cursor.number();
  if (level === UNKNOWN_LEVEL) return [];
  cursor.properties(level);
  const words: string[] = [];
  while (!cursor.isAtEnd && words.length < MOST_TOPICS) {
    const code = cursor.octet();
    if (header.type === UNSUBACK || code > FAILURE) words.push(reasonName(code));
    else words.push(code === FAILURE ? 'failure' : `QoS ${code & 3}`);
  }
  return [words.join(', '), cursor.isAtEnd ? '' : '…'];
}

/** A reason follows in version 5 alone, and there only where it says more than success. */
function describeAcknowledgment(
  cursor: Cursor,
  header: FixedHeader,
  level: number,
  fields: Fields,
): string[] {
  fields.packetId = cursor.number();
  return describeReason(cursor, header, level, fields);
}

function describeReason(cursor: Cursor, _header: FixedHeader, _level: number, fields: Fields): string[] {
  if (cursor.isAtEnd) return [];
  const reasonCode = cursor.octet();
  fields.reasonCode = reasonCode;
  return reasonCode === 0 ? [] : [reasonName(reasonCode)];
}
