import { decimal, equalsIgnoringCase, HT, SP } from '../ascii.ts';

/** RFC 5321 and its extensions, RFC 2033 (LMTP), and what mail servers say among themselves. */
const VERBS =
  'HELO EHLO LHLO MAIL RCPT DATA BDAT RSET NOOP QUIT VRFY EXPN HELP STARTTLS AUTH ETRN ATRN TURN SEND SOML SAML BURL XFORWARD XCLIENT'
    .split(' ')
    .map((verb) => [verb, verb.toLowerCase()] as const);

/** The command that a line is, in capital letters; null where it is none that is known. */
export function verbOf(octets: Uint8Array, start: number, end: number): string | null {
  const verbEnd = wordEnd(octets, start, end);
  for (const [verb, lowerCase] of VERBS) {
    if (equalsIgnoringCase(octets, start, verbEnd, lowerCase)) return verb;
  }
  return null;
}

/** How many octets follow a BDAT command: `BDAT 1000 LAST` (RFC 3030, section 2). */
export function bdatOctets(octets: Uint8Array, start: number, end: number): number {
  const sizeStart = Math.min(end, start + 5);
  return Math.max(0, decimal(octets, sizeStart, wordEnd(octets, sizeStart, end)));
}

function wordEnd(octets: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && octets[at] !== SP && octets[at] !== HT) at += 1;
  return at;
}
