import { decimal } from '../ascii.ts';
import type { FieldValue, Saying } from '../dissector.ts';
import { withoutSecretValues } from '../secret-values.ts';
import { LINE_CHARACTERS } from '../told-characters.ts';
import { grpcStatus } from './names.ts';
import { percentDecoded } from './percent-encoding.ts';
import type { Timing } from './streams.ts';

/** The fields that are told, and what they are called there; in this order they are shown. */
const KEYS = new Map([
  [':method', 'method'],
  [':path', 'path'],
  [':authority', 'authority'],
  ['host', 'authority'],
  [':scheme', 'scheme'],
  [':protocol', 'extendedConnect'],
  [':status', 'status'],
  ['user-agent', 'userAgent'],
  ['server', 'server'],
  ['content-type', 'contentType'],
  ['content-length', 'contentLength'],
  ['content-encoding', 'contentEncoding'],
  ['grpc-encoding', 'grpcEncoding'],
  ['grpc-status', 'grpcStatus'],
  ['grpc-message', 'grpcMessage'],
]);
const CONNECT = 'CONNECT';
const EVENT_STREAM = 'text/event-stream';
const GRPC = 'application/grpc';
/** gRPC itself, and not gRPC-Web, whose bodies are made otherwise. */
const GRPC_MESSAGES = /^application\/grpc(?:$|[+;])/i;
const STATUS_KEY = 'grpcStatus';
const MESSAGE_KEY = 'grpcMessage';
/** How values are told that are not told as they are. */
const TOLD: Readonly<Record<string, (value: string) => string>> = {
  path: withoutSecretValues,
  [MESSAGE_KEY]: (value) => withoutSecretValues(percentDecoded(value)),
};

/** Whether anything is told of a field of this name. */
export function isTold(name: string): boolean {
  return KEYS.has(name);
}

/** What a block of header fields turned out to be. */
export type BlockKind = 'request' | 'interim' | 'response' | 'trailers' | 'unknown';

/** The header fields of one HEADERS or PUSH_PROMISE, as far as they are told. */
export class HeaderBlock {
  private readonly values = new Map<string, string>();
  /** Of some fields nothing is known. */
  hasUnknown = false;

  /** Takes the next field; the first one of a name counts. An empty name: it is not known. */
  readonly take = (name: string, value: string): void => {
    if (name === '') this.hasUnknown = true;
    const key = KEYS.get(name);
    if (key !== undefined && !this.values.has(key)) this.values.set(key, TOLD[key]?.(value) ?? value);
  };

  /** By the pseudo-header fields (RFC 9113, section 8.3), which trailers have none of. */
  get kind(): BlockKind {
    const status = this.values.get('status');
    if (status !== undefined) return /^1\d\d$/.test(status) ? 'interim' : 'response';
    if (this.values.has('method')) return 'request';
    return this.hasUnknown ? 'unknown' : 'trailers';
  }

  get isGrpc(): boolean {
    return this.text('contentType').toLowerCase().startsWith(GRPC);
  }

  /** Does it ask for a tunnel, to wherever or to a program of the server? */
  get asksForTunnel(): boolean {
    return this.text('method') === CONNECT;
  }

  /** How the transfer of its body is timed. */
  get timing(): Timing {
    if (this.text('contentType').toLowerCase().startsWith(EVENT_STREAM)) return 'never';
    return this.hasGrpcMessages ? 'at-its-end' : 'as-it-comes';
  }

  /** Is the body made of messages with their length in front? */
  get hasGrpcMessages(): boolean {
    return GRPC_MESSAGES.test(this.text('contentType'));
  }

  /** How messages are compressed; empty where nothing says so. */
  get grpcEncoding(): string {
    return this.text('grpcEncoding');
  }

  /** `GET /path`, or as much as is known of it. */
  get requestLine(): string {
    const method = this.text('method') || '?';
    const target = this.text('path') || this.text('authority') || '?';
    const protocol = this.text('extendedConnect');
    return words(method, target, protocol, this.isGrpc ? 'gRPC' : '');
  }

  get responseLine(): string {
    return words(this.text('status') || '?', this.isGrpc ? 'gRPC' : '', this.outcome);
  }

  get trailersLine(): string {
    return words('trailers', this.outcome);
  }

  /** All that is told of the block, with what its frame says. */
  fields(frame: Saying['fields']): Record<string, FieldValue> {
    const fields: Record<string, FieldValue> = { ...frame };
    for (const key of KEYS.values()) {
      const value = this.values.get(key);
      if (value !== undefined) fields[key] = NUMBERS.has(key) ? numberOf(value) : value;
    }
    if (this.isGrpc) fields.grpc = true;
    if (this.hasUnknown) fields.incomplete = true;
    return fields;
  }

  /** How a call of gRPC ended, where this block tells. */
  private get outcome(): string {
    const status = this.text(STATUS_KEY);
    if (status === '') return '';
    const name = grpcStatus(status);
    const message = this.text(MESSAGE_KEY);
    // Some say `OK` twice.
    return words('grpc-status', name, message === '' || name.endsWith(` ${message}`) ? '' : `"${message}"`);
  }

  private text(key: string): string {
    return this.values.get(key) ?? '';
  }
}

const NUMBERS = new Set(['status', 'contentLength', 'grpcStatus']);

/** The number that a text of digits is; null where it is none. */
function numberOf(text: string): number | null {
  const digits = Uint8Array.from(text, (digit) => Math.min(255, digit.charCodeAt(0)));
  const number = decimal(digits, 0, digits.length);
  return number === -1 ? null : number;
}

/** Those that are not empty, in a row that is not too long. */
function words(...parts: readonly string[]): string {
  const text = parts.filter((part) => part !== '').join(' ');
  return text.length <= LINE_CHARACTERS ? text : `${text.slice(0, LINE_CHARACTERS - 1)}…`;
}
