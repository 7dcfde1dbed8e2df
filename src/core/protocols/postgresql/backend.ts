import type { Moment } from '../../moment.ts';
import { printableText } from '../../printable.ts';
import { indexOfOctet, startsWith, textEnd } from '../ascii.ts';
import type { FieldValue, Side, Telling } from '../dissector.ts';
import type { MessageReader, Step } from '../message-stream.ts';
import { withoutSecretValues } from '../secret-values.ts';
import { Answer, transactionStatus } from './answer.ts';
import { authenticationName, SASL, SASL_FINAL } from './authentication.ts';
import { isReadyAt } from './identification.ts';
import { areMessages, BACKEND, HEAD_OCTETS, type MessageType, measureMessage } from './message-types.ts';
import { noticeLine, readNotice } from './notice.ts';
import type { Session } from './session.ts';

const TEXT_CHARACTERS = 63;
/** Characters of what a notification carries. */
const PAYLOAD_CHARACTERS = 100;
const READY_OCTETS = 6;
/** Names of columns that are told. */
const MOST_NAMES = 16;
/** Octets of a column's description behind its name: PostgreSQL, "RowDescription". */
const COLUMN_OCTETS = 18;

/** Answers of one octet to a request for encryption. */
const TO_TLS = 0x53;
const TO_GSSAPI = 0x47;
const NO_ENCRYPTION = 0x4e;
const ENCRYPTION: Readonly<Record<number, string>> = {
  [TO_TLS]: 'S: TLS from here',
  [TO_GSSAPI]: 'G: GSSAPI encryption from here',
  [NO_ENCRYPTION]: 'N: no encryption',
};

/** What the server says. */
export class Backend implements MessageReader {
  private readonly session: Session;
  private readonly side: Side;
  private readonly answer = new Answer();
  /** Something of the answer to the request was seen. */
  private isAnswering = false;
  /** The request was answered already: with an error, or because what it asked for goes on without an end. */
  private isAnswered = false;
  /** Both sides copy: octets that the server has sent; null while they do not. */
  private streamedOctets: number | null = null;
  /** When its first octet came; null before that, and once its first message has been read. */
  private begun: Moment | null = null;
  private hasSpoken = false;

  constructor(session: Session, side: Side) {
    this.session = session;
    this.side = side;
  }

  /** There are octets of it: one that refuses encryption may be known as that only with what follows it. */
  hear(telling: Telling): void {
    if (!this.hasSpoken) this.begun ??= telling.here();
  }

  measure(octets: Uint8Array, view: DataView, at: number, end: number): number {
    if (this.session.awaitsEncryption && ENCRYPTION[octets[at] as number] !== undefined) return 1;
    if (!this.hasSpoken && isRefusalAlone(octets, at, end)) return 1;
    return measureMessage(BACKEND, octets, view, at, end);
  }

  wanted(octets: Uint8Array, at: number, _end: number, total: number): number {
    return total === 1 ? 1 : HEAD_OCTETS + (BACKEND[octets[at] as number] as MessageType).wanted;
  }

  read(octets: Uint8Array, view: DataView, at: number, end: number, total: number, telling: Telling): Step {
    const { begun } = this;
    this.begun = null;
    this.hasSpoken = true;
    if (total === 1) return this.encrypt(octets[at] as number, begun ?? telling.here(), telling);
    this.session.awaitsEncryption = false;
    const body = at + HEAD_OCTETS;
    const { name, isAnswer } = BACKEND[octets[at] as number] as MessageType;
    if (isAnswer && !this.isAnswering && this.session.unanswered > 0) {
      this.isAnswering = true;
      telling.answering();
    }
    switch (name) {
      case 'DataRow':
        this.answer.row(total - HEAD_OCTETS);
        break;
      case 'CopyData':
        if (this.streamedOctets === null) this.answer.copy(total - HEAD_OCTETS);
        else this.streamedOctets += total - HEAD_OCTETS;
        break;
      case 'CopyDone':
        this.endStream(name, telling);
        break;
      case 'CopyBothResponse':
        this.beginStream(name, telling);
        break;
      case 'CommandComplete':
        this.answer.complete(
          telling.keepsMessages ? printableText(octets, body, end - 1, TEXT_CHARACTERS) : 'done',
        );
        break;
      case 'EmptyQueryResponse':
      case 'PortalSuspended':
      case 'FunctionCallResponse':
        this.answer.complete(name);
        break;
      case 'ParseComplete':
      case 'CloseComplete':
      case 'BindComplete':
        this.answer.note(name);
        break;
      case 'RowDescription':
        this.describe(octets, view, body, end, telling);
        break;
      case 'ReadyForQuery':
        this.ready(octets[body], telling);
        break;
      default:
        this.aside(name, octets, view, body, end, telling);
    }
    return 'go-on';
  }

  resume(octets: Uint8Array, view: DataView, at: number, end: number): number {
    this.answer.clear();
    this.isAnswering = false;
    if (areMessages(BACKEND, octets, view, at, end)) return at;
    return isReadyAt(octets, end - READY_OCTETS, at) ? completionBefore(octets, view, at, end) : -1;
  }

  /** The server sends no more: what it has told so far is all. */
  end(telling: Telling): void {
    this.endStream('CopyData', telling);
    if (this.answer.hasParts) this.respond({}, telling);
  }

  private event(summary: string, fields: Record<string, FieldValue>, telling: Telling): void {
    telling.say(this.side, { summary, role: 'event', fields });
  }

  private encrypt(octet: number, at: Moment, telling: Telling): Step {
    const { session } = this;
    session.awaitsEncryption = false;
    session.turnsToTls = octet === TO_TLS;
    session.isOpaque = octet === TO_GSSAPI;
    telling.say(this.side, { summary: ENCRYPTION[octet] as string, role: 'event', fields: {} }, at);
    return octet === NO_ENCRYPTION ? 'go-on' : 'pause';
  }

  /** Messages that are no part of an answer, or tell it at once. */
  private aside(
    name: string,
    octets: Uint8Array,
    view: DataView,
    body: number,
    end: number,
    telling: Telling,
  ): void {
    if (name === 'Authentication') this.authenticate(octets, view, body, end, telling);
    else if (name === 'ErrorResponse') this.fail(octets, body, end, telling);
    else if (name === 'NoticeResponse') {
      const notice = readNotice(octets, body, end);
      this.event(noticeLine(notice, 'NOTICE'), { ...notice }, telling);
    } else if (name === 'NotificationResponse') this.notify(octets, view, body, end, telling);
    else if (name === 'ParameterStatus') this.parameter(octets, body, end, telling);
    else if (name === 'BackendKeyData' && end - body >= 4)
      telling.fact('postgresqlProcessId', view.getInt32(body));
    else if (name.startsWith('Copy')) this.beginCopy(name, view, body, end, telling);
    else if (name === 'NegotiateProtocolVersion') this.event(name, {}, telling);
  }

  private authenticate(
    octets: Uint8Array,
    view: DataView,
    body: number,
    end: number,
    telling: Telling,
  ): void {
    const kind = end - body >= 4 ? view.getUint32(body) : -1;
    this.session.authentication = kind;
    if (kind === SASL_FINAL) return;
    const name = authenticationName(kind);
    if (kind !== SASL) {
      this.event(name, {}, telling);
      return;
    }
    const mechanisms: string[] = [];
    for (let at = body + 4; at < end && octets[at] !== 0 && mechanisms.length < 8; ) {
      const nul = indexOfOctet(octets, 0, at, end);
      if (nul === -1) break;
      mechanisms.push(printableText(octets, at, nul, TEXT_CHARACTERS));
      at = nul + 1;
    }
    this.event([name, ...mechanisms.slice(0, 3)].join(' '), { mechanisms }, telling);
  }

  /** Errors are told at once: after a fatal one there is no ReadyForQuery. */
  private fail(octets: Uint8Array, body: number, end: number, telling: Telling): void {
    const notice = readNotice(octets, body, end);
    this.answer.complete(noticeLine(notice, 'ERROR'));
    if (this.isAnswered || this.session.unanswered === 0) {
      telling.say(this.side, this.answer.tell('event', { ...notice }));
      return;
    }
    this.isAnswered = true;
    telling.say(this.side, this.answer.tell('response', { ...notice }));
  }

  /** Streaming replication: what was asked for is granted, and has no end of its own (PostgreSQL, "Streaming Replication Protocol"). */
  private beginStream(summary: string, telling: Telling): void {
    const isAnswer = this.session.unanswered > 0 && !this.isAnswered;
    telling.say(this.side, { summary, role: isAnswer ? 'response' : 'event', fields: {} });
    this.isAnswered ||= isAnswer;
    this.streamedOctets = 0;
  }

  private endStream(name: string, telling: Telling): void {
    const { streamedOctets } = this;
    if (streamedOctets === null) return;
    this.streamedOctets = null;
    this.event(`${name}, ${streamedOctets} B`, { copiedBytes: streamedOctets }, telling);
  }

  private respond(fields: Record<string, FieldValue>, telling: Telling): void {
    const role = this.session.unanswered > 0 || this.answer.hasParts ? 'response' : 'event';
    telling.say(this.side, this.answer.tell(role, fields));
  }

  private ready(status: number | undefined, telling: Telling): void {
    const { session, answer } = this;
    const transaction = transactionStatus(status);
    this.endStream('CopyData', telling);
    if (!this.isAnswered) this.respond({ transaction }, telling);
    else if (answer.hasParts) telling.say(this.side, answer.tell('event', { transaction }));
    else if (transaction === 'failed')
      this.event('ReadyForQuery, transaction failed', { transaction }, telling);
    answer.clear();
    this.isAnswering = false;
    this.isAnswered = false;
    session.unanswered = Math.max(0, session.unanswered - 1);
  }

  private describe(octets: Uint8Array, view: DataView, body: number, end: number, telling: Telling): void {
    this.answer.note('RowDescription');
    if (!telling.keepsMessages || end - body < 2) return;
    const count = view.getUint16(body);
    const names: string[] = [];
    for (let at = body + 2; names.length < Math.min(count, MOST_NAMES); ) {
      const nul = indexOfOctet(octets, 0, at, end);
      if (nul === -1) break;
      names.push(printableText(octets, at, nul, TEXT_CHARACTERS));
      at = nul + 1 + COLUMN_OCTETS;
    }
    this.answer.describe(names, count);
  }

  private notify(octets: Uint8Array, view: DataView, body: number, end: number, telling: Telling): void {
    if (end - body < 6) return;
    const channelEnd = textEnd(octets, body + 4, end);
    const channel = printableText(octets, body + 4, channelEnd, TEXT_CHARACTERS);
    const payload = withoutSecretValues(
      printableText(octets, Math.min(channelEnd + 1, end), end - 1, PAYLOAD_CHARACTERS),
    );
    const fields = { channel, payload, processId: view.getInt32(body) };
    const words = payload === '' ? '' : ` "${payload}"`;
    this.event(`NotificationResponse ${channel}${words}`, fields, telling);
  }

  private parameter(octets: Uint8Array, body: number, end: number, telling: Telling): void {
    const name = 'server_version\0';
    if (end - body <= name.length || !startsWith(octets, body, end, name)) return;
    telling.fact('postgresqlVersion', printableText(octets, body + name.length, end - 1, TEXT_CHARACTERS));
  }

  private beginCopy(name: string, view: DataView, body: number, end: number, telling: Telling): void {
    const columns = end - body >= 3 ? view.getUint16(body + 1) : 0;
    this.event(`${name}, ${columns} ${columns === 1 ? 'column' : 'columns'}`, { columns }, telling);
  }
}

/** Joined behind an SSLRequest: no length of a NoticeResponse begins like what follows the server's refusal. */
function isRefusalAlone(octets: Uint8Array, at: number, end: number): boolean {
  return octets[at] === NO_ENCRYPTION && end - at >= 2 && octets[at + 1] !== 0;
}

/** Where the CommandComplete stands that ends where the last ReadyForQuery begins; else where that begins. */
function completionBefore(octets: Uint8Array, view: DataView, start: number, end: number): number {
  const ready = end - READY_OCTETS;
  for (let length = 6; length <= 64; length += 1) {
    const at = ready - length - 1;
    if (at < start) break;
    if (octets[at] === 0x43 && view.getUint32(at + 1) === length && octets[ready - 1] === 0) return at;
  }
  return ready;
}
