import { printableText } from '../../printable.ts';
import { LINE_CHARACTERS } from '../told-characters.ts';
import { decodeHuffman } from './huffman.ts';
import { STATIC_TABLE } from './static-table.ts';

const NAME_CHARACTERS = 64;
/** The size of a table of which nothing else was said (RFC 9113, section 6.5.2). */
const FIRST_TABLE_OCTETS = 4096;
/** The most that a table may come to here, whatever was agreed. */
const MOST_TABLE_OCTETS = 65_536;
/** What an entry counts beside its name and its value (RFC 7541, section 4.1). */
const ENTRY_OCTETS = 32;
/** More octets than these in a number are no index and no length of ours. */
const LONGEST_NUMBER = 4;
const ERROR = -1;

interface Entry {
  readonly name: string;
  readonly nameOctets: number;
  readonly value: string;
  readonly octets: number;
}

/** Stands for the name of every field that nobody wants: there are many, in the tables of every open connection. */
const UNWANTED = 'unwanted';

/** An entry that was sent when we did not listen. */
const UNKNOWN: Entry = { name: '', nameOctets: 0, value: '', octets: ENTRY_OCTETS };

const STATIC: readonly Entry[] = STATIC_TABLE.map(([name, value]) =>
  entryOf(name, name.length, value, value.length),
);

/** Enough for all that is kept of a string, at four octets a character. */
const decoded = new Uint8Array(4 * LINE_CHARACTERS + 4);
const NOWHERE = new Uint8Array(0);

function entryOf(name: string, nameOctets: number, value: string, valueOctets: number): Entry {
  return { name, nameOctets, value, octets: ENTRY_OCTETS + nameOctets + valueOctets };
}

/** What takes the fields of a block; the name or the value of what is not known is empty. */
export type FieldTaker = (name: string, value: string) => void;

/**
 * The header fields of one direction: HPACK, RFC 7541. Text is printable, and cut. Behind a loss the table is filled
 * anew: what refers to entries from before is not known, all else is. Of a field that is not wanted no more is kept than
 * what it counts in the table, and it is given without its name and its value.
 */
export class FieldDecoder {
  /** Newest last. */
  private readonly entries: Entry[] = [];
  private octets = 0;
  private mostOctets = FIRST_TABLE_OCTETS;
  /** There may be entries that we do not have. */
  private isPartial = false;
  private block: Uint8Array = decoded;
  private at = 0;
  private end = 0;
  private textOctets = 0;
  private readonly isWanted: (name: string) => boolean;

  constructor(isWanted: (name: string) => boolean) {
    this.isWanted = isWanted;
  }

  /** Blocks were missed. */
  lose(): void {
    this.isPartial = true;
    this.entries.length = 0;
    this.octets = 0;
  }

  /** Gives each field of the block to `take`; false where this is no block, and then not all were given. */
  decode(octets: Uint8Array, start: number, end: number, take: FieldTaker): boolean {
    this.block = octets;
    this.at = start;
    this.end = end;
    let isGood = true;
    while (isGood && this.at < end) isGood = this.readRepresentation(octets[this.at] as number, take);
    this.block = decoded;
    return isGood;
  }

  /** RFC 7541, section 6: which of the five it is, its first bits tell. */
  private readRepresentation(first: number, take: FieldTaker): boolean {
    if (first & 0x80) return this.readIndexed(take);
    if (first & 0x40) return this.readLiteral(6, true, take);
    if (first & 0x20) return this.readTableSize();
    return this.readLiteral(4, false, take);
  }

  private readIndexed(take: FieldTaker): boolean {
    const entry = this.entryAt(this.readNumber(7));
    if (entry !== null) take(entry.name, entry.value);
    return entry !== null;
  }

  private readLiteral(prefixBits: number, isAdded: boolean, take: FieldTaker): boolean {
    const index = this.readNumber(prefixBits);
    let name: string | null;
    let nameOctets: number;
    if (index === 0) {
      const text = this.readText(NAME_CHARACTERS);
      name = text === null || text === '' || this.isWanted(text) ? text : UNWANTED;
      nameOctets = this.textOctets;
    } else {
      const named = this.entryAt(index);
      name = named?.name ?? null;
      nameOctets = named?.nameOctets ?? 0;
    }
    if (name === null) return false;
    // Only the name of an entry that was not seen is unknown: its value is there.
    const value = name === '' || this.isWanted(name) ? this.readText(LINE_CHARACTERS) : this.passText();
    if (value === null) return false;
    if (isAdded) this.add(entryOf(name, nameOctets, value, this.textOctets));
    take(name, value);
    return true;
  }

  private readTableSize(): boolean {
    const size = this.readNumber(5);
    if (size === ERROR) return false;
    if (size > MOST_TABLE_OCTETS) this.isPartial = true;
    this.mostOctets = Math.min(size, MOST_TABLE_OCTETS);
    this.evict();
    return true;
  }

  private entryAt(index: number): Entry | null {
    if (index <= 0) return null;
    if (index <= STATIC.length) return STATIC[index - 1] as Entry;
    const entry = this.entries[this.entries.length - (index - STATIC.length)];
    return entry ?? (this.isPartial ? UNKNOWN : null);
  }

  private add(entry: Entry): void {
    this.entries.push(entry);
    this.octets += entry.octets;
    this.evict();
  }

  private evict(): void {
    let evicted = 0;
    while (this.octets > this.mostOctets) {
      this.octets -= (this.entries[evicted] as Entry).octets;
      evicted += 1;
    }
    if (evicted > 0) this.entries.splice(0, evicted);
  }

  /** A number that begins in the last `prefixBits` bits of the next octet (RFC 7541, section 5.1). */
  private readNumber(prefixBits: number): number {
    if (this.at >= this.end) return ERROR;
    const most = (1 << prefixBits) - 1;
    const prefix = (this.block[this.at] as number) & most;
    this.at += 1;
    if (prefix < most) return prefix;
    let value = most;
    for (let n = 0; n < LONGEST_NUMBER && this.at < this.end; n += 1) {
      const octet = this.block[this.at] as number;
      this.at += 1;
      value += (octet & 0x7f) << (7 * n);
      if (octet < 0x80) return value;
    }
    return ERROR;
  }

  /** A string (RFC 7541, section 5.2); `textOctets` then says how long it is. */
  private readText(mostCharacters: number): string | null {
    const isHuffman = this.isHuffmanNext();
    const start = this.readSpan();
    if (start === ERROR) return null;
    if (!isHuffman) return printableText(this.block, start, this.at, mostCharacters);
    this.textOctets = decodeHuffman(this.block, start, this.at, decoded);
    if (this.textOctets === ERROR) return null;
    return printableText(decoded, 0, Math.min(this.textOctets, decoded.length), mostCharacters);
  }

  /** Passes a string, which stands for an empty one; `textOctets` then says how long it is. */
  private passText(): '' | null {
    const isHuffman = this.isHuffmanNext();
    const start = this.readSpan();
    if (start === ERROR) return null;
    if (isHuffman) this.textOctets = decodeHuffman(this.block, start, this.at, NOWHERE);
    return this.textOctets === ERROR ? null : '';
  }

  private isHuffmanNext(): boolean {
    return this.at < this.end && ((this.block[this.at] as number) & 0x80) !== 0;
  }

  /** Passes the length of a string and its octets; gives where these begin, or ERROR where they are not there. */
  private readSpan(): number {
    const length = this.readNumber(7);
    const start = this.at;
    if (length === ERROR || length > this.end - start) return ERROR;
    this.at = start + length;
    this.textOctets = length;
    return start;
  }
}
