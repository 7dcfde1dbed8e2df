import { printableText } from '../../printable.ts';
import { CR, HT, indexOfOctet, LF, SP } from '../ascii.ts';
import type { CommandSession } from '../command-dialogue.ts';
import {
  CLIENT,
  type FieldValue,
  type Octets,
  otherThan,
  type Progress,
  type Side,
  type Telling,
} from '../dissector.ts';
import { LineReader } from '../line-reader.ts';
import { CREDENTIALS_NOT_SHOWN, NOT_SHOWN } from '../not-shown.ts';
import { notUnderstood } from '../not-understood.ts';
import { consumed, malformed, turnsToTls } from '../progress.ts';
import { ReplyStream } from '../reply-stream.ts';
import { withoutSecretValues } from '../secret-values.ts';
import { SeenParts } from '../seen-parts.ts';
import { beginsWithTls, HANDSHAKE as TLS_HANDSHAKE, TLS_INSTEAD } from '../tls/record.ts';
import { BodyEnd } from './body-end.ts';
import { bdatOctets, verbOf } from './commands.ts';

const LINE_CHARACTERS = 160;
/** Commands without a reply that are remembered; more of them mean that replies are not seen. */
const MOST_OUTSTANDING = 256;
const QUIT = 'QUIT';
/** The answer to STARTTLS (RFC 3207, section 4). */
const TLS_GRANTED = 220;
/** The answer to DATA, and to nothing else (RFC 5321, section 4.3.2). */
const MAIL_WANTED = 354;
/** Of commands that are none, or come when they may not; and a server that goes away (RFC 5321, section 4.2.3). */
const ANSWERS_NO_MESSAGE: ReadonlySet<number> = new Set([421, 500, 501, 502, 503, 504]);
const FULL_STOP = 0x2e;
/** So many lines without a reply between them, none of them a command, are of a message. */
const FEWEST_MESSAGE_LINES = 2;

/** After which command something else than the next command may follow. */
type Asked = 'plain' | 'DATA' | 'STARTTLS' | 'AUTH';

/** What the next octets of the client are. */
type Phase =
  | 'commands'
  /** Known once the last command is answered. */
  | 'waiting'
  | 'message'
  /** `remaining` octets of a message (RFC 3030). */
  | 'chunk'
  /** One line that answers a challenge (RFC 4954). */
  | 'credentials';

/** Both directions of SMTP or LMTP: commands and replies; messages are passed over, credentials never told. */
export class SmtpSession implements CommandSession {
  client: Side = CLIENT;
  private phase: Phase = 'commands';
  private commands = new LineReader();
  private readonly replies = new ReplyStream(TLS_GRANTED);
  private readonly body = new BodyEnd();
  private asked: Asked[] = [];
  /** For what the client waits, in the phase of that name. */
  private waitsFor: Asked = 'plain';
  /** Behind missing octets: lines that are no command, since the server has spoken. */
  private strayLines = 0;
  /** Of the message that comes, the beginning or what asked for it was not seen; or something since then. */
  private lacksBeginning = false;
  private hasGap = false;
  /** The server asked for it, though DATA was not seen: that may only have been captured later than the answer to it. */
  private isAskedForUnseen = false;
  /** The server has said something since the message began: its end may be in octets that are missing. */
  private isMessageAnswered = false;
  private remaining = 0;
  private chunkOctets = 0;
  private readonly seen = new SeenParts();

  takeReplies(octets: Octets, telling: Telling): Progress {
    const progress = this.replies.take(
      octets,
      telling.keepsMessages,
      () => this.answer(telling),
      (reason) => telling.say(otherThan(this.client), notUnderstood('SMTP', reason)),
    );
    if (progress.kind === 'hand-over') this.beginAnew();
    return progress;
  }

  takeCommands(span: Octets, telling: Telling): Progress {
    const { octets, start, end } = span;
    let at = start;
    while (at < end) {
      const phase = this.resolve(octets, at, end);
      if (phase === 'tls') {
        this.beginAnew();
        return turnsToTls(at - start);
      }
      if (phase === 'waiting') break;
      if (phase === 'commands' && beginsWithTls(octets, at, end)) return malformed(TLS_INSTEAD);
      const next = this.takePart(phase, octets, at, end, telling);
      if (next === -1) return malformed('no command');
      if (next === at) break;
      at = next;
    }
    return consumed(at - start);
  }

  /** Inside of TLS nothing of what was said before it counts (RFC 3207, section 4.2). */
  private beginAnew(): void {
    this.phase = 'commands';
    this.asked = [];
  }

  /** Replies are missing: which command the next one answers is not known. */
  loseReplies(): void {
    this.replies.lose();
    this.seen.loseReplies();
    this.asked = [];
  }

  loseCommands(missingOctets: number): void {
    if (this.phase === 'message' && !this.isMessageAnswered) {
      // Where DATA was not seen, it is this that is missing, and the message has not begun.
      if (!this.lacksBeginning || this.body.octets > 0) this.body.gap(missingOctets);
      this.hasGap = true;
    } else if (this.phase === 'chunk' && missingOctets <= this.remaining) {
      this.remaining -= missingOctets;
    } else {
      this.phase = 'commands';
      this.commands.passRest();
    }
    this.forgetAsked();
  }

  /**
   * What comes next, where it depends on a reply that will not be seen: what the command asked for, but for a message in
   * place of which another command comes, because it was refused.
   */
  private resolve(octets: Uint8Array, at: number, end: number): Phase | 'tls' {
    if (this.phase !== 'waiting' || this.seen.hasAllReplies) return this.phase;
    const { waitsFor } = this;
    if (waitsFor === 'STARTTLS' && octets[at] === TLS_HANDSHAKE) return 'tls';
    if (waitsFor === 'DATA' && verbOf(octets, at, lineEnd(octets, at, end)) === null)
      this.beginMessage(false);
    else this.phase = 'commands';
    return this.phase;
  }

  private takePart(
    phase: Exclude<Phase, 'waiting'>,
    octets: Uint8Array,
    at: number,
    end: number,
    telling: Telling,
  ): number {
    if (phase === 'chunk') return this.takeChunk(at, end, telling);
    if (phase === 'message' && this.isOvertaken(octets, at, end)) this.phase = 'commands';
    else if (phase === 'message') {
      const next = this.body.find(octets, at, end);
      if (this.body.isFound) this.endMessage(telling);
      return next;
    }
    if (!this.commands.read(octets, at, end)) {
      const isNone = phase !== 'credentials' && !this.seen.isUnsure && (octets[at] as number) > 0x7e;
      return isNone ? -1 : this.commands.next;
    }
    const { textStart, textEnd, next } = this.commands;
    if (phase !== 'credentials') return this.command(octets, textStart, textEnd, telling) ? next : -1;
    this.ask('AUTH');
    telling.say(this.client, { role: 'request', summary: CREDENTIALS_NOT_SHOWN, fields: {} });
    return next;
  }

  private takeChunk(at: number, end: number, telling: Telling): number {
    const taken = Math.min(this.remaining, end - at);
    this.remaining -= taken;
    if (this.remaining === 0) {
      this.phase = 'commands';
      const fields = { bytes: this.chunkOctets };
      telling.say(this.client, {
        role: 'event',
        summary: `chunk of a message, ${this.chunkOctets} B`,
        fields,
        aside: { kind: 'described' },
      });
    }
    return at + taken;
  }

  private command(octets: Uint8Array, start: number, end: number, telling: Telling): boolean {
    if (start === end) return true;
    const verb = verbOf(octets, start, end);
    if (verb === null && this.seen.isUnsure) return this.strayLine(octets, start, end, telling);
    this.strayLines = 0;
    if (verb === null && ((octets[start] as number) < 0x20 || (octets[start] as number) > 0x7e)) return false;
    telling.say(this.client, {
      role: 'request',
      summary: telling.keepsMessages ? summaryOf(verb, octets, start, end) : '',
      fields: verb === null ? {} : { command: verb },
      isFarewell: verb === QUIT,
    });
    if (verb === 'DATA' && this.isAskedForUnseen) {
      this.beginMessage(false);
      return true;
    }
    if (verb === 'DATA' || verb === 'STARTTLS' || verb === 'AUTH') {
      this.ask(verb);
      return true;
    }
    this.remember('plain');
    if (verb === 'BDAT') {
      this.remaining = bdatOctets(octets, start, end);
      this.chunkOctets = this.remaining;
      if (this.remaining > 0) this.phase = 'chunk';
    }
    return true;
  }

  /** Behind missing octets, one of which may have asked for a message: a line of it, and no command that is unknown. */
  private strayLine(octets: Uint8Array, start: number, end: number, telling: Telling): boolean {
    const first = octets[start] as number;
    if (first === 0x7f || (first < 0x20 && first !== HT)) return false;
    this.strayLines += 1;
    if (end - start === 1 && first === FULL_STOP) {
      this.lacksBeginning = true;
      this.endMessage(telling);
    } else if (this.strayLines >= FEWEST_MESSAGE_LINES) this.beginMessage(true);
    return true;
  }

  private ask(asked: Asked): void {
    this.remember(asked);
    this.waitsFor = asked;
    this.phase = 'waiting';
  }

  private remember(asked: Asked): void {
    if (this.asked.length >= MOST_OUTSTANDING) this.forgetAsked();
    this.asked.push(asked);
    this.seen.commands = true;
  }

  private forgetAsked(): void {
    this.asked = [];
    this.seen.loseCommands();
  }

  private endMessage(telling: Telling): void {
    const { octets, isFound } = this.body;
    const isWhole = isFound && !this.lacksBeginning;
    this.phase = 'commands';
    this.strayLines = 0;
    this.remember('plain');
    telling.say(this.client, {
      role: 'request',
      summary: isWhole ? `message, ${octets} B` : 'message, not all of it captured',
      fields: isWhole ? { bytes: octets } : { incomplete: true },
      aside: { kind: 'mail', octets: isWhole ? octets : null },
    });
  }

  /** Tells the reply, and what comes next: more replies, what the client sends behind it, or TLS. */
  private answer(telling: Telling): 'go-on' | 'pause' | 'tls' {
    const { code, lines, text } = this.replies.reply;
    this.strayLines = 0;
    if (this.phase === 'message') this.hearWithinMessage(telling);
    const isAnswer = this.asked.length > 0 || this.seen.lacksCommands;
    this.seen.replies = true;
    const fields: Record<string, FieldValue> = telling.keepsMessages ? { code, lines, text } : {};
    telling.say(otherThan(this.client), {
      role: isAnswer ? 'response' : 'event',
      summary: this.replies.reply.summary,
      fields,
    });
    const asked = this.asked.shift();
    if (code === MAIL_WANTED && this.isMailWanted(asked)) {
      this.beginMessage(asked !== 'DATA');
      this.isAskedForUnseen = asked !== 'DATA';
      return 'pause';
    }
    if (asked === undefined || asked === 'plain' || this.phase !== 'waiting') return 'go-on';
    if (asked === 'STARTTLS' && code === TLS_GRANTED) return 'tls';
    this.phase = asked === 'AUTH' && code === 334 ? 'credentials' : 'commands';
    return 'pause';
  }

  /** Whether the server may mean DATA: where that, or what else was asked, is missing, it does. */
  private isMailWanted(asked: Asked | undefined): boolean {
    if (this.phase !== 'waiting' && this.phase !== 'commands') return false;
    return asked === 'DATA' ? this.phase === 'waiting' : asked === undefined || this.seen.isUnsure;
  }

  private beginMessage(lacksBeginning: boolean): void {
    this.phase = 'message';
    this.lacksBeginning = lacksBeginning;
    this.hasGap = false;
    this.isAskedForUnseen = false;
    this.isMessageAnswered = false;
    this.commands = new LineReader();
    this.body.begin();
  }

  /** In place of the message comes a command: the answer to DATA was captured before DATA. */
  private isOvertaken(octets: Uint8Array, at: number, end: number): boolean {
    if (!this.isAskedForUnseen || this.body.octets > 0) return false;
    return verbOf(octets, at, lineEnd(octets, at, end)) !== null;
  }

  /** A server speaks once it has the whole message: where some of that is missing, it is over, or was none. */
  private hearWithinMessage(telling: Telling): void {
    this.isMessageAnswered = true;
    if (!this.lacksBeginning && !this.hasGap) return;
    const mayComeYet = this.isAskedForUnseen && this.body.octets === 0 && !this.seen.isUnsure;
    if (mayComeYet || ANSWERS_NO_MESSAGE.has(this.replies.reply.code)) this.phase = 'commands';
    else this.endMessage(telling);
  }
}

/** Where the line that begins at `at` ends, as far as it is there. */
function lineEnd(octets: Uint8Array, at: number, end: number): number {
  const lineFeed = indexOfOctet(octets, LF, at, end);
  if (lineFeed === -1) return end;
  return octets[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed;
}

/** Arguments of AUTH, and lines that are no known command, may be secrets. */
function summaryOf(verb: string | null, octets: Uint8Array, start: number, end: number): string {
  if (verb === null) return `unknown command (${end - start} B)`;
  if (verb !== 'AUTH')
    return withoutSecretValues(printableText(octets, start, end, LINE_CHARACTERS)).trimEnd();
  let mechanism = start + verb.length + 1;
  while (mechanism < end && octets[mechanism] === SP) mechanism += 1;
  let mechanismEnd = mechanism;
  while (mechanismEnd < end && octets[mechanismEnd] !== SP) mechanismEnd += 1;
  const name = printableText(octets, Math.min(mechanism, end), mechanismEnd, 20);
  return mechanismEnd < end ? `AUTH ${name} ${NOT_SHOWN}` : `AUTH ${name}`;
}
