import { timeText } from '../core/time.ts';

/** It begins with room for so much, and again whenever it was taken. */
export const ROOM_OCTETS = 128 << 10;

const ZERO = 0x30;
const QUOTE = 0x22;
const POINT = 0x2e;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const DELETE = 0x7f;
const LINE_FEED = 0x0a;
const DECIMALS = 9;
const BILLION = 10 ** DECIMALS;
/** Up to here a loop is quicker than a call that copies. */
const LONGEST_LOOP = 12;

const encoder = new TextEncoder();

/** The octets of a text that stands in many lines, to be made once. */
export function octetsOf(text: string): Uint8Array {
  return encoder.encode(text);
}

/**
 * Text to be written, put together as UTF-8 octets: strings that are put together first, and encoded then, take several
 * times as long.
 */
export class OctetText {
  #octets: Uint8Array = new Uint8Array(ROOM_OCTETS);
  #spare: Uint8Array | null = null;
  #length = 0;

  /** In octets. */
  get length(): number {
    return this.#length;
  }

  /** All octets so far, for good: the text is empty afterwards. */
  take(): Uint8Array {
    const octets = this.#octets.subarray(0, this.#length);
    this.#octets = this.#spare ?? new Uint8Array(ROOM_OCTETS);
    this.#spare = null;
    this.#length = 0;
    return octets;
  }

  /** Nobody reads these octets any more, which were taken before: what comes may be written over them. */
  giveBack({ buffer }: Uint8Array): void {
    if (buffer.byteLength === ROOM_OCTETS) this.#spare = new Uint8Array(buffer);
  }

  /** Octets as they are. */
  octets(octets: Uint8Array): void {
    const { length } = octets;
    const at = this.#grow(length);
    if (length > LONGEST_LOOP) {
      this.#octets.set(octets, at);
      return;
    }
    const into = this.#octets;
    for (let i = 0; i < length; i++) into[at + i] = octets[i] as number;
  }

  /** Puts octets in the place of as many that stand at `at` already. */
  replace(at: number, octets: Uint8Array): void {
    this.#octets.set(octets, at);
  }

  /** A string of JSON that needs no escapes: of printable ASCII characters, quotation mark and backslash aside. */
  word(text: string): void {
    const { length } = text;
    const at = this.#grow(length + 2);
    const into = this.#octets;
    into[at] = QUOTE;
    for (let i = 0; i < length; i++) into[at + 1 + i] = text.charCodeAt(i);
    into[at + 1 + length] = QUOTE;
  }

  /** Any text; what UTF-8 cannot say becomes U+FFFD. */
  text(text: string): void {
    const at = this.#grow(3 * text.length);
    const { written } = encoder.encodeInto(text, this.#octets.subarray(at));
    this.#length = at + written;
  }

  /** Any text and the end of the line. */
  line(text: string): void {
    this.text(text);
    this.endLine();
  }

  endLine(): void {
    this.#octet(LINE_FEED);
  }

  /** A string of JSON, in its quotation marks. */
  json(text: string): void {
    const { length } = text;
    const at = this.#grow(length + 2);
    const into = this.#octets;
    into[at] = QUOTE;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit < SPACE || unit >= DELETE || unit === QUOTE || unit === BACKSLASH) {
        this.#length = at;
        this.text(JSON.stringify(text));
        return;
      }
      into[at + 1 + i] = unit;
    }
    into[at + 1 + length] = QUOTE;
  }

  /** A number as JSON has it; whole ones, which most are, in a fraction of the time of others. */
  number(value: number): void {
    if (value >= 0 && value < BILLION && (value | 0) === value) this.#digits(value, 1);
    else if (value >= BILLION && Number.isSafeInteger(value)) this.#longDigits(value);
    else this.text(`${value}`);
  }

  /** Nanoseconds as seconds, without zeros at their end; rounded where they are no whole ones, as means are. */
  seconds(nanoseconds: number): void {
    const whole = Math.round(nanoseconds);
    if (!(whole >= 0 && whole <= Number.MAX_SAFE_INTEGER)) {
      this.number(whole / BILLION);
      return;
    }
    const seconds = Math.floor(whole / BILLION);
    const rest = whole - seconds * BILLION;
    this.number(seconds);
    if (rest === 0) return;
    this.#octet(POINT);
    this.#digits(rest, DECIMALS);
    while (this.#octets[this.#length - 1] === ZERO) this.#length--;
  }

  /** An instant as a string of JSON: seconds since 1970 with nine digits behind the point, `"1598700000.123456789"`. */
  instant(seconds: number, nanoseconds: number): void {
    if (seconds < 0) {
      this.word(timeText({ seconds, nanoseconds }));
      return;
    }
    this.#octet(QUOTE);
    this.number(seconds);
    this.#octet(POINT);
    this.#digits(nanoseconds, DECIMALS);
    this.#octet(QUOTE);
  }

  #octet(octet: number): void {
    // Room is made first: that may put other octets in the place of these.
    const at = this.#grow(1);
    this.#octets[at] = octet;
  }

  #longDigits(value: number): void {
    const billions = Math.floor(value / BILLION);
    this.#digits(billions, 1);
    this.#digits(value - billions * BILLION, DECIMALS);
  }

  /** Below a billion, with zeros before it where it has fewer digits than `least`. */
  #digits(value: number, least: number): void {
    let length = least;
    for (let power = 10 ** least; power <= value; power *= 10) length++;
    const at = this.#grow(length);
    const into = this.#octets;
    let rest = value | 0;
    for (let i = at + length - 1; i >= at; i--) {
      const tenth = (rest / 10) | 0;
      into[i] = ZERO + rest - 10 * tenth;
      rest = tenth;
    }
  }

  /** Makes room for so many octets, counts them in, and gives where they begin. */
  #grow(octets: number): number {
    const at = this.#length;
    this.#length = at + octets;
    if (this.#length > this.#octets.length) {
      const wider = new Uint8Array(Math.max(this.#length, 2 * this.#octets.length));
      wider.set(this.#octets.subarray(0, at));
      this.#octets = wider;
    }
    return at;
  }
}
