const DIGITS: readonly string[] = Array.from({ length: 256 }, (_, octet) =>
  octet.toString(16).padStart(2, '0'),
);

/** Two digits an octet, `0a1f`. */
export function hexadecimal(octets: Uint8Array, start: number, end: number, separator = ''): string {
  let text = '';
  for (let at = start; at < end; at++) {
    if (at > start) text += separator;
    text += DIGITS[octets[at] as number];
  }
  return text;
}
