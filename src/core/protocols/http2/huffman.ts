/**
 * Bits of each octet's code, and of the end of the string at last. The code is canonical, which is to say that these
 * lengths are all of it: RFC 7541, appendix B.
 */
// biome-ignore format: sixteen octets a line
const CODE_BITS = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, // 0x00
  28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28, // 0x10
  6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, // 0x20
  5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, // 0x30
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, // 0x40
  7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, // 0x50
  15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, // 0x60
  6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, // 0x70
  20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, // 0x80
  24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, // 0x90
  22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, // 0xa0
  21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, // 0xb0
  26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, // 0xc0
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, // 0xd0
  20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, // 0xe0
  26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, // 0xf0
  30,
];
const END_OF_STRING = 256;
const LONGEST_CODE = 30;

/** All codes of one length. */
interface CodesOfLength {
  readonly bits: number;
  /** The first code of the next length, put at the left of 32 bits: what is below it is no longer than this. */
  readonly limit: number;
  readonly firstCode: number;
  /** What the codes stand for, in the order of the codes. */
  readonly symbols: readonly number[];
}

const LENGTHS = codesByLength();

function codesByLength(): CodesOfLength[] {
  const lengths: CodesOfLength[] = [];
  let code = 0;
  for (let bits = 1; bits <= LONGEST_CODE; bits += 1) {
    const symbols = [...CODE_BITS.keys()].filter((symbol) => CODE_BITS[symbol] === bits);
    const limit = (code + symbols.length) * 2 ** (32 - bits);
    if (symbols.length > 0) lengths.push({ bits, limit, firstCode: code, symbols });
    code = (code + symbols.length) * 2;
  }
  return lengths;
}

/**
 * Decodes `start`..`end` (RFC 7541, section 5.2) into `into`, as far as there is room, and returns how many octets the
 * string has in all; -1 where it is none.
 */
export function decodeHuffman(octets: Uint8Array, start: number, end: number, into: Uint8Array): number {
  const bitsInAll = (end - start) * 8;
  let bit = 0;
  let length = 0;
  while (bit < bitsInAll) {
    const window = windowAt(octets, start, end, bit);
    const codes = lengthOf(window);
    if (codes.bits > bitsInAll - bit) return isPadding(window, bitsInAll - bit) ? length : -1;
    const symbol = codes.symbols[(window >>> (32 - codes.bits)) - codes.firstCode] as number;
    if (symbol === END_OF_STRING) return -1;
    if (length < into.length) into[length] = symbol;
    length += 1;
    bit += codes.bits;
  }
  return length;
}

/** The 32 bits from `bit` on; what lies behind the end are ones, as in the padding. */
function windowAt(octets: Uint8Array, start: number, end: number, bit: number): number {
  const at = start + (bit >>> 3);
  const shift = bit & 7;
  let window = 0;
  for (let n = 0; n < 4; n += 1) window = (window << 8) | (at + n < end ? (octets[at + n] as number) : 0xff);
  if (shift === 0) return window >>> 0;
  const next = at + 4 < end ? (octets[at + 4] as number) : 0xff;
  return ((window << shift) | (next >>> (8 - shift))) >>> 0;
}

function lengthOf(window: number): CodesOfLength {
  let n = 0;
  while (window >= (LENGTHS[n] as CodesOfLength).limit) n += 1;
  return LENGTHS[n] as CodesOfLength;
}

/** What is left of the last octet is the beginning of the end of the string, that is ones. */
function isPadding(window: number, bits: number): boolean {
  return bits < 8 && window >>> (32 - bits) === 2 ** bits - 1;
}
