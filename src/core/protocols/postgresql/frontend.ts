import { printableText } from '../../printable.ts';
import { HYPHEN, startsWith, textEnd } from '../ascii.ts';
import type { FieldValue, Side, Telling } from '../dissector.ts';
import type { MessageReader, Step } from '../message-stream.ts';
import { withoutSecretValues } from '../secret-values.ts';
import { statementText } from '../sql-text.ts';
import { HANDSHAKE as TLS_HANDSHAKE } from '../tls/record.ts';
import { GSS, SASL, SASL_CONTINUE, SCRAM, SSPI } from './authentication.ts';
import { areMessages, FRONTEND, HEAD_OCTETS, type MessageType, measureMessage } from './message-types.ts';
import { RequestBatch } from './request-batch.ts';
import type { Session } from './session.ts';
import { CANCEL_REQUEST, GSSENC_REQUEST, measureStartup, SSL_REQUEST, startupParameters } from './startup.ts';

const NAME_CHARACTERS = 63;
/** Types of messages that make up the extended protocol. */
const PARSE = 0x50;
const BIND = 0x42;
const EXECUTE = 0x45;
const DESCRIBE = 0x44;
const CLOSE = 0x43;
/** What is described or closed: a statement, else a portal. */
const STATEMENT = 0x53;
const REASON_CHARACTERS = 100;
/** Octets of a StartupMessage that are looked at. */
const STARTUP_OCTETS = 2048;

/** What the client says. No message with a type has the type 0, so those without one are known by their first octet. */
export class Frontend implements MessageReader {
  private readonly session: Session;
  private readonly side: Side;
  private readonly batch = new RequestBatch();
  /** A part of the batch was told before its Sync, as a request. */
  private isPartlyTold = false;
  private copiedOctets = 0;

  constructor(session: Session, side: Side) {
    this.session = session;
    this.side = side;
  }

  measure(octets: Uint8Array, view: DataView, at: number, end: number): number {
    if (this.session.awaitsEncryption) return 0;
    const first = octets[at];
    if (first === 0) return measureStartup(view, at, end);
    if (first === TLS_HANDSHAKE && this.session.isAnswerUnseen) {
      this.session.turnsToTls = true;
      return 0;
    }
    return measureMessage(FRONTEND, octets, view, at, end);
  }

  wanted(octets: Uint8Array, at: number): number {
    const first = octets[at] as number;
    return first === 0 ? STARTUP_OCTETS : HEAD_OCTETS + (FRONTEND[first] as MessageType).wanted;
  }

  read(octets: Uint8Array, view: DataView, at: number, end: number, total: number, telling: Telling): Step {
    const first = octets[at] as number;
    if (first === 0) return this.startUp(octets, view, at, end, telling);
    const body = at + HEAD_OCTETS;
    switch ((FRONTEND[first] as MessageType).name) {
      case 'CopyData':
        this.copiedOctets += total - HEAD_OCTETS;
        break;
      case 'Query':
        this.query(octets, body, end, at + total > end, telling);
        break;
      case 'FunctionCall':
        this.ask({ summary: 'FunctionCall', fields: {} }, telling);
        break;
      case 'Sync':
        this.sync(telling);
        break;
      case 'Flush':
        this.flush(telling);
        break;
      case 'PasswordMessage':
        this.event(this.nameOfAnswer(octets, body, end), {}, telling);
        break;
      case 'CopyDone':
        this.event(`CopyDone, ${this.copiedOctets} B`, { copiedBytes: this.copiedOctets }, telling);
        this.copiedOctets = 0;
        break;
      case 'CopyFail': {
        const reason = withoutSecretValues(printableText(octets, body, end - 1, REASON_CHARACTERS));
        this.event(reason === '' ? 'CopyFail' : `CopyFail: ${reason}`, {}, telling);
        this.copiedOctets = 0;
        break;
      }
      case 'Terminate':
        this.event('Terminate', {}, telling);
        break;
      default:
        if (telling.keepsMessages) this.extended(first, octets, body, end, at + total > end);
        else if (first === EXECUTE) this.batch.execute('');
        else this.batch.add('', '');
    }
    return 'go-on';
  }

  resume(octets: Uint8Array, view: DataView, at: number, end: number): number {
    this.batch.clear();
    return areMessages(FRONTEND, octets, view, at, end) ? at : -1;
  }

  private event(summary: string, fields: Record<string, FieldValue>, telling: Telling): void {
    telling.say(this.side, { summary, role: 'event', fields });
  }

  private ask(saying: { summary: string; fields: Record<string, FieldValue> }, telling: Telling): void {
    this.session.unanswered += 1;
    telling.say(this.side, { ...saying, role: 'request' });
  }

  private startUp(octets: Uint8Array, view: DataView, at: number, end: number, telling: Telling): Step {
    const code = end - at >= 8 ? view.getUint32(at + 4) : 0;
    if (code === SSL_REQUEST || code === GSSENC_REQUEST) {
      this.event(code === SSL_REQUEST ? 'SSLRequest' : 'GSSENCRequest', {}, telling);
      this.session.awaitsEncryption = true;
    } else if (code === CANCEL_REQUEST) {
      const processId = end - at >= 12 ? view.getInt32(at + 8) : null;
      this.event(`CancelRequest process ${processId ?? ''}`.trim(), { processId }, telling);
    } else {
      this.introduce(startupParameters(octets, at, end), telling);
    }
    return 'go-on';
  }

  private introduce(parameters: ReadonlyMap<string, string>, telling: Telling): void {
    const fields: Record<string, FieldValue> = {};
    const parts = ['StartupMessage'];
    for (const name of ['user', 'database', 'replication', 'application_name']) {
      const value = parameters.get(name);
      if (value === undefined) continue;
      const shortName = name === 'application_name' ? 'application' : name;
      fields[shortName] = value;
      parts.push(`${shortName}=${value}`);
    }
    const user = parameters.get('user');
    if (user !== undefined) {
      telling.fact('postgresqlUser', user);
      telling.fact('postgresqlDatabase', parameters.get('database') ?? user);
    }
    this.event(parts.join(' '), fields, telling);
  }

  private query(octets: Uint8Array, body: number, end: number, isCut: boolean, telling: Telling): void {
    const query = telling.keepsMessages ? statementText(octets, body, isCut ? end : end - 1, isCut) : '';
    this.ask({ summary: query === '' ? 'Query' : query, fields: { query } }, telling);
  }

  /** Parse, Bind, Describe, Execute, Close: PostgreSQL, "Extended Query". */
  private extended(type: number, octets: Uint8Array, body: number, end: number, isCut: boolean): void {
    const { session, batch } = this;
    const hasTarget = type === DESCRIBE || type === CLOSE;
    const start = hasTarget ? body + 1 : body;
    const nameEnd = textEnd(octets, start, end);
    const name = printableText(octets, start, nameEnd, NAME_CHARACTERS);
    const next = Math.min(nameEnd + 1, end);
    if (type === PARSE) {
      const queryEnd = textEnd(octets, next, end);
      const text = statementText(octets, next, queryEnd, queryEnd === end && isCut);
      session.statements.set(name, text);
      batch.add(name === '' ? `Parse ${text}` : `Parse ${name}: ${text}`, name);
    } else if (type === BIND) {
      const statement = printableText(octets, next, textEnd(octets, next, end), NAME_CHARACTERS);
      session.portals.set(name, session.statements.get(statement) ?? `Execute ${statement}`.trim());
      batch.add(`Bind ${statement}`.trim(), statement);
    } else if (type === EXECUTE) {
      batch.execute(session.portals.get(name) ?? `Execute ${name}`.trim());
    } else {
      const isStatement = octets[body] === STATEMENT;
      if (type === CLOSE) (isStatement ? session.statements : session.portals).delete(name);
      const verb = type === CLOSE ? 'Close' : 'Describe';
      batch.add(`${verb} ${isStatement ? 'statement' : 'portal'} ${name}`.trim(), isStatement ? name : '');
    }
  }

  private sync(telling: Telling): void {
    const { batch } = this;
    // ReadyForQuery comes once for a Sync, whatever was told before it.
    if (!this.isPartlyTold) this.ask(batch.tell(), telling);
    else if (!batch.isEmpty) telling.say(this.side, { ...batch.tell(), role: 'event' });
    this.isPartlyTold = false;
  }

  /** What stands before Flush is carried out at once; its ReadyForQuery comes with the Sync. */
  private flush(telling: Telling): void {
    const { batch } = this;
    if (batch.isEmpty) return;
    if (batch.executions > 0 && !this.isPartlyTold) {
      this.isPartlyTold = true;
      this.ask(batch.tell(), telling);
      return;
    }
    telling.say(this.side, { ...batch.tell(), role: 'event' });
  }

  /** Passwords and what is made of them are never told. */
  private nameOfAnswer(octets: Uint8Array, body: number, end: number): string {
    const kind = this.session.authentication;
    if (kind === SASL) {
      const isScram = startsWith(octets, body, end, SCRAM) && end - body > SCRAM.length;
      const plus = isScram && octets[body + SCRAM.length] === HYPHEN ? '-PLUS' : '';
      return isScram ? `SASLInitialResponse ${SCRAM}${plus}` : 'SASLInitialResponse';
    }
    if (kind === SASL_CONTINUE) return 'SASLResponse';
    return kind >= GSS && kind <= SSPI ? 'GSSResponse' : 'PasswordMessage';
  }
}
