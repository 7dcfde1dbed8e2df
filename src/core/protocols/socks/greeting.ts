import type { Octets } from '../dissector.ts';

/** Version 5, and as many methods as it says (RFC 1928, section 3). */
export function isSocks5Greeting({ octets, start, end }: Octets): boolean {
  const count = octets[start + 1] as number;
  if (count < 1 || count > 16 || end - start < 2 + count) return false;
  for (let at = start + 2; at < start + 2 + count; at += 1) {
    const method = octets[at] as number;
    if (method > 9 && method < 0x80) return false;
  }
  return true;
}
