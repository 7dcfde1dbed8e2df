import { HYPHEN, indexOfOctet, LF, SP, startsWith } from './ascii.ts';
import type { Octets } from './dissector.ts';

const LONGEST_GREETING = 512;

/**
 * Is this a server's `220 ` greeting, as of SMTP and FTP alike? Where its first line ends; 0 where that is yet to come; -1
 * where it is none.
 */
export function greetingLine({ octets, start, end }: Octets): number {
  if (!startsWith(octets, start, end, '220')) return -1;
  if (end - start < 4) return 0;
  const behind = octets[start + 3];
  if (behind !== SP && behind !== HYPHEN) return -1;
  const lineFeed = indexOfOctet(octets, LF, start, Math.min(end, start + LONGEST_GREETING));
  for (let at = start; at < (lineFeed === -1 ? end : lineFeed); at += 1) {
    const octet = octets[at] as number;
    if ((octet < 0x20 && octet !== 0x0d && octet !== 0x09) || octet === 0x7f) return -1;
  }
  if (lineFeed !== -1) return lineFeed;
  return end - start < LONGEST_GREETING ? 0 : -1;
}

/** Is `word`, which is ASCII, anywhere in `start`..`end`? */
export function contains(octets: Uint8Array, start: number, end: number, word: string): boolean {
  for (let at = start; at + word.length <= end; at += 1) {
    if (startsWith(octets, at, end, word)) return true;
  }
  return false;
}
