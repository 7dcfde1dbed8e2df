/** One end of a connection: its address in words as in Segment, and its port. */
export interface End {
  readonly word0: number;
  readonly word1: number;
  readonly word2: number;
  readonly word3: number;
  readonly port: number;
}

/** An address prefix: addresses whose first `length` bits are those of the words. Words as in Segment. */
export interface Prefix {
  readonly ipVersion: 4 | 6;
  readonly word0: number;
  readonly word1: number;
  readonly word2: number;
  readonly word3: number;
  /** Bits that count: 0 to 32, or 0 to 128. */
  readonly length: number;
}

const GROUPS = 8;

/** An address as text: `10.0.0.1`, or IPv6 by RFC 5952, from words as in Segment. */
export function addressText(
  ipVersion: number,
  word0: number,
  word1: number,
  word2: number,
  word3: number,
): string {
  if (ipVersion === 4) return ipv4Text(word3);
  // RFC 5952, section 5: a known prefix for IPv4 addresses is followed by such an address.
  if (word0 === 0 && word1 === 0 && word2 === 0xffff) return `::ffff:${ipv4Text(word3)}`;
  return ipv6Text([word0, word1, word2, word3].flatMap((word) => [word >>> 16, word & 0xffff]));
}

/** The address that stands at `at` in so many octets, of which IPv4 has 4 and IPv6 16, as text. */
export function addressAt(view: DataView, at: number, octets: 4 | 16): string {
  if (octets === 4) return ipv4Text(view.getInt32(at));
  return addressText(
    6,
    view.getInt32(at),
    view.getInt32(at + 4),
    view.getInt32(at + 8),
    view.getInt32(at + 12),
  );
}

/** An address with a port: `127.0.0.1:80`, `[::1]:80`. RFC 5952, section 6 */
export function endpointText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Few hosts speak most of the time: what was made last for each of so many words is kept. */
const RECENT = 1024;
const RECENT_WORDS = new Int32Array(RECENT);
const RECENT_TEXTS: string[] = new Array(RECENT).fill('0.0.0.0');

function ipv4Text(word: number): string {
  const slot = (word ^ (word >>> 10) ^ (word >>> 20)) & (RECENT - 1);
  if (RECENT_WORDS[slot] === word) return RECENT_TEXTS[slot] as string;
  const text = dottedDecimal(word);
  RECENT_WORDS[slot] = word;
  RECENT_TEXTS[slot] = text;
  return text;
}

function dottedDecimal(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 0xff}.${(word >>> 8) & 0xff}.${word & 0xff}`;
}

function ipv6Text(groups: readonly number[]): string {
  const [start, count] = longestZeros(groups);
  const hexadecimal = groups.map((group) => group.toString(16));
  if (count < 2) return hexadecimal.join(':');
  return `${hexadecimal.slice(0, start).join(':')}::${hexadecimal.slice(start + count).join(':')}`;
}

/** Start and length of the longest run of zeros, the first one of several. RFC 5952, section 4.2 */
function longestZeros(groups: readonly number[]): [number, number] {
  let best = 0;
  let bestCount = 0;
  for (let at = 0; at < groups.length; ) {
    let end = at;
    while (groups[end] === 0) end++;
    if (end - at > bestCount) {
      best = at;
      bestCount = end - at;
    }
    at = end + 1;
  }
  return [best, bestCount];
}

/** Reads an address or a prefix: `10.0.0.1`, `10.0.0.0/8`, `fe80::/10`, `::1`; null where it is neither. */
export function parsePrefix(text: string): Prefix | null {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const ipVersion = address.includes(':') ? 6 : 4;
  const words = ipVersion === 6 ? parseIpv6(address) : parseIpv4(address);
  if (words === null) return null;
  const bits = ipVersion === 6 ? 128 : 32;
  const length = slash < 0 ? bits : parseDecimal(text.slice(slash + 1), bits);
  if (length === null) return null;
  const [word0, word1, word2, word3] = words;
  return { ipVersion, word0, word1, word2, word3, length };
}

/** Whether an address, given in words as in Segment, begins as the prefix does. */
export function prefixHolds(
  prefix: Prefix,
  ipVersion: number,
  word0: number,
  word1: number,
  word2: number,
  word3: number,
): boolean {
  const { length } = prefix;
  if (ipVersion !== prefix.ipVersion) return false;
  if (ipVersion === 4) return ((word3 ^ prefix.word3) & mask(length)) === 0;
  return (
    ((word0 ^ prefix.word0) & mask(length)) === 0 &&
    ((word1 ^ prefix.word1) & mask(length - 32)) === 0 &&
    ((word2 ^ prefix.word2) & mask(length - 64)) === 0 &&
    ((word3 ^ prefix.word3) & mask(length - 96)) === 0
  );
}

/** A word whose first `bits` bits are set; none for a negative number, all from 32 on. */
function mask(bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? -1 : -1 << (32 - bits);
}

type Words = readonly [number, number, number, number];

function parseIpv4(text: string): Words | null {
  const octets = text.split('.').map((part) => parseDecimal(part, 255));
  if (octets.length !== 4) return null;
  let word = 0;
  for (const octet of octets) {
    if (octet === null) return null;
    word = (word << 8) | octet;
  }
  return [0, 0, 0, word];
}

function parseIpv6(text: string): Words | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const left = parseGroups(halves[0] as string, halves.length === 1);
  const right = halves.length === 2 ? parseGroups(halves[1] as string, true) : [];
  if (left === null || right === null) return null;
  const missing = GROUPS - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...left, ...new Array<number>(missing).fill(0), ...right];
  const word = (at: number) => ((groups[at] as number) << 16) | (groups[at + 1] as number);
  return [word(0), word(2), word(4), word(6)];
}

/** Groups of 16 bits; the last one may be an IPv4 address, which is two, where the text ends with it. */
function parseGroups(text: string, last: boolean): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (last && index === parts.length - 1 && part.includes('.')) {
      const ipv4 = parseIpv4(part);
      if (ipv4 === null) return null;
      groups.push(ipv4[3] >>> 16, ipv4[3] & 0xffff);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return null;
    }
  }
  return groups;
}

/** A decimal number from 0 to `atMost` without sign or leading zeros; null for anything else. */
function parseDecimal(text: string, atMost: number): number | null {
  if (!/^(0|[1-9][0-9]{0,2})$/.test(text)) return null;
  const value = Number(text);
  return value <= atMost ? value : null;
}
