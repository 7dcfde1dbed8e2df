import { printableText } from '../../printable.ts';
import { lengthEncoded, littleEndian, NO_NUMBER, numberOctets } from './packet.ts';

const NAME_CHARACTERS = 64;
/** Names of attributes that are told. */
const MOST_NAMES = 8;
/** A NUL in place of a value is in the bitmap, 8 attributes an octet. */
const BITS = 8;
/** Octets of a value by the type of its column: MySQL, "Binary Protocol Value". All others begin with their lengths. */
const FIXED_OCTETS: Readonly<Record<number, number>> = {
  1: 1,
  2: 2,
  3: 4,
  4: 4,
  5: 8,
  6: 0,
  8: 8,
  9: 4,
  13: 2,
};

/** What stands before the text of a query that has attributes. */
export interface QueryAttributes {
  readonly names: readonly string[];
  /** Where the text begins. */
  readonly end: number;
}

/** The attributes at `start` (MySQL, "COM_QUERY"); null where their end is not here. Their values are not looked at. */
export function readQueryAttributes(octets: Uint8Array, start: number, end: number): QueryAttributes | null {
  const count = lengthEncoded(octets, start, end);
  if (count === NO_NUMBER) return null;
  // How many sets of them there are comes next, which is always one.
  const sets = start + numberOctets(octets, start);
  const nulls = sets + 1;
  if (count === 0) return nulls > end ? null : { names: [], end: nulls };
  const flag = nulls + Math.ceil(count / BITS);
  const names: string[] = [];
  const types: number[] = [];
  let at = flag + 1;
  for (let n = 0; n < count; n += 1) {
    const name = at + 2;
    const length = lengthEncoded(octets, name, end);
    if (length === NO_NUMBER) return null;
    const nameStart = name + numberOctets(octets, name);
    if (nameStart + length > end) return null;
    if (names.length < MOST_NAMES)
      names.push(printableText(octets, nameStart, nameStart + length, NAME_CHARACTERS));
    types.push(octets[at] as number);
    at = nameStart + length;
  }
  for (const [n, type] of types.entries()) {
    const isNull = (littleEndian(octets, nulls + Math.floor(n / BITS), 1) & (1 << (n % BITS))) !== 0;
    if (!isNull) at = behindValue(octets, at, end, type);
    if (at === NO_NUMBER) return null;
  }
  return at > end ? null : { names, end: at };
}

function behindValue(octets: Uint8Array, at: number, end: number, type: number): number {
  const fixed = FIXED_OCTETS[type];
  if (fixed !== undefined) return at + fixed;
  const length = lengthEncoded(octets, at, end);
  return length === NO_NUMBER ? NO_NUMBER : at + numberOctets(octets, at) + length;
}
