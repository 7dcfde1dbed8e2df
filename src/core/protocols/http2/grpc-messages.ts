import type { FieldValue, Saying, Side, Telling } from '../dissector.ts';

/** Whether it is compressed, and its length (gRPC over HTTP/2, Length-Prefixed-Message). */
const PREFIX_OCTETS = 5;
const COMPRESSED = 1;
const NOTHING = -1;

/**
 * The messages of gRPC that one side of a stream sends: a flag and a length before each, wherever the DATA frames end.
 * What is in them is passed over.
 */
export class GrpcMessages {
  /** Messages that are complete. */
  count = 0;
  /** Octets were missed, or are no such messages: nothing more can be told. */
  isLost = false;
  private readonly encoding: string;
  private prefixOctets = 0;
  private isCompressed = false;
  private length = 0;
  /** Octets of a message that are still to come, once its prefix is there. */
  private remaining = 0;
  /** Octets of the last message that is complete, until it is told. */
  private untold = NOTHING;
  private isUntoldCompressed = false;

  /** `encoding` is how those messages are compressed that are; empty where nothing says so. */
  constructor(encoding: string) {
    this.encoding = encoding;
  }

  /** Takes the next octets of the body, and tells the messages that they complete, but for the last one. */
  take(octets: Uint8Array, start: number, end: number, side: Side, stream: number, telling: Telling): void {
    let at = start;
    while (at < end && !this.isLost) {
      if (this.prefixOctets < PREFIX_OCTETS) {
        this.takePrefix(octets[at] as number);
        at += 1;
      } else {
        const passed = Math.min(this.remaining, end - at);
        this.remaining -= passed;
        at += passed;
      }
      if (this.prefixOctets === PREFIX_OCTETS && this.remaining === 0) this.complete(side, stream, telling);
    }
  }

  /** Octets of the body were not captured: all is well if they are all of the message that has begun. */
  miss(octets: number): void {
    if (this.prefixOctets === PREFIX_OCTETS && octets < this.remaining) this.remaining -= octets;
    else this.lose();
  }

  lose(): void {
    this.isLost = true;
  }

  /** Tells the last message that is complete, at the end of the frame in which it ends. */
  tellLast(side: Side, stream: number, telling: Telling): void {
    if (this.untold === NOTHING || !telling.keepsMessages) return;
    const fields: Record<string, FieldValue> = { frame: 'DATA', stream, ...this.fields };
    telling.say(side, event(`${this.words} (stream ${stream})`, fields));
    this.untold = NOTHING;
  }

  /** Tells the end of a body, together with its message where it is the only one. */
  tellEnd(side: Side, stream: number, bodyOctets: number, telling: Telling): void {
    const isAlone = this.count === 1 && this.untold !== NOTHING && !this.isLost;
    const alone = isAlone ? `: ${this.words}` : '';
    const fieldsAlone = isAlone ? this.fields : {};
    if (isAlone) this.untold = NOTHING;
    this.tellLast(side, stream, telling);
    telling.say(
      side,
      event(`DATA ${bodyOctets} B${alone || this.countWords} (stream ${stream})`, {
        frame: 'DATA',
        stream,
        endStream: true,
        bodyBytes: bodyOctets,
        ...fieldsAlone,
        ...this.countFields,
      }),
    );
  }

  /** Whether there was no more than one. */
  get isSingle(): boolean {
    return !this.isLost && this.count <= 1;
  }

  /** `, 5 messages`; empty where it is one, as of most calls, or where they could not be counted. */
  get countWords(): string {
    return this.isLost || this.count === 1 ? '' : `, ${this.count} messages`;
  }

  get countFields(): Record<string, FieldValue> {
    return this.isLost ? {} : { messages: this.count };
  }

  private takePrefix(octet: number): void {
    if (this.prefixOctets === 0) {
      if (octet > COMPRESSED) this.lose();
      this.isCompressed = octet === COMPRESSED;
      this.length = 0;
    } else {
      this.length = this.length * 256 + octet;
    }
    this.prefixOctets += 1;
    if (this.prefixOctets === PREFIX_OCTETS) this.remaining = this.length;
  }

  private complete(side: Side, stream: number, telling: Telling): void {
    this.tellLast(side, stream, telling);
    this.untold = this.length;
    this.isUntoldCompressed = this.isCompressed;
    this.count += 1;
    this.prefixOctets = 0;
  }

  private get words(): string {
    const { untold, isUntoldCompressed, encoding } = this;
    if (!isUntoldCompressed) return `message ${untold} B`;
    return `message ${untold} B compressed${encoding === '' ? '' : ` (${encoding})`}`;
  }

  private get fields(): Record<string, FieldValue> {
    return { messageBytes: this.untold, compressed: this.isUntoldCompressed };
  }
}

function event(summary: string, fields: Saying['fields']): Saying {
  return { summary, role: 'event', fields };
}
