import { printableText } from '../../printable.ts';
import type { CommandSession } from '../command-dialogue.ts';
import {
  CLIENT,
  type ExpectedConnection,
  type FieldValue,
  type Octets,
  otherThan,
  type Progress,
  type Side,
  type Telling,
} from '../dissector.ts';
import { LineReader } from '../line-reader.ts';
import { notUnderstood } from '../not-understood.ts';
import { consumed, malformed, turnsToTls } from '../progress.ts';
import { ReplyStream } from '../reply-stream.ts';
import { SeenParts } from '../seen-parts.ts';
import { beginsWithTls, HANDSHAKE as TLS_HANDSHAKE, TLS_INSTEAD } from '../tls/record.ts';
import { readCommand } from './commands.ts';
import { portOfExtended, portOfNumbers } from './data-port.ts';

const QUIT = 'QUIT';
const LINE_CHARACTERS = 160;
/** Telnet commands may precede ABOR (RFC 959, section 4.1.3); they begin with octets from here on. */
const TELNET = 0xf0;
const LAST_PRINTABLE = 0x7e;
const DATA = 'ftp-data';
const FIRST_FINAL = 200;
/** The answer to AUTH TLS (RFC 4217, section 4). */
const TLS_GRANTED = 234;

/** Commands that send or fetch something over a data connection. */
const TRANSFERS = new Set(['RETR', 'STOR', 'STOU', 'APPE', 'LIST', 'NLST', 'MLSD']);
const PORTS: Readonly<Record<string, (argument: string) => number>> = {
  PORT: portOfNumbers,
  EPRT: portOfExtended,
};
const PASSIVE_PORTS: Readonly<Record<number, (text: string) => number>> = {
  227: portOfNumbers,
  229: portOfExtended,
};

/** Both directions of an FTP control connection; announces the data connections that it agrees on. */
export class FtpSession implements CommandSession {
  client: Side = CLIENT;
  private readonly commands = new LineReader();
  private readonly replies = new ReplyStream(TLS_GRANTED);
  /** AUTH waits for its answer: what the client says next may be TLS. */
  private asksForTls = false;
  /** Commands that wait for their replies. */
  private outstanding = 0;
  private readonly seen = new SeenParts();
  /** The next reply says how it went on after a preliminary one (RFC 959, section 4.2): both answer one command. */
  private isCompletion = false;
  /** The data connection that was agreed on last, until it is known what for. */
  private announced: ExpectedConnection | null = null;

  takeReplies(octets: Octets, telling: Telling): Progress {
    return this.replies.take(
      octets,
      true,
      () => (this.answer(telling) ? 'tls' : 'go-on'),
      (reason) => this.passOver(reason, telling),
    );
  }

  takeCommands({ octets, start, end }: Octets, telling: Telling): Progress {
    let at = start;
    while (at < end) {
      if (this.asksForTls) {
        if (this.seen.hasAllReplies) break;
        this.asksForTls = false;
        if (octets[at] === TLS_HANDSHAKE) return turnsToTls(at - start);
      }
      if (beginsWithTls(octets, at, end)) return malformed(TLS_INSTEAD);
      if (!this.commands.read(octets, at, end)) {
        at = this.commands.next;
        break;
      }
      const { textStart, textEnd, next } = this.commands;
      if (!this.command(octets, textStart, textEnd, telling)) return malformed('no command');
      at = next;
    }
    return consumed(at - start);
  }

  loseCommands(): void {
    this.commands.passRest();
    this.seen.loseCommands();
  }

  loseReplies(): void {
    this.replies.lose();
    this.isCompletion = false;
    this.seen.loseReplies();
    this.outstanding = 0;
  }

  private command(octets: Uint8Array, lineStart: number, end: number, telling: Telling): boolean {
    let start = lineStart;
    while (start < end && (octets[start] as number) >= TELNET) start += 1;
    if (start === end) return true;
    if ((octets[start] as number) < 0x20 || (octets[start] as number) > LAST_PRINTABLE) return false;
    const { verb, argument, summary } = readCommand(
      printableText(octets, start, end, LINE_CHARACTERS),
      end - start,
    );
    this.outstanding += 1;
    this.seen.commands = true;
    const fields: Record<string, FieldValue> = verb === null ? {} : { command: verb, argument };
    telling.say(this.client, { role: 'request', summary, fields, isFarewell: verb === QUIT });
    const port = verb === null ? 0 : (PORTS[verb]?.(argument) ?? 0);
    if (port > 0) this.announce(this.client, port, telling);
    if (verb !== null && TRANSFERS.has(verb) && this.announced !== null) {
      this.announced.purpose = `data of ${summary}`;
      this.announced = null;
    }
    this.asksForTls = verb === 'AUTH';
    return true;
  }

  /** A line that is no reply stands for one: no other will come to the command. */
  private passOver(reason: string, telling: Telling): void {
    const role = this.answersCommand() ? 'response' : 'event';
    telling.say(otherThan(this.client), notUnderstood('FTP', reason, role));
    this.isCompletion = false;
    this.asksForTls = false;
  }

  private announce(at: Side, port: number, telling: Telling): void {
    this.announced = { protocol: DATA, purpose: '' };
    telling.expectConnection(at, port, this.announced);
  }

  private answersCommand(): boolean {
    if (this.outstanding === 0) return this.seen.lacksCommands;
    this.outstanding -= 1;
    return true;
  }

  /** Tells the reply; true where TLS follows. */
  private answer(telling: Telling): boolean {
    const { code, lines, text } = this.replies.reply;
    const server = otherThan(this.client);
    const isAnswer = !this.isCompletion && this.answersCommand();
    this.seen.replies = true;
    this.isCompletion = code < FIRST_FINAL;
    const role = isAnswer ? 'response' : 'event';
    telling.say(server, { role, summary: this.replies.reply.summary, fields: { code, lines, text } });
    const port = PASSIVE_PORTS[code]?.(text) ?? 0;
    if (port > 0) this.announce(server, port, telling);
    const startsTls = this.asksForTls && code === TLS_GRANTED;
    this.asksForTls = false;
    return startsTls;
  }
}
