export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const HT = 0x09;
export const HYPHEN = 0x2d;
export const COLON = 0x3a;

/** Where the first `octet` of `start`..`end` is, or -1. */
export function indexOfOctet(octets: Uint8Array, octet: number, start: number, end: number): number {
  for (let at = start; at < end; at += 1) if (octets[at] === octet) return at;
  return -1;
}

/** Where the NUL of a text is, or `end`. */
export function textEnd(octets: Uint8Array, start: number, end: number): number {
  const at = indexOfOctet(octets, 0, start, end);
  return at === -1 ? end : at;
}

/** Does `text`, which is ASCII, stand at `start`? Where `end` comes too early, as far as there is anything. */
export function startsWith(octets: Uint8Array, start: number, end: number, text: string): boolean {
  const length = Math.min(text.length, end - start);
  for (let at = 0; at < length; at += 1) if (octets[start + at] !== text.charCodeAt(at)) return false;
  return true;
}

/** Is `start`..`end` this text in any mixture of cases? `lowerCase` is ASCII. */
export function equalsIgnoringCase(
  octets: Uint8Array,
  start: number,
  end: number,
  lowerCase: string,
): boolean {
  if (end - start !== lowerCase.length) return false;
  for (let at = 0; at < lowerCase.length; at += 1) {
    const octet = octets[start + at] as number;
    const lower = octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet;
    if (lower !== lowerCase.charCodeAt(at)) return false;
  }
  return true;
}

/** The number that 1 to 15 decimal digits and nothing else make, or -1. */
export function decimal(octets: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > 15) return -1;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = (octets[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
