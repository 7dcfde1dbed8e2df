import { printableText } from '../../printable.ts';
import { textEnd } from '../ascii.ts';
import type { FieldValue, Side, Telling } from '../dissector.ts';
import type { MessageReader, Step } from '../message-stream.ts';
import { STATEMENT_OCTETS, statementText } from '../sql-text.ts';
import { PROTOCOL_41, QUERY_ATTRIBUTES, SSL } from './capabilities.ts';
import { CHANGE_USER, CLOSE, COMMANDS, type Command, EXECUTES, QUERY } from './commands.ts';
import { LOGIN_HEAD_OCTETS, readLogin } from './handshake.ts';
import {
  arePackets,
  beginsCompressed,
  HEAD_OCTETS,
  littleEndian,
  MOST_LENGTH,
  numberOctets,
  payloadLength,
} from './packet.ts';
import { type QueryAttributes, readQueryAttributes } from './query-attributes.ts';
import type { Session } from './session.ts';

const NAME_CHARACTERS = 64;
/** The statement prepared last: MariaDB, "COM_STMT_EXECUTE". */
const LAST_STATEMENT = 0xffffffff;
/** A query that has more of them is not known for one where the log-in was not seen. */
const MOST_ATTRIBUTES = 8;
const NO_ATTRIBUTES: QueryAttributes = { names: [], end: 0 };
/** The number of a file's first packet: the command had 0, the server's request for the file 1. */
const FIRST_OF_FILE = 2;

/** What the client says: log-in, commands, and a file that the server asks for. */
export class ClientSide implements MessageReader {
  private readonly session: Session;
  private readonly side: Side;
  /** The next packet belongs to the one before. */
  private continues = false;
  private fileOctets = 0;

  constructor(session: Session, side: Side) {
    this.session = session;
    this.side = side;
  }

  measure(octets: Uint8Array, _view: DataView, at: number, end: number): number {
    return end - at < HEAD_OCTETS ? 0 : HEAD_OCTETS + payloadLength(octets, at);
  }

  wanted(): number {
    return this.continues || this.session.sendsFile ? HEAD_OCTETS : HEAD_OCTETS + STATEMENT_OCTETS;
  }

  read(octets: Uint8Array, _view: DataView, at: number, end: number, total: number, telling: Telling): Step {
    const { session } = this;
    const { phase, pending } = session;
    const length = total - HEAD_OCTETS;
    const wasContinued = this.continues;
    this.continues = length === MOST_LENGTH;
    if (!session.sendsFile && !wasContinued) session.sendsFile = this.beginsFile(octets[at + 3] as number);
    if (session.sendsFile) this.file(length, wasContinued, telling);
    else if (wasContinued) session.continueCommand();
    else if (octets[at + 3] === 0)
      return this.command(octets, at + HEAD_OCTETS, end, at + total > end, telling);
    else if (phase === 'greeting' || phase === 'login')
      return this.logIn(octets, at + HEAD_OCTETS, end, length, telling);
    else if (phase === 'authentication' || pending[0]?.code === CHANGE_USER)
      this.event('AuthResponse', {}, telling);
    return 'go-on';
  }

  resume(octets: Uint8Array, _view: DataView, at: number, end: number): number {
    this.continues = false;
    if (!COMMANDS.has(octets[at + HEAD_OCTETS] ?? -1) || !arePackets(octets, at, end, 0)) return -1;
    this.session.sendsFile = false;
    this.session.pending.length = 0;
    return at;
  }

  private event(summary: string, fields: Record<string, FieldValue>, telling: Telling): void {
    telling.say(this.side, { summary, role: 'event', fields });
  }

  /** A file that was asked for, which was not seen (MySQL, "LOCAL INFILE Request"). */
  private beginsFile(sequence: number): boolean {
    const { phase, pending } = this.session;
    return phase === 'commands' && sequence === FIRST_OF_FILE && pending.at(-1)?.code === QUERY;
  }

  /** The file is over with an empty packet. */
  private file(length: number, wasContinued: boolean, telling: Telling): void {
    this.fileOctets += length;
    if (length > 0 || wasContinued) return;
    this.session.sendsFile = false;
    telling.say(this.side, {
      summary: `file, ${this.fileOctets} B`,
      role: 'event',
      fields: { fileBytes: this.fileOctets },
      aside: { kind: 'described' },
    });
    this.fileOctets = 0;
  }

  private logIn(octets: Uint8Array, body: number, end: number, length: number, telling: Telling): Step {
    const { session } = this;
    if (end - body < 2) return 'go-on';
    const { user, database, plugin, capabilities, mariadbCapabilities } = readLogin(octets, body, end);
    if ((capabilities & PROTOCOL_41) !== 0 && length < LOGIN_HEAD_OCTETS) return 'malformed';
    if (length === LOGIN_HEAD_OCTETS && (capabilities & SSL) !== 0) {
      this.event('SSLRequest', {}, telling);
      session.turnsToTls = true;
      return 'pause';
    }
    const isGreeted = session.phase === 'login';
    session.capabilities = isGreeted ? session.capabilities & capabilities : capabilities;
    session.mariadbCapabilities = isGreeted
      ? session.mariadbCapabilities & mariadbCapabilities
      : mariadbCapabilities;
    session.isLoginSeen = true;
    session.phase = 'authentication';
    telling.fact('mysqlUser', user);
    if (database !== '') telling.fact('mysqlDatabase', database);
    const parts = ['Login', `user=${user}`];
    if (database !== '') parts.push(`database=${database}`);
    if (plugin !== '') parts.push(plugin);
    this.event(parts.join(' '), { user, database: database || null, plugin: plugin || null }, telling);
    return 'go-on';
  }

  private command(octets: Uint8Array, body: number, end: number, isCut: boolean, telling: Telling): Step {
    const { session } = this;
    const isCompressed = session.isLoginSeen
      ? session.phase === 'authentication' && session.isCompressed
      : beginsCompressed(octets, body - HEAD_OCTETS, end);
    if (isCompressed) {
      session.isOpaque = true;
      this.event('compressed from here', {}, telling);
      return 'pause';
    }
    const code = octets[body] ?? 0;
    const command = COMMANDS.get(body < end ? code : -1);
    if (command === undefined) return 'malformed';
    session.phase = 'commands';
    const fields: Record<string, FieldValue> = { command: command.name };
    const summary = telling.keepsMessages
      ? this.describe(command, code, octets, body + 1, end, isCut, fields)
      : command.name;
    telling.say(this.side, { summary, role: command.isAnswered ? 'request' : 'event', fields });
    const isStatement = command.argument === 'prepare';
    const text = isStatement ? String(fields.query ?? '') : '';
    if (isStatement) session.lastPrepared = text;
    if (command.isAnswered) session.expectAnswer(code, text);
    return 'go-on';
  }

  private describe(
    command: Command,
    code: number,
    octets: Uint8Array,
    start: number,
    end: number,
    isCut: boolean,
    fields: Record<string, FieldValue>,
  ): string {
    const { name, argument } = command;
    switch (argument) {
      case 'statement':
      case 'prepare': {
        const hasAttributes = argument === 'statement' && this.hasAttributes(octets, start, end);
        const attributes = hasAttributes ? readQueryAttributes(octets, start, end) : NO_ATTRIBUTES;
        if (attributes === null) return `${name} with attributes`;
        if (attributes.names.length > 0) fields.attributes = attributes.names;
        const query = statementText(octets, hasAttributes ? attributes.end : start, end, isCut);
        fields.query = query;
        return argument === 'prepare' ? `${name} ${query}` : query || name;
      }
      case 'name':
      case 'columns of': {
        const text = printableText(octets, start, textEnd(octets, start, end), NAME_CHARACTERS);
        fields.argument = text;
        return `${name} ${text}`;
      }
      case 'statement id':
        return this.describeStatement(name, code, littleEndian(octets, start, 4), fields);
      default:
        return name;
    }
  }

  /**
   * Clients say in the log-in that they would send them, also to a server that does not take them, whose greeting need not
   * have been seen: where they stand, one set of them does. Where the log-in does not tell, no text begins with so low an octet.
   */
  private hasAttributes(octets: Uint8Array, start: number, end: number): boolean {
    const isAgreed = (this.session.capabilities & QUERY_ATTRIBUTES) !== 0;
    const sets = start + numberOctets(octets, start);
    if (sets >= end) return isAgreed;
    return octets[sets] === 1 && (isAgreed || (octets[start] as number) <= MOST_ATTRIBUTES);
  }

  private describeStatement(
    name: string,
    code: number,
    id: number,
    fields: Record<string, FieldValue>,
  ): string {
    const { statements, lastPrepared } = this.session;
    const isLast = id === LAST_STATEMENT;
    const text = isLast ? lastPrepared : statements.get(id);
    if (!isLast) fields.statement = id;
    if (text) fields.query = text;
    if (code === CLOSE) statements.delete(id);
    if (text && EXECUTES.has(code)) return text;
    return isLast ? name : `${name} #${id}`;
  }
}
