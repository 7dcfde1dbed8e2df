import { CR, equalsIgnoringCase, indexOfOctet, LF, SP, startsWith } from './ascii.ts';
import { CommandDialogue } from './command-dialogue.ts';
import { type Dissector, type Identification, type Octets, otherThan, type Side } from './dissector.ts';
import { contains, greetingLine } from './greeting.ts';
import { joinedLate } from './signatures/rule.ts';
import { SmtpSession } from './smtp/session.ts';

/** What a hello is followed by. */
const NEXT = 'MAIL FROM:';
/** `EHLO`, a blank, and a name. */
const SHORTEST_HELLO = 6;
const LONGEST_HELLO = 512;
const HELLOS = ['ehlo ', 'helo ', 'lhlo '];
const HELLO_OCTETS = 5;
const MAIL_COMMANDS = ['mail from:', 'rcpt to:'];
const CLOSING_BRACKET = 0x3e;
/** Of those that IANA lists, what most servers have. */
const EXTENSIONS = [
  'pipelining',
  '8bitmime',
  'enhancedstatuscodes',
  'starttls',
  'smtputf8',
  'chunking',
  'size',
  'auth',
];

/** SMTP, its submission and LMTP: commands and replies; messages are passed over. */
export const smtp: Dissector<CommandDialogue<SmtpSession>> = {
  name: 'smtp',
  title: 'SMTP',
  reference: 'RFC 5321',
  ports: [25, 587],
  identify(first, side, other, opener) {
    const greeting = greetingLine(first);
    if (greeting === -1) {
      const hello = identifyHello(first, side, other, opener);
      return hello === 'reject' ? late(first, side, other, opener) : hello;
    }
    if (greeting === 0) return 'need-more';
    const { octets, start } = first;
    const isNamed = contains(octets, start, greeting, 'SMTP') || contains(octets, start, greeting, 'LMTP');
    if (isNamed || namesExtension(first, greeting + 1)) return 'match';
    return other.end > other.start ? identifyHello(other, otherThan(side), first, opener) : 'need-more';
  },
  start: () => new CommandDialogue(new SmtpSession()),
  dissect: (dialogue, side, octets, telling) => dialogue.take(side, octets, telling),
  gap(dialogue, side, missingOctets) {
    dialogue.miss(side, missingOctets);
    return 'go-on';
  },
};

/** A client's first command, where the other side greets, or has said nothing that was captured. */
function identifyHello(
  { octets, start, end }: Octets,
  side: Side,
  other: Octets,
  opener: Side | undefined,
): Identification {
  const verbEnd = Math.min(end, start + HELLO_OCTETS);
  const length = verbEnd - start;
  const isHello = HELLOS.some((hello) => equalsIgnoringCase(octets, start, verbEnd, hello.slice(0, length)));
  if (!isHello) return 'reject';
  if (other.end > other.start && greetingLine(other) === -1) return 'reject';
  const lineFeed = indexOfOctet(octets, LF, start, Math.min(end, start + LONGEST_HELLO));
  const lineEnd = lineFeed === -1 ? end : lineFeed;
  for (let at = start; at < lineEnd; at += 1) {
    const octet = octets[at] as number;
    if ((octet < 0x20 && octet !== 0x0d) || octet > 0x7e) return 'reject';
  }
  if (lineFeed === -1) return end - start < LONGEST_HELLO ? 'need-more' : 'reject';
  if (lineFeed - start <= SHORTEST_HELLO) return 'reject';
  if (opener !== side || other.end > other.start) return 'match';
  // Of a server whose side was not captured nothing else tells: its client goes on to what only mail has.
  const next = lineFeed + 1;
  return end - next >= NEXT.length && startsWith(octets, next, end, NEXT) ? 'match' : 'need-more';
}

const late = joinedLate(identifyLate);

/** Joined late: a command that only mail has, or the answer to a hello. */
function identifyLate(first: Octets): Identification {
  const { octets, start, end } = first;
  for (const command of MAIL_COMMANDS) {
    const verbEnd = Math.min(end, start + command.length);
    if (!equalsIgnoringCase(octets, start, verbEnd, command.slice(0, verbEnd - start))) continue;
    const lineFeed = indexOfOctet(octets, LF, start, Math.min(end, start + LONGEST_HELLO));
    if (lineFeed === -1) return end - start < LONGEST_HELLO ? 'need-more' : 'reject';
    return indexOfOctet(octets, CLOSING_BRACKET, start, lineFeed) === -1 ? 'reject' : 'match';
  }
  if (!startsWith(octets, start, end, '250-')) return 'reject';
  if (namesExtension(first, start)) return 'match';
  return end - start < LONGEST_HELLO ? 'need-more' : 'reject';
}

/** Is one of the lines from `at` on an answer to EHLO that tells what the server can do besides (RFC 5321, 4.1.1.1)? */
function namesExtension({ octets, end }: Octets, at: number): boolean {
  const bound = Math.min(end, at + LONGEST_HELLO);
  while (at < bound && startsWith(octets, at, end, '250') && end - at >= 4) {
    for (const extension of EXTENSIONS) {
      const wordEnd = at + 4 + extension.length;
      const behind = octets[wordEnd] as number;
      const isWhole = wordEnd < end && (behind === CR || behind === LF || behind === SP);
      if (isWhole && equalsIgnoringCase(octets, at + 4, wordEnd, extension)) return true;
    }
    const lineFeed = indexOfOctet(octets, LF, at, bound);
    if (lineFeed === -1) return false;
    at = lineFeed + 1;
  }
  return false;
}
