import { CR, LF, SP } from '../ascii.ts';
import type { Identification, Octets } from '../dissector.ts';
import { latin1 } from '../signatures/text.ts';

/** Octets of each side in which a command and its answer are looked for. */
const MOST_OCTETS = 1024;
const LONGEST_VERB = 4;
const REPLY = /^[1-5]\d\d[ -]/;

/**
 * What is answered like this in no other protocol of commands and replies (RFC 959, section 5.4; RFC 2389, 2428, 3659);
 * and what is asked for before it, which may be seen first.
 */
const ANSWERS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    '331 332 230 530': 'USER',
    '331 230 332 202 530': 'PASS',
    '257': 'PWD XPWD MKD XMKD',
    '250': 'CWD XCWD CDUP XCUP RMD XRMD DELE RNTO MLST',
    '350': 'RNFR REST',
    '200': 'TYPE STRU PORT EPRT',
    '227': 'PASV',
    '229': 'EPSV',
    '211': 'FEAT',
    '213': 'SIZE MDTM',
    '215': 'SYST',
    '125 150': 'LIST NLST MLSD RETR STOR STOU APPE',
    // Nothing is told by the answer to what only keeps the connection alive.
    '': 'NOOP',
  }).flatMap(([codes, verbs]) => verbs.split(' ').map((verb) => [verb, codes.split(' ')] as const)),
);
const VERBS = [...ANSWERS.keys()];

/** Commands of nothing but FTP, and what has to stand behind them. */
const OWN_COMMANDS =
  /^(PASV|EPSV|SYST|TYPE [AEI]|PORT \d+(?:,\d+){5}|EPRT \|.*|MLSD.*|PBSZ \d+|PROT [CSEP])$/i;
/** One of them may be a word of something else. */
const FEWEST_OWN = 2;

/** Only the client is heard: are there commands in what it says that are of nothing but FTP? */
export function saysOwnCommands(commands: Octets): boolean {
  const own = wholeLines(commands).filter((line) => OWN_COMMANDS.test(line));
  return new Set(own.map((line) => line.slice(0, LONGEST_VERB).toUpperCase())).size >= FEWEST_OWN;
}

/** Joined late, behind the greeting: known by a command of one side that the other one answers as only FTP does. */
export function identifyLate(first: Octets, other: Octets): Identification {
  const isReply = beginsReply(first);
  if (!isReply && !beginsCommand(first)) return 'reject';
  if (other.end === other.start) return !isReply && saysOwnCommands(first) ? 'match' : 'need-more';
  if (!(isReply ? beginsCommand(other) : beginsReply(other))) return 'reject';
  const [commands, replies] = isReply ? [other, first] : [first, other];
  const codes = new Set(wholeLines(replies).flatMap((line) => (REPLY.test(line) ? line.slice(0, 3) : [])));
  const isAnswered = wholeLines(commands).some((line) =>
    ANSWERS.get((line.split(' ', 1)[0] as string).toUpperCase())?.some((code) => codes.has(code)),
  );
  if (isAnswered) return 'match';
  return first.end - first.start < MOST_OCTETS ? 'need-more' : 'reject';
}

/** Three digits, of which the first is one of a reply, and what stands behind them, as far as they are there. */
function beginsReply({ octets, start, end }: Octets): boolean {
  const text = latin1(octets, start, Math.min(end, start + 4));
  return REPLY.test(text + '100 '.slice(text.length));
}

/** One of the verbs, as far as it is there. */
function beginsCommand({ octets, start, end }: Octets): boolean {
  const bound = Math.min(end, start + LONGEST_VERB);
  let verbEnd = start;
  while (verbEnd < bound && (octets[verbEnd] as number) > SP) verbEnd += 1;
  const word = latin1(octets, start, verbEnd).toUpperCase();
  if (verbEnd === end) return VERBS.some((verb) => verb.startsWith(word));
  const behind = octets[verbEnd];
  return ANSWERS.has(word) && (behind === SP || behind === CR || behind === LF);
}

function wholeLines({ octets, start, end }: Octets): string[] {
  return latin1(octets, start, Math.min(end, start + MOST_OCTETS))
    .split(/\r?\n/)
    .slice(0, -1);
}
