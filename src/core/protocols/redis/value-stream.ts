import { CR, decimal, indexOfOctet, LF } from '../ascii.ts';

/** A head line, or an inline command, that is not whole after this is none. */
const LONGEST_LINE = 4096;
/** Octets of a string that are looked at. */
const PREVIEW_OCTETS = 64;
const DEEPEST = 32;
const MINUS = 0x2d;

export const ARRAY = 0x2a;
export const BULK_STRING = 0x24;
const ATTRIBUTE = 0x7c;
const MAP = 0x25;
export const PUSH = 0x3e;

type Kind = 'line' | 'string' | 'aggregate';

/** By first octet: what a value of that type is made of (RESP, "RESP protocol description"). */
const KINDS: readonly (Kind | undefined)[] = Array.from({ length: 256 }, (_, octet) => {
  const type = String.fromCharCode(octet);
  if ('+-:,#_('.includes(type)) return 'line';
  if ('$=!'.includes(type)) return 'string';
  return '*~>%|'.includes(type) ? 'aggregate' : undefined;
});

/** Is it an octet that a value begins with? */
export function beginsValue(octet: number): boolean {
  return KINDS[octet] !== undefined;
}

/** Who hears of the values of one direction; octets are borrowed for the call. */
export interface ValueListener {
  /** An array, set, map or push of `count` elements begins; -1: null. */
  aggregate(type: number, count: number): void;
  /** Its text is `start`..`end`. */
  line(type: number, octets: Uint8Array, start: number, end: number): void;
  /** A string of `length` octets, of which `start`..`end` are here; -1: null. */
  string(type: number, octets: Uint8Array, start: number, end: number, length: number): void;
  /** A command in words instead of an array: the words are in `start`..`end`. */
  inline(octets: Uint8Array, start: number, end: number): void;
  /** All of a value that is part of no other has been seen. */
  complete(): void;
}

/** Reads the values of one direction; of long strings no more than a beginning is kept or even looked at. */
export class ValueStream {
  private readonly listener: ValueListener;
  private readonly isRequester: boolean;
  /** Octets of a string, and of the line end behind it, to pass over. */
  private skip = 0;
  /** Elements that are still to come of each aggregate that is open, the outermost first. */
  private readonly open: number[] = [];
  private isPaused = false;

  constructor(listener: ValueListener, isRequester: boolean) {
    this.listener = listener;
    this.isRequester = isRequester;
  }

  /** Takes what can be taken; the number of octets that are done with, or -1 where they are no values. */
  take(octets: Uint8Array, start: number, end: number): number {
    let at = start;
    this.isPaused = false;
    while (at < end && !this.isPaused) {
      if (this.skip > 0) {
        const skipped = Math.min(this.skip, end - at);
        this.skip -= skipped;
        at += skipped;
        if (this.skip === 0) this.endValue();
        continue;
      }
      const lineFeed = indexOfOctet(octets, LF, at, Math.min(end, at + LONGEST_LINE));
      if (lineFeed === -1)
        return end - at >= LONGEST_LINE || !this.mayBegin(octets[at] as number) ? -1 : at - start;
      const next = this.takeLine(octets, at, lineFeed, end);
      if (next === -1) return -1;
      if (next === at) break;
      at = next;
    }
    return at - start;
  }

  /** What follows the value that is complete now is left for others. */
  pause(): void {
    this.isPaused = true;
  }

  /** Nothing of a value was begun. */
  get isBetween(): boolean {
    return this.skip === 0 && this.open.length === 0;
  }

  /** May reading go on behind octets that are missing? Only where they lie inside a string. */
  gap(missingOctets: number): boolean {
    if (missingOctets >= this.skip) return false;
    this.skip -= missingOctets;
    return true;
  }

  /** Forgets the value that was being read. */
  restart(): void {
    this.skip = 0;
    this.open.length = 0;
  }

  private mayBegin(octet: number): boolean {
    if (!this.isRequester) return KINDS[octet] !== undefined;
    return this.open.length > 0 ? octet === BULK_STRING : octet === CR || (octet >= 0x20 && octet < 0x7f);
  }

  /** Takes the line `at`..`lineFeed`; what follows it, `at` where more octets are needed, -1 where it is none. */
  private takeLine(octets: Uint8Array, at: number, lineFeed: number, end: number): number {
    const type = octets[at] as number;
    const hasReturn = lineFeed > at && octets[lineFeed - 1] === CR;
    const lineEnd = hasReturn ? lineFeed - 1 : lineFeed;
    if (this.isRequester && this.open.length === 0 && type !== ARRAY) {
      return this.takeInline(octets, at, lineEnd) ? lineFeed + 1 : -1;
    }
    // While the server makes ready what a replica has asked for, empty lines keep the connection alive.
    if (lineFeed === at && this.open.length === 0) return lineFeed + 1;
    if (!hasReturn || !this.mayBegin(type)) return -1;
    const kind = KINDS[type];
    if (kind === 'line') {
      this.listener.line(type, octets, at + 1, lineEnd);
      this.endValue();
      return lineFeed + 1;
    }
    const size = sizeOf(octets, at + 1, lineEnd);
    if (size === -2) return -1;
    if (kind === 'aggregate') return this.beginAggregate(type, size) ? lineFeed + 1 : -1;
    const content = lineFeed + 1;
    const wanted = Math.min(size, PREVIEW_OCTETS);
    if (end - content < wanted) return at;
    this.listener.string(type, octets, content, content + Math.max(0, wanted), size);
    if (size === -1) this.endValue();
    else this.skip = size + 2;
    return content;
  }

  private takeInline(octets: Uint8Array, start: number, end: number): boolean {
    if (end === start) return true;
    for (let at = start; at < end; at += 1) {
      const octet = octets[at] as number;
      if (octet < 0x20 && octet !== 0x09) return false;
    }
    this.listener.inline(octets, start, end);
    this.listener.complete();
    return true;
  }

  private beginAggregate(type: number, count: number): boolean {
    if (this.isRequester && count <= 0) return true;
    this.listener.aggregate(type, count);
    if (count <= 0 && type !== ATTRIBUTE) {
      this.endValue();
      return true;
    }
    const pairs = type === MAP || type === ATTRIBUTE;
    // The value that an attribute belongs to comes behind it.
    this.open.push((pairs ? 2 * count : count) + (type === ATTRIBUTE ? 1 : 0));
    return this.open.length <= DEEPEST;
  }

  private endValue(): void {
    const { open } = this;
    while (open.length > 0) {
      const left = (open[open.length - 1] as number) - 1;
      open[open.length - 1] = left;
      if (left > 0) return;
      open.pop();
    }
    this.listener.complete();
  }
}

/** The count or length in a head line; -1 for null, -2 where it is none. */
function sizeOf(octets: Uint8Array, start: number, end: number): number {
  if (octets[start] === MINUS) return end - start === 2 && octets[start + 1] === 0x31 ? -1 : -2;
  const size = decimal(octets, start, end);
  return size === -1 || size > 0x7fffffff ? -2 : size;
}
