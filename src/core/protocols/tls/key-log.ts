import { hexadecimal } from '../../hexadecimal.ts';
import { CR, indexOfOctet, LF, SP } from '../ascii.ts';

/** What the secrets are for that records are decrypted with, as key logs call it; those for other things are passed over. */
const LABELS = [
  'CLIENT_RANDOM',
  'CLIENT_EARLY_TRAFFIC_SECRET',
  'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  'SERVER_HANDSHAKE_TRAFFIC_SECRET',
  'CLIENT_TRAFFIC_SECRET_0',
  'SERVER_TRAFFIC_SECRET_0',
] as const;
export type SecretLabel = (typeof LABELS)[number];

/** Secrets that are remembered of one key log: past it, the oldest are let go. */
export const MOST_SECRETS = 200_000;
/** No line with a secret is longer: a label, 32 octets of random and 48 of secret, in hexadecimal. */
const LONGEST_LINE = 256;
const LONGEST_LABEL = 64;
const RANDOM_OCTETS = 32;
const SHORTEST_SECRET = 32;
const LONGEST_SECRET = 48;
const HASH = 0x23;
const NO_DIGIT = -1;

/** What each octet is as a hexadecimal digit. */
const DIGITS = Int8Array.from({ length: 256 }, (_, octet) => {
  const digit = Number.parseInt(String.fromCharCode(octet), 16);
  return Number.isNaN(digit) ? NO_DIGIT : digit;
});

/**
 * Secrets of TLS sessions by the random of their ClientHello, as programs write them to the file that SSLKEYLOGFILE
 * names: RFC 9850. Lines that are none are passed over. There may be many: both are kept as strings of a character an
 * octet, which take the least memory.
 */
export class KeyLog {
  /** Secrets that were let go because there were too many. */
  letGo = 0;
  /** It has lines of a key log, be they comments or secrets of any kind. */
  isKeyLog = false;
  private readonly secrets = new Map<string, string>();
  /** Goes on behind those that were let go: a new one would pass over the places of all of them again. */
  private oldestFirst: Iterator<string> | null = null;
  /** The beginning of a line whose end has not come; one octet more than a line may have shows that it is none. */
  private readonly begun = new Uint8Array(LONGEST_LINE + 1);
  private begunOctets = 0;

  get isEmpty(): boolean {
    return this.secrets.size === 0;
  }

  /** Takes in the next octets, whose last line may go on in those that follow. */
  take(octets: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      const lineFeed = indexOfOctet(octets, LF, at, end);
      const lineEnd = lineFeed === -1 ? end : lineFeed;
      if (lineFeed !== -1 && this.begunOctets === 0) this.line(octets, at, lineEnd);
      else this.begin(octets, at, lineEnd);
      if (lineFeed !== -1) this.endLine();
      at = lineEnd + 1;
    }
  }

  /** The line that has begun may be whole, and only lack its end. */
  tryLine(): void {
    if (this.begunOctets > 0) this.line(this.begun, 0, this.begunOctets);
  }

  /** The last line has come, whether or not it has an end. */
  endLine(): void {
    this.tryLine();
    this.begunOctets = 0;
  }

  find(label: SecretLabel, clientRandom: Uint8Array): Uint8Array | null {
    if (clientRandom.length !== RANDOM_OCTETS) return null;
    const secret = this.secrets.get(keyOf(LABELS.indexOf(label), clientRandom));
    return secret === undefined ? null : octetsIn(secret);
  }

  /** Gives one secret after the other as a line, those first that came first; null where none is left of those that have come so far. */
  linesInTurn(): () => string | null {
    const entries = this.secrets.entries();
    let given = 0;
    return () => {
      // Those that were let go meanwhile are not there to be given; and see HostNames.
      given = Math.max(given, this.letGo);
      if (given === this.letGo + this.secrets.size) return null;
      given += 1;
      const [key, secret] = entries.next().value as [string, string];
      return `${LABELS[key.charCodeAt(0)]} ${digitsOf(key.slice(1))} ${digitsOf(secret)}\n`;
    };
  }

  private begin(octets: Uint8Array, start: number, end: number): void {
    const taken = Math.min(end - start, this.begun.length - this.begunOctets);
    this.begun.set(octets.subarray(start, start + taken), this.begunOctets);
    this.begunOctets += taken;
  }

  private line(octets: Uint8Array, start: number, lineEnd: number): void {
    const end = lineEnd > start && octets[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    if (octets[start] === HASH && end > start) this.isKeyLog = true;
    if (end - start > LONGEST_LINE) return;
    const labelEnd = indexOfOctet(octets, SP, start, Math.min(end, start + LONGEST_LABEL));
    const random = labelEnd + 1;
    const randomEnd = random + 2 * RANDOM_OCTETS;
    if (labelEnd === -1 || randomEnd >= end || octets[randomEnd] !== SP) return;
    const secretOctets = (end - randomEnd - 1) / 2;
    if (secretOctets < SHORTEST_SECRET || secretOctets > LONGEST_SECRET) return;
    const randomRead = octetsOf(octets, random, randomEnd);
    const secret = octetsOf(octets, randomEnd + 1, end);
    if (randomRead === null || secret === null) return;
    this.isKeyLog = true;
    const label = LABELS.findIndex((name) => isText(octets, start, labelEnd, name));
    if (label !== -1) this.remember(keyOf(label, randomRead), text(secret));
  }

  private remember(key: string, secret: string): void {
    this.secrets.set(key, secret);
    if (this.secrets.size <= MOST_SECRETS) return;
    this.oldestFirst ??= this.secrets.keys();
    this.secrets.delete(this.oldestFirst.next().value as string);
    this.letGo += 1;
  }
}

function keyOf(label: number, random: Uint8Array | readonly number[]): string {
  return text([label, ...random]);
}

function text(octets: readonly number[]): string {
  return String.fromCharCode.apply(null, octets as number[]);
}

function digitsOf(characters: string): string {
  return hexadecimal(octetsIn(characters), 0, characters.length);
}

function octetsIn(characters: string): Uint8Array {
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}

function isText(octets: Uint8Array, start: number, end: number, name: string): boolean {
  if (end - start !== name.length) return false;
  for (let n = 0; n < name.length; n++) if (octets[start + n] !== name.charCodeAt(n)) return false;
  return true;
}

/** The octets that stand here in hexadecimal; null where others than digits do, or half an octet. */
function octetsOf(digits: Uint8Array, start: number, end: number): number[] | null {
  const octets: number[] = [];
  if ((end - start) % 2 !== 0) return null;
  for (let at = start; at < end; at += 2) {
    const high = DIGITS[digits[at] as number] as number;
    const low = DIGITS[digits[at + 1] as number] as number;
    if (high === NO_DIGIT || low === NO_DIGIT) return null;
    octets.push(high * 16 + low);
  }
  return octets;
}
