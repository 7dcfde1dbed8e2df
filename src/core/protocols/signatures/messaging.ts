import { SP } from '../ascii.ts';
import { BEANSTALK_LINES, MPD_LINES, NATS_LINES, PLAIN_LINES, STOMP_LINES } from './lines.ts';
import {
  all,
  any,
  dialogue,
  from,
  hex,
  is,
  joinedLate,
  oneOf,
  opens,
  type Rule,
  type Signature,
  text,
  u8,
  u32,
} from './rule.ts';
import { line, lineAndBlock, opening } from './text.ts';
import { thrift } from './thrift.ts';

const METHOD = 1;
const HEARTBEAT = 8;
/** Classes of methods: connection to transaction (AMQP 0-9-1, section 1.3), access and file of 0-8, confirm. */
const METHOD_CLASSES = new Set([10, 20, 30, 40, 50, 60, 70, 80, 85, 90]);
const FRAME_END = 0xce;

/** A method, whose octets up to the end of the frame are there, or a heartbeat (AMQP 0-9-1, section 2.3.5). */
const amqpFrame: Rule = ({ octets, view, start, end }) => {
  const type = octets[start];
  if (type !== METHOD && type !== HEARTBEAT) return 'reject';
  if (end - start < 7) return 'need-more';
  const size = view.getUint32(start + 3);
  if (type === HEARTBEAT ? size !== 0 || view.getUint16(start + 1) !== 0 : size < 4 || size > 4096)
    return 'reject';
  if (type === METHOD && end - start >= 9 && !METHOD_CLASSES.has(view.getUint16(start + 7))) return 'reject';
  if (end - start < size + 8) return 'need-more';
  return octets[start + 7 + size] === FRAME_END ? 'match' : 'reject';
};

/** Frames of AMQP 1.0: a size, two words of head, and a described list of a performative (OASIS AMQP 1.0, 2.3.1). */
const amqp1Frame: Rule = all(
  u32(0, from(11, 1 << 20)),
  u8(4, is(2)),
  u8(5, from(0, 1)),
  hex(8, '00 53'),
  u8(10, (code) => (code >= 0x10 && code <= 0x18) || (code >= 0x40 && code <= 0x44)),
);

/** Every field of BeginString and BodyLength ends with SOH, and they are the first two (FIX 4.4, volume 1). */
const FIX_HEAD = /^8=[A-Z][A-Z0-9.]{0,15}\x019=\d{1,7}\x01/;

const isDigit = (octet: number): boolean => octet >= 0x30 && octet <= 0x39;

/** Octets are counted in decimal digits, and a space follows (RFC 6587, section 3.4.1). */
const messageLength: Rule = all(
  u8(0, from(0x31, 0x39)),
  u8(1, (octet) => octet === SP || isDigit(octet)),
  u8(2, (octet) => octet === SP || octet === 0x3c || isDigit(octet)),
);

/** Zero and `REQ` or `RES`, a type, a size (Gearman protocol, binary packet). */
const gearmanPacket: Rule = all(
  any(text(0, '\0REQ'), text(0, '\0RES')),
  u32(4, from(1, 64)),
  u32(8, from(0, 1 << 24)),
);

/** Joined late: a message whose head tells how long it is. */
const natsMessage = lineAndBlock(['PUB ', 'MSG '], /^(?:PUB|MSG \S+) [\w.*>$-]+(?: [\w.$-]+)? (\d{1,7})$/i);

/** Octets of headers, of which one may carry a token, up to the zero that ends a frame without a body. */
const LONGEST_STOMP_HEAD = 4096;

/** Messages in queues, calls of procedures, and records of what happened. */
export const MESSAGING: readonly Signature[] = [
  {
    name: 'amqp',
    title: 'AMQP',
    reference: 'AMQP 0-9-1, OASIS AMQP 1.0',
    ports: [5672],
    rule: any(all(text(0, 'AMQP'), u8(4, from(0, 3)), u8(5, from(0, 9))), amqpFrame, amqp1Frame),
  },
  {
    name: 'nats',
    title: 'NATS',
    reference: 'NATS client protocol',
    ports: [4222],
    lines: NATS_LINES,
    rule: any(
      opens(opening(['INFO '], /^INFO\s+\{[^\r\n]*"(server_id|max_payload)"\s*:/i)),
      joinedLate(
        any(
          opening(['CONNECT '], /^CONNECT\s+\{[^\r\n]*"(verbose|pedantic|lang|tls_required)"\s*:/i),
          natsMessage,
        ),
      ),
    ),
  },
  {
    name: 'stomp',
    title: 'STOMP',
    reference: 'STOMP 1.2',
    ports: [61613],
    lines: STOMP_LINES,
    rule: opening(
      ['CONNECT', 'STOMP', 'CONNECTED'],
      /^(CONNECT|STOMP|CONNECTED)\r?\n([\w.-]+:[^\n]*\n)*\r?\n\0/,
      LONGEST_STOMP_HEAD,
    ),
  },
  { name: 'fix', title: 'FIX', reference: 'FIX 4.4', ports: [], rule: opening(['8='], FIX_HEAD, 32) },
  {
    name: 'thrift',
    title: 'Thrift',
    reference: 'Apache Thrift binary and compact protocol',
    ports: [9090],
    rule: thrift,
  },
  {
    name: 'gearman',
    title: 'Gearman',
    reference: 'Gearman protocol',
    ports: [4730],
    lines: PLAIN_LINES,
    rule: any(
      gearmanPacket,
      // The administration, in text: who works, and that no one does.
      dialogue(
        line(['STATUS', 'WORKERS'], /^(status|workers)$/i),
        line([...'0123456789.'], /^(\d+ [\da-f.:]+ \S+ :.*|\.)$/i),
      ),
    ),
  },
  {
    name: 'beanstalk',
    title: 'beanstalkd',
    reference: 'beanstalkd protocol.txt',
    ports: [11300],
    lines: BEANSTALK_LINES,
    rule: any(
      line(['INSERTED '], /^INSERTED \d+$/),
      line(['RESERVED '], /^RESERVED \d+ \d+$/),
      dialogue(
        line(
          ['USE ', 'PUT ', 'WATCH ', 'RESERVE', 'STATS', 'LIST-TUBES'],
          /^(use \S{1,200}|put \d+ \d+ \d+ \d+|watch \S{1,200}|reserve(-with-timeout \d+)?|stats|list-tubes(-watched)?)$/,
        ),
        any(
          line(['USING ', 'WATCHING ', 'TIMED_OUT'], /^(USING \S{1,200}|WATCHING \d+|TIMED_OUT)$/),
          opening(['OK '], /^OK \d{1,9}\r\n---\n/, 20),
        ),
      ),
    ),
  },
  {
    name: 'syslog',
    title: 'Syslog',
    reference: 'RFC 6587',
    ports: [514, 601],
    rule: any(
      all(messageLength, opening([], /^[1-9]\d{0,4} <(\d{1,2}|1[0-8]\d|19[01])>1 (\d{4}-\d\d-\d\dT|- )/, 40)),
      opening(
        ['<'],
        /^<(\d{1,2}|1[0-8]\d|19[01])>(1 (\d{4}-\d\d-\d\dT|- )|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d )/,
        40,
      ),
    ),
  },
  {
    name: 'zabbix',
    title: 'Zabbix',
    reference: 'Zabbix protocol, header and data length',
    ports: [10050, 10051],
    rule: all(text(0, 'ZBXD'), u8(4, from(1, 7))),
  },
  {
    name: 'ajp',
    title: 'AJP',
    reference: 'Apache JServ Protocol 1.3',
    ports: [8009],
    rule: any(
      all(
        hex(0, '12 34'),
        any(hex(4, '0a'), all(hex(4, '02'), u8(5, from(1, 27)), opening([], /^.{6}\0.HTTP\/1\.[01]\0/s, 24))),
      ),
      all(hex(0, '41 42 00'), any(hex(3, '01 09'), all(hex(4, '04'), u8(5, from(0, 2))))),
    ),
  },
  {
    name: 'ceph',
    title: 'Ceph',
    reference: 'Ceph messenger protocol',
    ports: [3300, 6789],
    rule: opening(['CEPH V'], /^ceph v(\d{3}|2\n)/, 9),
  },
  {
    name: 'dicom',
    title: 'DICOM',
    reference: 'DICOM PS3.8, section 9.3',
    ports: [104, 11112],
    rule: all(
      u8(0, oneOf(1, 2)),
      hex(1, '00'),
      u32(2, from(68, 1 << 20)),
      hex(6, '00 01 00 00'),
      opening([], /^.{10}[ -~]{32}/s, 42),
    ),
  },
  {
    name: 'hl7',
    title: 'HL7 MLLP',
    reference: 'HL7 Minimal Lower Layer Protocol',
    ports: [2575],
    rule: opening(['\x0b'], /^\x0b(MSH|FHS|BHS)[^A-Za-z0-9\s]/, 5),
  },
  {
    name: 'rmi',
    title: 'Java RMI',
    reference: 'Java RMI wire protocol',
    ports: [1099],
    rule: all(text(0, 'JRMI'), hex(4, '00'), u8(5, from(1, 2)), u8(6, from(0x4b, 0x4d))),
  },
  {
    name: 'jdwp',
    title: 'JDWP',
    reference: 'Java Debug Wire Protocol',
    ports: [],
    rule: text(0, 'JDWP-Handshake'),
  },
  {
    name: 'distcc',
    title: 'distcc',
    reference: 'distcc protocol',
    ports: [3632],
    rule: opening(['DIST0000'], /^DIST0000000[1-3]ARGC/, 16),
  },
  {
    name: 'munin',
    title: 'Munin',
    reference: 'Munin node protocol',
    ports: [4949],
    lines: PLAIN_LINES,
    rule: line(['# MUNIN NODE AT '], /^# munin node at ./),
  },
  {
    name: 'mpd',
    title: 'MPD',
    reference: 'Music Player Daemon protocol',
    ports: [6600],
    lines: MPD_LINES,
    rule: line(['OK MPD '], /^OK MPD \d+\.\d+/),
  },
];
