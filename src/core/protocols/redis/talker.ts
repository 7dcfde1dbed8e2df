import { equalsIgnoringCase, SP } from '../ascii.ts';
import type { FieldValue, Side, Telling } from '../dissector.ts';
import { Preview, typeName } from './preview.ts';
import { PUSH, type ValueListener, ValueStream } from './value-stream.ts';

const ERROR = 0x2d;
const HT = 0x09;

/** What both sides know of each other. */
export interface Outstanding {
  /** Requests that wait for their replies. */
  count: number;
  /** Requests were not all seen, so nobody knows which value answers one. */
  unsure: boolean;
  /** Messages of channels may come. */
  subscribed: boolean;
}

const SUBSCRIBING = ['subscribe', 'psubscribe', 'ssubscribe'];
/** The first element of what a subscription brings, in RESP2. */
const MESSAGES = ['message', 'pmessage', 'smessage'];

/** One side of a dialogue: what it says is counted and told, a command or a reply at a time. */
export class Talker implements ValueListener {
  readonly values: ValueStream;
  /** Behind missing octets it is not known where a value begins. */
  lost = false;
  private readonly side: Side;
  private readonly isRequester: boolean;
  private readonly outstanding: Outstanding;
  private readonly preview: Preview;
  private telling: Telling | null = null;
  private type = 0;
  private elements = 0;
  private command = '';
  private error = '';
  private isMessage = false;
  private subscribes = false;

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
    this.outstanding.unsure = true;
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
    if (!this.keeps) return;
    this.preview.line(type, octets, start, end);
    if (this.elements === 1 && type === ERROR) this.error = firstWord(this.preview.text.slice(1));
  }

  string(type: number, octets: Uint8Array, start: number, end: number, length: number): void {
    this.note(type);
    if (this.elements === 2) this.noteFirst(octets, start, start + Math.max(0, length), end);
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
        if (this.elements === 2) this.noteFirst(octets, at, wordEnd, wordEnd);
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

  /** The first string inside an array: the command's name, or what kind of message it is. */
  private noteFirst(octets: Uint8Array, start: number, end: number, present: number): void {
    if (end > present) return;
    const is = (word: string) => equalsIgnoringCase(octets, start, end, word);
    if (this.isRequester) this.subscribes = SUBSCRIBING.some(is);
    else this.isMessage = this.outstanding.subscribed && MESSAGES.some(is);
  }

  private tellRequest(telling: Telling): void {
    this.outstanding.count += 1;
    if (this.subscribes) this.outstanding.subscribed = true;
    const fields: Record<string, FieldValue> = {};
    if (this.keeps) Object.assign(fields, { command: this.command, arguments: this.elements - 2 });
    telling.say(this.side, { role: 'request', summary: this.preview.text, fields });
  }

  private tellReply(telling: Telling): void {
    const { outstanding } = this;
    const answers = outstanding.unsure || outstanding.count > 0;
    const role = this.type === PUSH || this.isMessage || !answers ? 'event' : 'response';
    if (role === 'response') outstanding.count -= 1;
    const fields: Record<string, FieldValue> = {};
    if (this.keeps) {
      fields.type = typeName(this.type);
      if (this.error !== '') fields.error = this.error;
    }
    const { text } = this.preview;
    telling.say(this.side, { role, summary: this.type === PUSH ? `push ${text}`.trimEnd() : text, fields });
  }

  private clear(): void {
    this.preview.clear();
    this.type = 0;
    this.elements = 0;
    this.command = '';
    this.error = '';
    this.isMessage = false;
    this.subscribes = false;
  }
}

function firstWord(text: string): string {
  return text.split(' ', 1)[0] as string;
}
