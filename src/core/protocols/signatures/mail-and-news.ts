import { SP } from '../ascii.ts';
import type { Identification, Octets } from '../dissector.ts';
import { all, any, dialogue, type Signature } from './rule.ts';
import { line } from './text.ts';
import { STARTTLS } from './turns.ts';

const LONGEST_TAG = 16;
/** Letters before its first digit. */
const LONGEST_PREFIX = 4;

const POP3_COMMANDS = ['USER ', 'PASS ', 'STAT', 'LIST', 'UIDL', 'RETR ', 'DELE ', 'TOP ', 'CAPA', 'STLS'];
const IMAP_COMMANDS =
  'CAPABILITY|NOOP|LOGOUT|STARTTLS|IDLE|CLOSE|EXPUNGE|CHECK|NAMESPACE|(AUTHENTICATE|LOGIN|SELECT|EXAMINE|LIST|LSUB|STATUS|FETCH|STORE|SEARCH|APPEND|ID|ENABLE|UID (FETCH|STORE|COPY|SEARCH|EXPUNGE|MOVE)) .+';

/** A tag of one's own choice: those of real clients have digits, and words of other protocols have none. */
function imapTag({ octets, start, end }: Octets): Identification {
  let digits = 0;
  const most = Math.min(end, start + LONGEST_TAG + 1);
  for (let at = start; at < most; at += 1) {
    const octet = octets[at] as number;
    if (octet === SP) return digits > 0 ? 'match' : 'reject';
    const letter = octet | 0x20;
    if (octet >= 0x30 && octet <= 0x39) digits += 1;
    else if (at - start >= LONGEST_PREFIX && digits === 0) return 'reject';
    else if ((letter < 0x61 || letter > 0x7a) && octet !== 0x2e) return 'reject';
  }
  return most - start <= LONGEST_TAG ? 'need-more' : 'reject';
}

/** Mail that is fetched, and news. */
export const MAIL_AND_NEWS: readonly Signature[] = [
  {
    name: 'imap',
    title: 'IMAP',
    reference: 'RFC 9051',
    ports: [143],
    turn: STARTTLS,
    rule: any(
      line(['* OK', '* PREAUTH', '* BYE'], /^\* (OK|PREAUTH|BYE) ./i),
      line(
        ['* '],
        /^\* (\d+ (EXISTS|RECENT|EXPUNGE|FETCH \()|FLAGS \(|CAPABILITY IMAP4|(LIST|LSUB) \(|STATUS .+ \()/i,
      ),
      all(imapTag, line([], new RegExp(`^\\S+ (${IMAP_COMMANDS})$`, 'i'))),
    ),
  },
  {
    name: 'pop3',
    title: 'POP3',
    reference: 'RFC 1939',
    ports: [110],
    turn: STARTTLS,
    rule: any(
      line(['+OK '], /^\+OK \S/),
      line(['APOP '], /^APOP \S+ [0-9a-f]{32}$/i),
      dialogue(
        line(POP3_COMMANDS, /^((USER|PASS|RETR|DELE|TOP) .+|(LIST|UIDL)( \d+)?|STAT|CAPA|STLS)$/i),
        line(['+OK', '-ERR'], /^(\+OK|-ERR)( |$)/),
      ),
    ),
  },
  {
    name: 'nntp',
    title: 'NNTP',
    reference: 'RFC 3977',
    ports: [119],
    turn: STARTTLS,
    rule: any(
      line(['200 ', '201 '], /^20[01] .*(NNTP|NNRP|InterNetNews|\bnews\b|posting)/i),
      line(
        ['MODE ', 'GROUP ', 'AUTHINFO ', 'IHAVE ', 'CHECK ', 'TAKETHIS ', 'XOVER', 'ARTICLE ', 'XHDR '],
        /^(MODE (READER|STREAM)|GROUP [a-z0-9+_-]+(\.[a-z0-9+_-]+)+|AUTHINFO (USER|PASS|SASL) .+|(IHAVE|CHECK|TAKETHIS|ARTICLE) <[^>]+>|XOVER( \d+(-\d*)?)?|XHDR [A-Z-]+( \S+)?)$/i,
      ),
    ),
  },
  {
    name: 'managesieve',
    title: 'ManageSieve',
    reference: 'RFC 5804',
    ports: [4190],
    turn: STARTTLS,
    rule: line(['"IMPLEMENTATION" "'], /^"IMPLEMENTATION" "/i),
  },
];
