const DIGITS: readonly number[] = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** Two digits an octet, `0a1f`; put together at once, so that it takes no more memory than it shows (see printable.ts). */
export function hexadecimal(octets: Uint8Array, start: number, end: number, separator = ''): string {
  const units: number[] = [];
  for (let at = start; at < end; at++) {
    const octet = octets[at] as number;
    if (at > start && separator !== '') units.push(separator.charCodeAt(0));
    units.push(DIGITS[octet >>> 4] as number, DIGITS[octet & 15] as number);
  }
  return String.fromCharCode.apply(null, units);
}
