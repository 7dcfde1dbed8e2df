import { equalsIgnoringCase, SP, startsWith } from '../ascii.ts';
import type { FieldValue, Side, Telling } from '../dissector.ts';
import { CONFIRMED, EffectReader } from './effects.ts';
import { MESSAGES } from './identify.ts';
import type { Outstanding } from './outstanding.ts';
import { Preview, typeName } from './preview.ts';
import { PUSH, type ValueListener, ValueStream } from './value-stream.ts';

const NO_FIELDS: Readonly<Record<string, FieldValue>> = {};

const SIMPLE_STRING = 0x2b;
const ERROR = 0x2d;
const HT = 0x09;

/** How a server grants PSYNC: with a snapshot, or with what came since. */
const FULL_RESYNC = 'FULLRESYNC ';
const CONTINUE = 'CONTINUE';

/** One side of a dialogue: what it says is counted and told, a command or a reply at a time. */
export class Talker implements ValueListener {
  readonly values: ValueStream;
  /** Behind missing octets it is not known where a value begins. */
  lost = false;
  readonly isRequester: boolean;
  private readonly side: Side;
  private readonly outstanding: Outstanding;
  private readonly preview: Preview;
  private telling: Telling | null = null;
  private type = 0;
  private elements = 0;
  private command = '';
  private error = '';
  private readonly effects = new EffectReader();
  private isMessage = false;
  private isConfirmation = false;
  private grants: 'snapshot' | 'stream' | null = null;

  constructor(side: Side, isRequester: boolean, outstanding: Outstanding) {
    this.side = side;
    this.isRequester = isRequester;
    this.outstanding = outstanding;
    this.values = new ValueStream(this, isRequester);
    this.preview = new Preview(isRequester);
  }

  take(octets: Uint8Array, start: number, end: number, telling: Telling): number {
    this.telling = telling;
    const done = this.values.take(octets, start, end);
    this.telling = null;
    return done;
  }

  /** Forgets what was begun: its rest is missing. */
  lose(): void {
    this.lost = true;
    this.values.restart();
    this.clear();
    this.outstanding.lose();
  }

  aggregate(type: number, count: number): void {
    const isOutermost = this.elements === 0;
    this.note(type);
    if (this.keeps && !(isOutermost && (this.isRequester || type === PUSH))) {
      this.preview.aggregate(type, count);
    }
  }

  line(type: number, octets: Uint8Array, start: number, end: number): void {
    this.note(type);
    if (type === SIMPLE_STRING && this.elements === 1) this.noteGrant(octets, start, end);
    if (!this.keeps) return;
    this.preview.line(type, octets, start, end);
    if (this.elements === 1 && type === ERROR) this.error = firstWord(this.preview.text.slice(1));
  }

  string(type: number, octets: Uint8Array, start: number, end: number, length: number): void {
    this.note(type);
    if (start + length <= end) this.noteWord(octets, start, end);
    if (!this.keeps) return;
    const isCommand = this.isRequester && this.elements === 2;
    this.preview.string(octets, start, end, length);
    if (isCommand) this.command = this.preview.text.toUpperCase();
  }

  inline(octets: Uint8Array, start: number, end: number): void {
    this.elements = 1;
    for (let at = start; at < end; ) {
      let wordEnd = at;
      while (wordEnd < end && octets[wordEnd] !== SP && octets[wordEnd] !== HT) wordEnd += 1;
      if (wordEnd > at) {
        this.elements += 1;
        this.noteWord(octets, at, wordEnd);
        if (this.keeps) this.preview.word(octets, at, wordEnd);
        if (this.elements === 2) this.command = this.preview.text.toUpperCase();
      }
      at = wordEnd + 1;
    }
  }

  complete(): void {
    const telling = this.telling as Telling;
    if (this.isRequester) this.tellRequest(telling);
    else this.tellReply(telling);
    this.clear();
  }

  private get keeps(): boolean {
    return this.telling?.keepsMessages === true;
  }

  private note(type: number): void {
    if (this.elements === 0) this.type = type;
    this.elements += 1;
  }

  /** A word of a command, or the first one of an array, which tells what kind of message it is. */
  private noteWord(octets: Uint8Array, start: number, end: number): void {
    if (this.isRequester) {
      if (this.elements >= 2) this.effects.word(octets, start, end);
      return;
    }
    const mayBeSent = this.type === PUSH || this.outstanding.subscribed;
    if (this.elements === 2 && mayBeSent) this.noteKind(octets, start, end);
  }

  private noteKind(octets: Uint8Array, start: number, end: number): void {
    const is = (word: string) => equalsIgnoringCase(octets, start, end, word);
    this.isMessage = MESSAGES.some(is);
    this.isConfirmation = CONFIRMED.some(is);
  }

  private noteGrant(octets: Uint8Array, start: number, end: number): void {
    if (this.isRequester) return;
    if (beginsWith(octets, start, end, FULL_RESYNC)) this.grants = 'snapshot';
    else if (this.outstanding.asksToGoOn && beginsWith(octets, start, end, CONTINUE)) this.grants = 'stream';
  }

  private tellRequest(telling: Telling): void {
    const isAnswered = this.outstanding.ask(this.effects.effect, this.elements - 2);
    const fields = this.keeps ? { command: this.command, arguments: this.elements - 2 } : NO_FIELDS;
    telling.say(this.side, { role: isAnswered ? 'request' : 'event', summary: this.preview.text, fields });
  }

  private tellReply(telling: Telling): void {
    const { outstanding } = this;
    const role = this.isReply() ? 'response' : 'event';
    const fields = this.keeps ? this.replyFields() : NO_FIELDS;
    const { text } = this.preview;
    telling.say(this.side, { role, summary: this.type === PUSH ? `push ${text}`.trimEnd() : text, fields });
    if (this.grants === null) return;
    outstanding.beginReplication(this.grants);
    this.values.pause();
  }

  private replyFields(): Record<string, FieldValue> {
    const type = typeName(this.type);
    return this.error === '' ? { type } : { type, error: this.error };
  }

  private isReply(): boolean {
    if (this.isConfirmation) return this.outstanding.confirm();
    return this.type !== PUSH && !this.isMessage && this.outstanding.answer();
  }

  private clear(): void {
    this.preview.clear();
    this.type = 0;
    this.elements = 0;
    this.command = '';
    this.error = '';
    this.effects.clear();
    this.isMessage = false;
    this.isConfirmation = false;
    this.grants = null;
  }
}

function beginsWith(octets: Uint8Array, start: number, end: number, text: string): boolean {
  return end - start >= text.length && startsWith(octets, start, end, text);
}

function firstWord(text: string): string {
  return text.split(' ', 1)[0] as string;
}
