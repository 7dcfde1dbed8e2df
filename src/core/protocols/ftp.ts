import { CR, equalsIgnoringCase, indexOfOctet, LF, SP, startsWith } from './ascii.ts';
import { CommandDialogue } from './command-dialogue.ts';
import type { Dissector, Identification, Octets } from './dissector.ts';
import { identifyLate, saysOwnCommands } from './ftp/late.ts';
import { FtpSession } from './ftp/session.ts';
import { contains, greetingLine } from './greeting.ts';
import { any, joinedLate } from './signatures/rule.ts';
import { latin1 } from './signatures/text.ts';

const LONGEST_COMMAND = 512;

/** Commands that a client begins with, and that no other protocol whose server greets with 220 has. */
const FIRST_COMMANDS = ['user', 'auth', 'feat', 'syst', 'host', 'opts', 'clnt', 'pbsz'];
/** With what has to stand behind them: dictionaries and others have AUTH with a name. */
const COMMAND = /^((user|host|clnt) \S|auth (tls|ssl|gssapi|kerberos)|(feat|syst)\s*$|opts [a-z]|pbsz \d)/i;
/** Replies by which a connection that was joined late is known. */
const REPLIES = [
  '227 Entering Passive Mode (',
  '229 Entering Extended Passive Mode (',
  '226 Transfer complete',
];
/** What asks for a name or a password after the greeting, and what welcomes. */
const NEXT_REPLIES = ['331 ', '331-', '230 ', '230-', '234 '];

/** FTP's control connection: commands and replies, and which data connections they announce. */
export const ftp: Dissector<CommandDialogue<FtpSession>> = {
  name: 'ftp',
  title: 'FTP',
  reference: 'RFC 959',
  ports: [21],
  identify(first, side, other, opener) {
    const greeting = greetingLine(first);
    if (greeting === 0) return 'need-more';
    if (greeting > 0) return identifyGreeting(first, greeting, other);
    const opening = identifyOpening(first, other);
    return opening === 'reject' ? late(first, side, other, opener) : opening;
  },
  start: () => new CommandDialogue(new FtpSession()),
  dissect: (dialogue, side, octets, telling) => dialogue.take(side, octets, telling),
  gap(dialogue, side, missingOctets) {
    dialogue.miss(side, missingOctets);
    return 'go-on';
  },
};

/** `220 (vsFTPd 3.0.3)`: a host's name with `ftp` in it does not count. */
function identifyGreeting(first: Octets, lineFeed: number, other: Octets): Identification {
  const { octets, start, end } = first;
  const isMail = contains(octets, start, lineFeed, 'SMTP');
  if (contains(octets, start, lineFeed, 'FTP') && !isMail) return 'match';
  if (NEXT_REPLIES.some((reply) => hasWhole(octets, lineFeed + 1, end, reply))) return 'match';
  return other.end > other.start && identifyCommand(other) === 'match' ? 'match' : 'need-more';
}

/** A client's first command, behind the greeting. */
function identifyOpening(first: Octets, other: Octets): Identification {
  const command = identifyCommand(first);
  if (command !== 'match') return command;
  if (other.end === other.start) return saysOwnCommands(first) ? 'match' : 'need-more';
  return greetingLine(other) > 0 ? 'match' : 'reject';
}

/** Joined late: by a reply alone, or by a command and its reply. */
const late = joinedLate(any(identifyReply, (first, _side, other) => identifyLate(first, other)));

function identifyReply({ octets, start, end }: Octets): Identification {
  const reply = REPLIES.find((text) => startsWith(octets, start, end, text));
  if (reply === undefined) return 'reject';
  return end - start >= reply.length ? 'match' : 'need-more';
}

/** A line that begins with one of the first commands. */
function identifyCommand({ octets, start, end }: Octets): Identification {
  const verbEnd = Math.min(end, start + 4);
  const length = verbEnd - start;
  if (!FIRST_COMMANDS.some((verb) => equalsIgnoringCase(octets, start, verbEnd, verb.slice(0, length)))) {
    return 'reject';
  }
  const behind = octets[start + 4];
  if (end - start > 4 && behind !== SP && behind !== CR && behind !== LF) return 'reject';
  const lineFeed = indexOfOctet(octets, LF, start, Math.min(end, start + LONGEST_COMMAND));
  if (lineFeed !== -1) return COMMAND.test(latin1(octets, start, lineFeed)) ? 'match' : 'reject';
  return end - start < LONGEST_COMMAND ? 'need-more' : 'reject';
}

function hasWhole(octets: Uint8Array, start: number, end: number, text: string): boolean {
  return end - start >= text.length && startsWith(octets, start, end, text);
}
