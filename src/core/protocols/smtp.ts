import { equalsIgnoringCase, indexOfOctet, LF } from './ascii.ts';
import { CLIENT, type Dissector, type Identification, type Octets } from './dissector.ts';
import { contains, greetingLine } from './greeting.ts';
import { SmtpSession } from './smtp/session.ts';

/** `EHLO`, a blank, and a name. */
const SHORTEST_HELLO = 6;
const LONGEST_HELLO = 512;
const HELLOS = ['ehlo ', 'helo ', 'lhlo '];
const HELLO_OCTETS = 5;

/** SMTP, its submission and LMTP: commands and replies; messages are passed over. */
export const smtp: Dissector<SmtpSession> = {
  name: 'smtp',
  title: 'SMTP',
  reference: 'RFC 5321',
  ports: [25, 587],
  identify(first, _side, other) {
    const greeting = greetingLine(first);
    if (greeting === -1) return identifyHello(first, other);
    if (greeting === 0) return 'need-more';
    const { octets, start } = first;
    const isNamed = contains(octets, start, greeting, 'SMTP') || contains(octets, start, greeting, 'LMTP');
    if (isNamed) return 'match';
    return other.end > other.start ? identifyHello(other, first) : 'need-more';
  },
  start: () => new SmtpSession(),
  dissect(session, side, octets, telling) {
    return side === CLIENT ? session.takeCommands(octets, telling) : session.takeReplies(octets, telling);
  },
  gap(session, side, missingOctets) {
    if (side === CLIENT) session.loseCommands(missingOctets);
    else session.loseReplies();
    return 'go-on';
  },
};

/** A client's first command, where the other side has said nothing, or greets. */
function identifyHello({ octets, start, end }: Octets, other: Octets): Identification {
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
  return lineFeed - start > SHORTEST_HELLO ? 'match' : 'reject';
}
