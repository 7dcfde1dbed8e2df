import { printableText } from '../../printable.ts';
import { COLON, decimal, equalsIgnoringCase, HT, indexOfOctet, SP } from '../ascii.ts';
import type { FieldValue } from '../dissector.ts';
import { withoutSecretSubprotocols, withoutSecretValues } from '../secret-values.ts';
import { FIELD_CHARACTERS, LINE_CHARACTERS } from '../told-characters.ts';

const COMMA = 0x2c;

/** The header fields that are told, and what they are called there; `framing`: what follows the message rests on them. */
const FIELDS = [
  { name: 'host', key: 'host' },
  { name: 'user-agent', key: 'userAgent' },
  { name: 'server', key: 'server' },
  { name: 'expect', key: 'expect', framing: true },
  { name: 'range', key: 'range' },
  { name: 'content-type', key: 'contentType', framing: true },
  { name: 'content-length', key: 'contentLength', framing: true },
  { name: 'content-encoding', key: 'contentEncoding' },
  { name: 'content-range', key: 'contentRange' },
  { name: 'location', key: 'location' },
  { name: 'transfer-encoding', key: 'transferEncoding', framing: true },
  { name: 'connection', key: 'connection', framing: true },
  { name: 'keep-alive', key: 'keepAlive', framing: true },
  { name: 'upgrade', key: 'upgrade', framing: true },
  { name: 'sec-websocket-protocol', key: 'webSocketProtocol' },
  { name: 'sec-websocket-extensions', key: 'webSocketExtensions' },
] as const;
type FieldKey = (typeof FIELDS)[number]['key'];
/** How values are told that are not told as they are, and how much of those that people search for. */
const TOLD: Readonly<Partial<Record<FieldKey, (value: string) => string>>> = {
  location: withoutSecretValues,
  webSocketProtocol: withoutSecretSubprotocols,
};
const LENGTHS: Readonly<Partial<Record<FieldKey, number>>> = { location: LINE_CHARACTERS };

/** A body of this type is sent piece by piece, for as long as there is something to tell (HTML, section 9.2). */
const EVENT_STREAM = 'text/event-stream';

const LONGEST_NAME = Math.max(...FIELDS.map(({ name }) => name.length));
type Field = (typeof FIELDS)[number];
type FieldsByLength = readonly (readonly Field[])[];
const ALL = byLength(FIELDS);
const FRAMING = byLength(FIELDS.filter((field) => 'framing' in field));

function byLength(fields: readonly Field[]): FieldsByLength {
  return Array.from({ length: LONGEST_NAME + 1 }, (_, length) =>
    fields.filter(({ name }) => name.length === length),
  );
}

/** In place of a length: one that is no number, and two that differ (RFC 9112, section 6.3, item 5). */
export const NO_LENGTH = -2;
export const TWO_LENGTHS = -3;

/** The head of one message: its start line and those header fields that are told. */
export class Head {
  readonly startLine: string;
  /** 0 in a request. */
  readonly status: number;
  readonly fields: Record<string, FieldValue>;
  /** Octets of the lines read so far. */
  octets = 0;
  /** Octets of the body where the head says so; -1 where it does not, or see below. */
  contentLength = -1;
  /** The body is a stream of events. */
  isEventStream = false;
  private readonly known: FieldsByLength;

  /** `isKept`: what it says will be read; else only what the framing of its message rests on is taken. */
  constructor(startLine: string, status: number, fields: Record<string, FieldValue>, isKept: boolean) {
    this.known = isKept ? ALL : FRAMING;
    this.startLine = startLine;
    this.status = status;
    this.fields = fields;
  }

  text(key: FieldKey): string {
    return String(this.fields[key] ?? '');
  }

  /** Takes one field line (RFC 9112, 5), given without its line end. Folded lines and unknown names are passed over. */
  readField(octets: Uint8Array, start: number, end: number): void {
    const colon = indexOfOctet(octets, COLON, start, Math.min(end, start + LONGEST_NAME + 1));
    if (colon === -1) return;
    const candidates = this.known[colon - start] as readonly Field[];
    for (let i = 0; i < candidates.length; i++) {
      const field = candidates[i] as Field;
      if (equalsIgnoringCase(octets, start, colon, field.name)) {
        this.takeValue(field.key, octets, colon + 1, end);
        return;
      }
    }
  }

  private takeValue(key: FieldKey, octets: Uint8Array, start: number, end: number): void {
    let valueStart = start;
    let valueEnd = end;
    while (valueStart < valueEnd && isBlank(octets[valueStart])) valueStart += 1;
    while (valueEnd > valueStart && isBlank(octets[valueEnd - 1])) valueEnd -= 1;
    if (key === 'contentLength') this.readContentLengths(octets, valueStart, valueEnd);
    else if (key === 'contentType') this.readContentType(octets, valueStart, valueEnd);
    else {
      const value = printableText(octets, valueStart, valueEnd, LENGTHS[key] ?? FIELD_CHARACTERS);
      this.addValue(key, TOLD[key]?.(value) ?? value);
    }
  }

  /** A field that comes again continues its list (RFC 9110, 5.3). */
  private addValue(key: FieldKey, value: string): void {
    const before = this.fields[key];
    this.fields[key] =
      before === undefined ? value : `${before}, ${value}`.slice(0, LENGTHS[key] ?? FIELD_CHARACTERS);
  }

  private readContentType(octets: Uint8Array, start: number, end: number): void {
    const typeEnd = Math.min(end, start + EVENT_STREAM.length);
    this.isEventStream = equalsIgnoringCase(octets, start, typeEnd, EVENT_STREAM);
    if (this.known === ALL) this.addValue('contentType', printableText(octets, start, end, FIELD_CHARACTERS));
  }

  /** A recipient may take a list of the same length for that (RFC 9112, section 6.3, item 5). */
  private readContentLengths(octets: Uint8Array, start: number, end: number): void {
    let at = start;
    for (;;) {
      const comma = indexOfOctet(octets, COMMA, at, end);
      this.readContentLength(octets, at, comma === -1 ? end : comma);
      if (comma === -1) return;
      at = comma + 1;
      while (at < end && isBlank(octets[at])) at += 1;
    }
  }

  private readContentLength(octets: Uint8Array, start: number, end: number): void {
    const length = decimal(octets, start, end);
    const differs = this.contentLength !== -1 && this.contentLength !== length;
    this.contentLength = differs ? TWO_LENGTHS : length === -1 ? NO_LENGTH : length;
    this.fields.contentLength = this.contentLength < 0 ? null : length;
  }
}

function isBlank(octet: number | undefined): boolean {
  return octet === SP || octet === HT;
}
