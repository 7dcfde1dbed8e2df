import { type FrameReader, frames, NO_FRAME, NOT_YET } from './frames.ts';
import { IRC_LINES, PLAIN_LINES, SIP_LINES } from './lines.ts';
import {
  all,
  any,
  atLeast,
  dialogue,
  from,
  hex,
  joinedLate,
  type Rule,
  type Signature,
  text,
  u8,
  u16,
} from './rule.ts';
import { line, opening } from './text.ts';
import { STARTTLS } from './turns.ts';

const XMPP_NAMESPACE =
  'xmlns=[\'"](jabber:|urn:xmpp:|urn:ietf:params:xml:ns:xmpp-|https?://jabber\\.org/|http://etherx)';

const SIP_METHODS =
  'INVITE ,ACK ,OPTIONS ,BYE ,CANCEL ,REGISTER ,SUBSCRIBE ,NOTIFY ,REFER ,INFO ,MESSAGE ,UPDATE ,PRACK ,PUBLISH '.split(
    ',',
  );
const RTSP_METHODS =
  'OPTIONS ,DESCRIBE ,ANNOUNCE ,SETUP ,PLAY ,PLAY_NOTIFY ,PAUSE ,TEARDOWN ,GET_PARAMETER ,SET_PARAMETER ,REDIRECT ,RECORD '.split(
    ',',
  );

/** RTP and RTCP between the messages of RTSP (RFC 2326, section 10.12): $, channel, length, version 2. */
function interleavedFrame(octets: Uint8Array, view: DataView, start: number, end: number): number {
  if (octets[start] !== 0x24) return NO_FRAME;
  if (end - start < 5) return NOT_YET;
  const length = view.getUint16(start + 2);
  const isSound =
    (octets[start + 1] as number) < 16 && length >= 8 && (octets[start + 4] as number) >> 6 === 2;
  return isSound ? 4 + length : NO_FRAME;
}

/**
 * The version, a time, and four octets that are zero, or the version of the program; then random ones, and 1536 of all
 * of them. Those of a server may come with more behind.
 */
const rtmpBeginning: Rule = all(
  hex(0, '03'),
  any(hex(5, '00 00 00 00'), all(u8(5, from(1, 128)), u8(6, from(0, 32)))),
  atLeast(1537),
);

/** Octets of version, first and second part of a handshake: behind them messages begin. */
const RTMP_HANDSHAKE = 1 + 2 * 1536;

/** Both parts of one side's handshake, and a first message: `connect`, or the size of a window. */
const rtmpSide: Rule = all(
  rtmpBeginning,
  any(
    all(
      hex(RTMP_HANDSHAKE, '03'),
      hex(RTMP_HANDSHAKE + 7, '14'),
      text(RTMP_HANDSHAKE + 12, '\x02\0\x07connect'),
    ),
    hex(RTMP_HANDSHAKE, '02 00 00 00 00 00 04 05 00 00 00 00'),
  ),
);

const IRC_SERVER = line(
  [':'],
  /^:[^ ]+ (NOTICE|PRIVMSG|JOIN|PART|MODE|QUIT|NICK|CAP|PING|PONG|KICK|TOPIC|\d{3}) ./,
);
const NICK = 'NICK :?[A-Za-z[\\]\\\\`_^{|}][\\w[\\]\\\\`^{|}-]{0,31}';
/** The last word may be several only behind a colon: APRS-IS has `user N0CALL pass 12345 vers x 1.0`. */
const USER = 'USER [^\\s]+ (?!PASS )[^\\s]+ [^\\s]+ (:[^\\r\\n]+|[^\\s:][^\\s]*)';
const CAP = 'CAP (LS|REQ|END|LIST)( [^\\r\\n]*)?';
/** Who registers says at least two things of these (RFC 2812, section 3.1; IRCv3, capability negotiation); one alone may be anything. */
const IRC_REGISTRATION = new RegExp(
  `^(${CAP}\\r?\\n(${CAP}\\r?\\n)*(${NICK}|${USER}|PASS [^\\r\\n]+)\\r?\\n|${NICK}\\r?\\n(${USER}|${CAP})\\r?\\n|${USER}\\r?\\n(${NICK}|${CAP})\\r?\\n)`,
  'i',
);
const IRC_CLIENT = line(['CAP ', 'NICK ', 'USER '], new RegExp(`^(${CAP}|${NICK}|${USER})$`, 'i'));

/** People who talk, and sound and pictures. */
export const CHAT_AND_MEDIA: readonly Signature[] = [
  {
    name: 'xmpp',
    title: 'XMPP',
    reference: 'RFC 6120',
    ports: [5222, 5269],
    turn: STARTTLS,
    rule: any(
      opening(['<?XML '], /^<\?xml [^>]*\?>\s*<(stream:stream|open)\s[^>]*xmlns/),
      opening(['<STREAM:'], /^<stream:(stream [^>]*xmlns|features>|features |error>)/),
      opening(['</STREAM:'], /^<\/stream:stream>/),
      joinedLate(
        opening(
          ['<IQ ', '<PRESENCE', '<MESSAGE '],
          /^<(iq( [^>]*)? type=['"](get|set|result|error)['"]|(presence|message)( [^>]*)? (to|from|xml:lang)=['"]|presence\s*\/?>)/,
        ),
      ),
      opening(['<'], new RegExp(`^<[a-z:]{1,16} ([^>]* )?${XMPP_NAMESPACE}`), 256),
    ),
  },
  {
    name: 'irc',
    title: 'IRC',
    reference: 'RFC 2812',
    ports: [6667],
    lines: IRC_LINES,
    turn: STARTTLS,
    rule: any(
      IRC_SERVER,
      dialogue(IRC_CLIENT, line(['PING :', 'ERROR :'], /^(PING|ERROR) :./)),
      line(['NOTICE '], /^NOTICE (AUTH|\*) :/),
      opening(['CAP ', 'NICK ', 'USER '], IRC_REGISTRATION, 512),
      line(['CAP '], /^CAP LS 30\d$/),
      line(['USER '], /^USER \S+ \d+ \* (:.|[^\s:]\S*$)/i),
      joinedLate(
        any(
          opening(
            ['PRIVMSG ', 'JOIN '],
            /^(PRIVMSG \S+ :[^\r\n]|JOIN [#&][^\r\n ]+( [^\r\n ]+)?)[^\r\n]*\r\n/,
            512,
          ),
          line(['PING ', 'PONG '], /^P[IO]NG :[\w-]+(\.[\w-]+)+$/),
        ),
      ),
      // What a server says to one whom it turns away.
      line(['ERROR :'], /^ERROR :(Closing Link|Trying to reconnect|Too many|Your host|All connections)\b/i),
      opening(['PASS '], /^PASS [^\r\n]+\r?\n((NICK|CAP|SERVER) |USER \S+ \S+ \S+ \S)/, 512),
    ),
  },
  {
    name: 'sip',
    title: 'SIP',
    reference: 'RFC 3261',
    ports: [5060],
    lines: SIP_LINES,
    rule: any(
      line(['SIP/2.0 '], /^SIP\/2\.0 [1-6]\d\d /),
      line(SIP_METHODS, /^[A-Z]+ (sips?|tel|urn|im|pres):[^ ]+ SIP\/2\.0$/i),
    ),
  },
  {
    name: 'rtsp',
    title: 'RTSP',
    reference: 'RFC 7826',
    ports: [554, 8554],
    lines: SIP_LINES,
    rule: any(
      line(['RTSP/'], /^RTSP\/[12]\.0 [1-5]\d\d( |$)/),
      line(RTSP_METHODS, /^[A-Z_]+ (rtsp[su]?:\S+|\*|\/\S*) RTSP\/[12]\.0$/),
      frames(interleavedFrame, 3),
    ),
  },
  {
    name: 'msrp',
    title: 'MSRP',
    reference: 'RFC 4975',
    ports: [2855],
    lines: PLAIN_LINES,
    rule: line(['MSRP '], /^MSRP [A-Za-z0-9.+%=-]{4,32} ([A-Z]{3,10}|\d{3})( |$)/),
  },
  {
    name: 'rtmp',
    title: 'RTMP',
    reference: 'Adobe RTMP 1.0, section 5.2',
    ports: [1935],
    // C0 and the whole of C1, with S0 in answer: one octet of a version is too little, and C1 is mostly random.
    rule: any(dialogue(rtmpBeginning, rtmpBeginning), rtmpSide),
  },
  {
    name: 'skinny',
    title: 'Skinny',
    reference: 'Cisco SCCP',
    ports: [2000],
    rule: all(
      hex(2, '00 00'),
      any(
        frames(skinnyFrame(ofStation), 2),
        frames(skinnyFrame(ofManager), 2),
        dialogue(frames(skinnyFrame(ofStation), 1), frames(skinnyFrame(ofManager), 1)),
      ),
    ),
  },
  {
    name: 'h225',
    title: 'H.225.0',
    reference: 'ITU-T H.225.0',
    ports: [1720],
    // TPKT, then Q.931: a call reference of two octets, a message type, and where it is no notice User-user.
    rule: all(
      hex(0, '03 00'),
      u16(2, from(9, 8192)),
      hex(4, '08 02'),
      u8(8, (type) => type <= 0x7d && type !== 0),
    ),
  },
  {
    name: 'spice',
    title: 'SPICE',
    reference: 'SPICE protocol, link message',
    ports: [5900],
    rule: all(text(0, 'REDQ'), hex(4, '02 00 00 00')),
  },
];

/** What telephones say is below this, and what the call manager says is not. */
const FIRST_OF_MANAGER = 0x81;
/** Octets from the message's number on, of those by which a telephone begins that say more than their number. */
const SKINNY_LEAST: ReadonlyMap<number, number> = new Map([
  [0x01, 40],
  [0x03, 8],
  [0x04, 28],
  [0x05, 12],
  [0x10, 8],
]);

function ofStation(message: number): boolean {
  return message < 0x60 || message === 0x8000;
}

function ofManager(message: number): boolean {
  return message >= FIRST_OF_MANAGER && message <= 0x160;
}

/** Length, version and message, four octets each, least significant first; the length tells what is behind the version. */
function skinnyFrame(isOfSender: (message: number) => boolean): FrameReader {
  return (_octets, view, start, end) => {
    if (end - start < 12) return end - start >= 4 && view.getUint32(start, true) > 4096 ? NO_FRAME : NOT_YET;
    const length = view.getUint32(start, true);
    const version = view.getUint32(start + 4, true);
    const message = view.getUint32(start + 8, true);
    const isSound =
      length >= (SKINNY_LEAST.get(message) ?? 4) &&
      length <= 4096 &&
      length % 4 === 0 &&
      (version === 0 || (version >= 10 && version <= 24)) &&
      isOfSender(message);
    return isSound ? 8 + length : NO_FRAME;
  };
}
