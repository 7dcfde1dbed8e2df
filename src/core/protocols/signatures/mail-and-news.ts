import { SP } from '../ascii.ts';
import type { Identification, Octets } from '../dissector.ts';
import { IMAP_LINES, MANAGESIEVE_LINES, NNTP_LINES, POP3_LINES } from './lines.ts';
import { all, any, dialogue, joinedLate, not, opens, type Signature } from './rule.ts';
import { line, opening } from './text.ts';
import { STARTTLS } from './turns.ts';

const LONGEST_TAG = 16;
/** Letters before its first digit. */
const LONGEST_PREFIX = 4;

const POP3_COMMANDS = ['USER ', 'PASS ', 'STAT', 'LIST', 'UIDL', 'RETR ', 'DELE ', 'TOP ', 'CAPA', 'STLS'];
/** What a command's arguments begin with, by its words (RFC 9051, section 9): a word alone would be any text at all. */
const MAILBOX = '("[^"]*"|[^\\s"(){]+|\\{\\d+\\+?\\})';
const SEQUENCE = '[\\d*][\\d:*,]*';
const SEARCH_KEY =
  '(RETURN|CHARSET|ALL|(UN)?(ANSWERED|DELETED|DRAFT|FLAGGED|KEYWORD|SEEN)|NEW|OLD|RECENT|NOT|OR|BCC|CC|FROM|TO|SUBJECT|TEXT|BODY|HEADER|SINCE|BEFORE|ON|SENT(SINCE|BEFORE|ON)|LARGER|SMALLER|UID|\\(|[\\d*])';
const IMAP_COMMANDS = [
  'CAPABILITY$',
  'NOOP$',
  'LOGOUT$',
  'STARTTLS$',
  'IDLE$',
  'CLOSE$',
  'EXPUNGE$',
  'CHECK$',
  'NAMESPACE$',
  'AUTHENTICATE [\\w-]+( [\\w+/=]+)?$',
  `LOGIN ${MAILBOX}( ${MAILBOX})?$`,
  `(SELECT|EXAMINE) ${MAILBOX}( \\(.*)?$`,
  `(LIST|LSUB) (\\([^)]*\\) )?("[^"]*"|\\{\\d+\\+?\\}$|[^\\s"]+ "?[^\\s"]*[*%])`,
  `STATUS ${MAILBOX} \\(`,
  `(UID )?FETCH ${SEQUENCE} [A-Z(]`,
  `(UID )?STORE ${SEQUENCE} (\\(|[+-]?FLAGS)`,
  `(UID )?(COPY|MOVE) ${SEQUENCE} ${MAILBOX}$`,
  `UID EXPUNGE ${SEQUENCE}$`,
  `(UID )?SEARCH ${SEARCH_KEY}`,
  `APPEND ${MAILBOX} .*\\{\\d+\\+?\\}$`,
  'ID (NIL|\\()',
  'ENABLE [A-Z0-9=-]+( [A-Z0-9=-]+)*$',
].join('|');
const IMAP_COMMAND = line([], new RegExp(`^\\S+ (${IMAP_COMMANDS})`, 'i'));

const POP3_COMMAND = line(
  POP3_COMMANDS,
  /^((USER|PASS|RETR|DELE|TOP) .+|(LIST|UIDL)( \d+)?|STAT|CAPA|STLS)$/i,
);
const NNTP_COMMAND = line(
  ['MODE ', 'GROUP ', 'AUTHINFO ', 'IHAVE ', 'CHECK ', 'TAKETHIS ', 'XOVER', 'ARTICLE ', 'XHDR '],
  /^(MODE (READER|STREAM)|GROUP [a-z0-9+_-]+(\.[a-z0-9+_-]+)+|AUTHINFO (USER|PASS|SASL) .+|(IHAVE|CHECK|TAKETHIS|ARTICLE) <[^>]+>|XOVER( \d+(-\d*)?)?|XHDR [A-Z-]+( \S+)?)$/i,
);
/** What may come before any of these, and is said elsewhere too where no greeting stands before it. */
const NNTP_FIRST = line(['CAPABILITIES'], /^CAPABILITIES$/i);
const DIGITS = '1 2 3 4 5'.split(' ');

/** A tag that may as well be the code of a reply: `230 Login successful.` */
const THREE_DIGITS = line(DIGITS, /^[1-5]\d\d /);
/** How a server of IMAP begins what it answers. */
const IMAP_ANSWER = line(['* ', '+', ...DIGITS], /^(\* |\+( |$)|[1-5]\d\d (OK|NO|BAD) )/i);

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
    lines: IMAP_LINES,
    turn: STARTTLS,
    rule: any(
      opens(line(['* OK', '* PREAUTH', '* BYE'], /^\* (OK|PREAUTH|BYE) ./i)),
      // A greeting is longer than what is captured of a packet where that is little.
      dialogue(
        opens(opening(['* OK ', '* PREAUTH '], /^\* (OK|PREAUTH) ./i, 16)),
        all(imapTag, IMAP_COMMAND),
      ),
      joinedLate(
        any(
          line(
            ['* '],
            /^\* (\d+ (EXISTS|RECENT|EXPUNGE|FETCH \()|FLAGS \(|CAPABILITY IMAP4|(LIST|LSUB) \(|STATUS .+ \()/i,
          ),
          all(imapTag, not(THREE_DIGITS), IMAP_COMMAND),
          dialogue(all(THREE_DIGITS, IMAP_COMMAND), IMAP_ANSWER),
        ),
      ),
    ),
  },
  {
    name: 'pop3',
    title: 'POP3',
    reference: 'RFC 1939',
    ports: [110],
    lines: POP3_LINES,
    turn: STARTTLS,
    rule: any(
      opens(line(['+OK '], /^\+OK \S/)),
      dialogue(opens(line(['+OK'], /^\+OK( |$)/)), POP3_COMMAND),
      dialogue(opens(opening(['+OK '], /^\+OK ./, 16)), POP3_COMMAND),
      dialogue(line(['CAPA'], /^CAPA$/i), line(['+OK'], /^\+OK( |$)/)),
      joinedLate(
        any(
          line(['APOP '], /^APOP \S+ [0-9a-f]{32}$/i),
          line(['UIDL'], /^UIDL( \d{1,9})?$/i),
          // A client's commands alone: FTP has the first two of a log in as well, and STAT.
          opening(
            ['CAPA\r\n', 'USER ', 'STAT\r\n', 'LIST\r\n', 'AUTH '],
            /^((USER [^\r\n]+\r\nPASS [^\r\n]*\r\n)?(CAPA\r\n(USER |APOP |AUTH |STLS\r\n|STAT\r\n|UIDL|LIST|QUIT\r\n)|STAT\r\n(UIDL|LIST|RETR \d|TOP \d|DELE \d)|LIST\r\n(UIDL|RETR \d|TOP \d))|USER [^\r\n]+\r\nPASS [^\r\n]*\r\n(UIDL|CAPA|RETR \d+\r\n(DELE|TOP) \d))/i,
            300,
          ),
          dialogue(POP3_COMMAND, line(['+OK', '-ERR'], /^(\+OK|-ERR)( |$)/)),
        ),
      ),
    ),
  },
  {
    name: 'nntp',
    title: 'NNTP',
    reference: 'RFC 3977',
    ports: [119],
    lines: NNTP_LINES,
    turn: STARTTLS,
    rule: any(
      opens(line(['200 ', '201 '], /^20[01] .*(NNTP|NNRP|InterNetNews|\bposting\b)/i)),
      dialogue(opens(opening(['200 ', '201 '], /^20[01] ./, 16)), any(NNTP_COMMAND, NNTP_FIRST)),
      joinedLate(NNTP_COMMAND),
    ),
  },
  {
    name: 'managesieve',
    title: 'ManageSieve',
    reference: 'RFC 5804',
    ports: [4190],
    lines: MANAGESIEVE_LINES,
    turn: STARTTLS,
    rule: opens(line(['"IMPLEMENTATION" "'], /^"IMPLEMENTATION" "/i)),
  },
];
