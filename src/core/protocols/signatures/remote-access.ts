import { decimal } from '../ascii.ts';
import type { Identification, Octets } from '../dissector.ts';
import { PLAIN_LINES } from './lines.ts';
import type { Rule, Signature } from './rule.ts';
import { all, any, dialogue, from, hex, u8, u16, u16le, u32, u32le } from './rule.ts';
import { line, opening } from './text.ts';
import { rdp } from './tpkt.ts';
import { STARTTLS } from './turns.ts';

const isNegotiation = (octet: number): boolean => octet >= 0xfb && octet <= 0xfe;
/** Options of Telnet that are assigned (IANA Telnet Options), and the extended list. */
const isOption = (octet: number): boolean => octet <= 49 || octet === 0xff;

/** IAC, will or do or their negation, an option (RFC 854): `at` octets from the beginning. */
const negotiation = (at: number): Rule => all(hex(at, 'ff'), u8(at + 1, isNegotiation), u8(at + 2, isOption));

/** Behind a first negotiation comes another, or the subnegotiation of an option. */
const negotiations: Rule = all(negotiation(0), any(negotiation(3), all(hex(3, 'ff fa'), u8(5, isOption))));

/** A negotiation and then text, as a prompt to log in. */
const negotiationAndText: Rule = all(negotiation(0), opening([], /^.{3,}\r\n/s, 256));

/** Only one bit after another tells resources of a client apart: a mask without holes, of 18 or more (section 8). */
const isResourceMask = (mask: number): boolean => {
  const bits = mask / (mask & -mask || 1);
  return bits >= 0x3ffff && mask < 2 ** 29 && Number.isInteger(Math.log2(bits + 1));
};
/** Success, version 11.0, a mask of resources, and how long the name of the vendor is (X Window System Protocol, 8). */
const x11Success: Rule = any(
  all(
    hex(0, '01 00 00 0b 00 00'),
    u16(6, from(10, 8192)),
    u32(16, isResourceMask),
    u16(24, from(1, 256)),
    u8(28, from(1, 16)),
    u8(30, from(0, 1)),
  ),
  all(
    hex(0, '01 00 0b 00 00 00'),
    u16le(6, from(10, 8192)),
    u32le(16, isResourceMask),
    u16le(24, from(1, 256)),
    u8(28, from(1, 16)),
    u8(30, from(0, 1)),
  ),
);

/** The byte order, version 11.0, and how long name and data of the authorization are (X Window System Protocol, 8). */
const x11Setup: Rule = any(
  all(hex(0, '42 00 00 0b 00 00'), u16(6, from(0, 64)), u16(8, from(0, 256))),
  all(hex(0, '6c 00 0b 00 00 00'), u16le(6, from(0, 64)), u16le(8, from(0, 256))),
);

const isWordOctet = (octet: number): boolean =>
  (octet >= 0x30 && octet <= 0x39) || (octet >= 0x41 && octet <= 0x5a) || (octet >= 0x5f && octet <= 0x7a);

/** Ports that only root may have, below which system services are: where a client of rcmd listens for errors. */
const LEAST_PORT = 512;
const MOST_PORT = 1023;

/** One of these ports in digits, and zero. */
function portText({ octets, start, end }: Octets): Identification {
  const bound = Math.min(end, start + 5);
  let at = start;
  while (at < bound && (octets[at] as number) >= 0x30 && (octets[at] as number) <= 0x39) at += 1;
  if (at === end) return at - start < 5 ? 'need-more' : 'reject';
  const port = decimal(octets, start, at);
  return octets[at] === 0 && port >= LEAST_PORT && port <= MOST_PORT ? 'match' : 'reject';
}

const WHOIS_BEGINNINGS = [
  '% ',
  '   DOMAIN NAME: ',
  'DOMAIN NAME: ',
  '\r\nDOMAIN NAME: ',
  'WHOIS SERVER VERSION ',
  '\r\nWHOIS SERVER VERSION ',
  '\nWHOIS SERVER VERSION ',
  '#\n# ARIN WHOIS ',
  '\n#\n# ARIN WHOIS ',
  '[QUERYING ',
];
/** What registries begin their answers with. */
const WHOIS_ANSWER =
  /^\s{0,5}(% (IANA WHOIS server|This is the .{1,60} (whois|database)|By submitting a query|Restricted rights\.)|Domain Name: [^\r\n]+\r?\n\s*(Registry Domain ID|Registrar|Creation Date|Registrant)|Whois Server Version \d|#\n# ARIN WHOIS data|\[Querying [\w.-]+\])/i;

/** Terminals, screens and commands on other hosts, and questions about who is there. */
export const REMOTE_ACCESS: readonly Signature[] = [
  {
    name: 'telnet',
    title: 'Telnet',
    reference: 'RFC 854',
    ports: [23],
    rule: any(negotiations, dialogue(negotiation(0), negotiation(0)), negotiationAndText),
  },
  { name: 'rdp', title: 'RDP', reference: 'MS-RDPBCGR', ports: [3389], rule: rdp, turn: STARTTLS },
  {
    name: 'vnc',
    title: 'VNC',
    reference: 'RFC 6143',
    ports: [5900, 5901],
    rule: opening(['RFB '], /^RFB \d{3}\.\d{3}\n/, 12),
  },
  {
    name: 'x11',
    title: 'X11',
    reference: 'X Window System Protocol',
    ports: [6000],
    rule: any(x11Setup, x11Success),
  },
  {
    name: 'rlogin',
    title: 'rlogin',
    reference: 'RFC 1282',
    ports: [513],
    rule: all(
      hex(0, '00'),
      u8(1, isWordOctet),
      opening(['\0'], /^\0[\w.-]{1,32}\0[\w.-]{1,32}\0[\w.+-]{1,32}\/\d{2,7}\0/, 128),
    ),
  },
  {
    name: 'rsh',
    title: 'rsh',
    reference: 'BSD rcmd(3)',
    ports: [514],
    // The port for errors, then who asks, as whom, and what is to be done.
    rule: all(portText, opening([], /^\d{3,4}\0[\w.-]{1,32}\0[\w.-]{1,32}\0[ -~]{1,256}\0/, 400)),
  },
  {
    name: 'whois',
    title: 'WHOIS',
    reference: 'RFC 3912',
    ports: [43],
    lines: PLAIN_LINES,
    // Questions are any line at all: only answers are told.
    rule: opening(WHOIS_BEGINNINGS, WHOIS_ANSWER, 256),
  },
  {
    name: 'finger',
    title: 'Finger',
    reference: 'RFC 1288',
    ports: [79],
    lines: PLAIN_LINES,
    rule: any(
      opening(
        ['LOGIN'],
        /^Login( name)?(: ?\S+\s+(Name|In real life): |\s{2,}(Name|User)\s+TTY\s+Idle)/i,
        128,
      ),
      line(['NO ONE LOGGED ON'], /^No one logged on\.?$/i),
      line(['FINGER: '], /^finger: \S+: no such user\.?$/i),
    ),
  },
];
