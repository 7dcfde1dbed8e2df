import { printableText } from '../../printable.ts';
import { SP } from '../ascii.ts';
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
import { consumed, malformed } from '../progress.ts';
import { ReplyStream } from '../reply-stream.ts';
import { SeenParts } from '../seen-parts.ts';
import { BodyEnd } from './body-end.ts';
import { bdatOctets, verbOf } from './commands.ts';

const LINE_CHARACTERS = 160;
/** Commands without a reply that are remembered; more of them mean that replies are not seen. */
const MOST_OUTSTANDING = 256;
const QUIT = 'QUIT';
const HANDSHAKE_RECORD = 0x16;
/** The answer to STARTTLS (RFC 3207, section 4). */
const TLS_GRANTED = 220;

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
  private readonly commands = new LineReader();
  private readonly replies = new ReplyStream(TLS_GRANTED);
  private readonly body = new BodyEnd();
  private asked: Asked[] = [];
  private remaining = 0;
  private chunkOctets = 0;
  private readonly seen = new SeenParts();

  takeReplies(octets: Octets, telling: Telling): Progress {
    return this.replies.take(octets, telling.keepsMessages, () => this.answer(telling));
  }

  takeCommands(span: Octets, telling: Telling): Progress {
    const { octets, start, end } = span;
    let at = start;
    while (at < end) {
      const phase = this.resolve(octets[at] as number);
      if (phase === 'tls') return { kind: 'hand-over', consumed: at - start, to: 'tls' };
      if (phase === 'waiting') break;
      const next = this.takePart(phase, octets, at, end, telling);
      if (next === -1) return malformed('no command');
      if (next === at) break;
      at = next;
    }
    return consumed(at - start);
  }

  /** Replies are missing: which command the next one answers is not known. */
  loseReplies(): void {
    this.replies.lose();
    this.seen.loseReplies();
    this.asked = [];
  }

  loseCommands(missingOctets: number): void {
    if (this.phase === 'message') {
      this.body.gap(missingOctets);
    } else if (this.phase === 'chunk' && missingOctets <= this.remaining) {
      this.remaining -= missingOctets;
    } else {
      this.phase = 'commands';
      this.commands.passRest();
    }
    this.forgetAsked();
  }

  /** What comes next, where it depends on a reply that will not be seen: what the command asked for. */
  private resolve(octet: number): Phase | 'tls' {
    if (this.phase !== 'waiting' || this.seen.hasAllReplies) return this.phase;
    const asked = this.asked.at(-1);
    if (asked === 'STARTTLS' && octet === HANDSHAKE_RECORD) return 'tls';
    this.phase = asked === 'DATA' ? 'message' : 'commands';
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
    if (phase === 'message') {
      const next = this.body.find(octets, at, end);
      if (this.body.isFound) this.endMessage(this.body.octets, telling);
      return next;
    }
    if (!this.commands.read(octets, at, end)) {
      return phase === 'commands' && (octets[at] as number) > 0x7e ? -1 : this.commands.next;
    }
    const { textStart, textEnd, next } = this.commands;
    if (phase === 'commands') return this.command(octets, textStart, textEnd, telling) ? next : -1;
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
      });
    }
    return at + taken;
  }

  private command(octets: Uint8Array, start: number, end: number, telling: Telling): boolean {
    if (start === end) return true;
    const verb = verbOf(octets, start, end);
    if (verb === null && ((octets[start] as number) < 0x20 || (octets[start] as number) > 0x7e)) return false;
    telling.say(this.client, {
      role: 'request',
      summary: telling.keepsMessages ? summaryOf(verb, octets, start, end) : '',
      fields: verb === null ? {} : { command: verb },
      isFarewell: verb === QUIT,
    });
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

  private ask(asked: Asked): void {
    this.remember(asked);
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

  private endMessage(octets: number, telling: Telling): void {
    this.phase = 'commands';
    this.remember('plain');
    telling.say(this.client, { role: 'request', summary: `message, ${octets} B`, fields: { bytes: octets } });
  }

  /** Tells the reply, and what comes next: more replies, what the client sends behind it, or TLS. */
  private answer(telling: Telling): 'go-on' | 'pause' | 'tls' {
    const { code, lines, text } = this.replies.reply;
    const isAnswer = this.asked.length > 0 || this.seen.lacksCommands;
    this.seen.replies = true;
    const fields: Record<string, FieldValue> = telling.keepsMessages ? { code, lines, text } : {};
    telling.say(otherThan(this.client), {
      role: isAnswer ? 'response' : 'event',
      summary: this.replies.reply.summary,
      fields,
    });
    const asked = this.asked.shift();
    if (asked === undefined || asked === 'plain' || this.phase !== 'waiting') return 'go-on';
    if (asked === 'STARTTLS' && code === TLS_GRANTED) return 'tls';
    if (asked === 'DATA' && code === 354) this.beginMessage();
    else this.phase = asked === 'AUTH' && code === 334 ? 'credentials' : 'commands';
    return 'pause';
  }

  private beginMessage(): void {
    this.phase = 'message';
    this.body.begin();
  }
}

/** Arguments of AUTH, and lines that are no known command, may be secrets. */
function summaryOf(verb: string | null, octets: Uint8Array, start: number, end: number): string {
  if (verb === null) return `unknown command (${end - start} B)`;
  if (verb !== 'AUTH') return printableText(octets, start, end, LINE_CHARACTERS).trimEnd();
  let mechanism = start + verb.length + 1;
  while (mechanism < end && octets[mechanism] === SP) mechanism += 1;
  let mechanismEnd = mechanism;
  while (mechanismEnd < end && octets[mechanismEnd] !== SP) mechanismEnd += 1;
  const name = printableText(octets, Math.min(mechanism, end), mechanismEnd, 20);
  return mechanismEnd < end ? `AUTH ${name} ${NOT_SHOWN}` : `AUTH ${name}`;
}
