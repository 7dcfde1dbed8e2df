import { IDENTIFICATION_OCTETS, type Identification, type Octets } from '../dissector.ts';
import { kafkaRequest } from './kafka.ts';
import { CVS_LINES, MEMCACHED_LINES, RSYNC_LINES } from './lines.ts';
import { memcached } from './memcached.ts';
import {
  all,
  any,
  dialogue,
  from,
  hex,
  is,
  oneOf,
  type Rule,
  type Signature,
  text,
  u8,
  u16,
  u32,
  u32le,
} from './rule.ts';
import { line, opening } from './text.ts';

/** Opcodes of MongoDB that come from either side, in its Wire Protocol. */
const MONGODB_OPCODES = oneOf(1, 2001, 2002, 2004, 2005, 2006, 2007, 2010, 2011, 2012, 2013);

const tnsPacket = (type: number): Rule =>
  all(u16(0, from(8, 8192)), hex(2, '00 00'), u8(4, is(type)), hex(6, '00 00'));

/** A distributed data management object: its length, D0, and within it the code point's, six less (DDM, chapter 3). */
const drdaObject: Rule = ({ view, octets, start, end }) => {
  if (end - start > 2 && octets[start + 2] !== 0xd0) return 'reject';
  if (end - start < 10) return 'need-more';
  const length = view.getUint16(start);
  const isObject = ((octets[start + 3] as number) & 0x0f) >= 1 && ((octets[start + 3] as number) & 0x0f) <= 5;
  return isObject && length >= 10 && view.getUint16(start + 6) === length - 6 ? 'match' : 'reject';
};

/** Pre-login has a table of options, which begins with the version: its place, and six octets (MS-TDS, 2.2.6.5). */
const tdsPrelogin: Rule = all(
  u8(0, is(0x12)),
  u8(1, from(0, 1)),
  u16(2, from(20, 4096)),
  hex(6, '.. 00 00'),
  u16(9, from(6, 128)),
  hex(11, '00 06'),
);

/** A login: its length, and the version, whose uppermost octet comes last but in some programs (MS-TDS, 2.2.6.4). */
const tdsLogin: Rule = ({ octets, view, start, end }) => {
  if (octets[start] !== 0x10 || (end - start > 1 && (octets[start + 1] as number) > 1)) return 'reject';
  if (end - start < 16) return 'need-more';
  const packet = view.getUint16(start + 2);
  const login = view.getUint32(start + 8, true);
  const isLast = octets[start + 1] === 1;
  const fits = login >= 36 && login < 131_072 && packet >= 36 && (!isLast || login <= packet);
  const major = octets[start + 15] as number;
  const isKnown =
    (major >= 0x70 && major <= 0x74) || (view.getUint16(start + 12) <= 0x74 && login + 8 === packet);
  return octets[start + 7] === 0 && fits && isKnown ? 'match' : 'reject';
};

/** Where fields of 30 octets of an old login stand, and behind each how many of them are used: host, user, password. */
const TDS_OLD_NAMES = [8, 39, 70];
const TDS_OLD_NAME_OCTETS = 30;

/** A login from before version 7, the first packet of 512 octets: names that are filled up with zeros (TDS 5.0, 3). */
const tdsOldLogin: Rule = ({ octets, view, start, end }) => {
  if (octets[start] !== 0x02 || (end - start > 1 && (octets[start + 1] as number) > 1)) return 'reject';
  if (end - start > 3 && view.getUint16(start + 2) !== 512) return 'reject';
  if (end - start <= 100) return 'need-more';
  for (const at of TDS_OLD_NAMES) {
    const length = octets[start + at + TDS_OLD_NAME_OCTETS] as number;
    if (length > TDS_OLD_NAME_OCTETS) return 'reject';
    for (let i = 0; i < TDS_OLD_NAME_OCTETS; i += 1)
      if (((octets[start + at + i] as number) === 0) !== i >= length) return 'reject';
  }
  return (octets[start + 69] as number) > 0 ? 'match' : 'reject';
};

/** A batch or a remote procedure call with its transaction descriptor before it (MS-TDS, 2.2.5.3). */
const tdsRequest: Rule = all(
  u8(0, oneOf(0x01, 0x03)),
  u8(1, oneOf(0, 1, 8, 9)),
  u16(2, from(30, 32767)),
  u8(7, is(0)),
  hex(8, '16 00 00 00 12 00 00 00 02 00'),
);

const TDS_CALL = 0x03;
/** Letters of a statement, or of the name of what is called, that have to be there. */
const TDS_LETTERS = 4;

/** The same before version 7.2, without a descriptor: a statement, or a name behind its length, in UTF-16. */
const tdsOldRequest: Rule = all(
  u8(0, oneOf(0x01, TDS_CALL)),
  u8(1, oneOf(0, 1, 8, 9)),
  u16(2, from(20, 32767)),
  u8(7, is(0)),
  ({ octets, view, start, end }) => {
    const isCall = octets[start] === TDS_CALL;
    const at = start + (isCall ? 10 : 8);
    if (at + 2 * TDS_LETTERS > end) return 'need-more';
    const name = view.getUint16(start + 8, true);
    if (isCall && (name < TDS_LETTERS || name > 128)) return 'reject';
    for (let letter = at; letter < at + 2 * TDS_LETTERS; letter += 2)
      if (!isNameCharacter(octets[letter] as number) || octets[letter + 1] !== 0) return 'reject';
    return 'match';
  },
);

/** A letter of ASCII, a digit or `_`. */
function isNameCharacter(octet: number): boolean {
  const lower = octet | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (octet >= 0x30 && octet <= 0x39) || octet === 0x5f;
}

/** Versions of DataStax Enterprise, which its drivers try first. */
const DSE_V1 = 0x41;
const DSE_V2 = 0x42;

/** Version with its top bit for who speaks, flags, stream, opcode, length (Native Protocol, section 2). */
function cassandraFrame(ofServer: boolean, opcodes: readonly number[]): Rule {
  return ({ octets, view, start, end }) => {
    const version = (octets[start] as number) & 0x7f;
    const isVersion = (version >= 1 && version <= 5) || version === DSE_V1 || version === DSE_V2;
    if ((octets[start] as number) >> 7 !== (ofServer ? 1 : 0) || !isVersion) return 'reject';
    const streamOctets = version >= 3 ? 2 : 1;
    if (end - start < 7 + streamOctets) return 'need-more';
    const opcode = octets[start + 2 + streamOctets] as number;
    const isSound = (octets[start + 1] as number) < 0x20 && opcodes.includes(opcode);
    return isSound && view.getUint32(start + 3 + streamOctets) < 1 << 24 ? 'match' : 'reject';
  };
}

const CASSANDRA_REQUESTS = [0x01, 0x05, 0x07, 0x09, 0x0a, 0x0b, 0x0d, 0x0f];
const CASSANDRA_RESPONSES = [0x00, 0x02, 0x03, 0x06, 0x08, 0x0c, 0x0e, 0x10];

/** Databases, caches, files and versions of files. */
export const DATA_STORES: readonly Signature[] = [
  {
    name: 'mongodb',
    title: 'MongoDB',
    reference: 'MongoDB Wire Protocol',
    ports: [27017],
    rule: all(
      u32le(0, from(20, 48_000_000)),
      u32le(12, MONGODB_OPCODES),
      any(
        // A query and its like name a collection, `database.collection`; a reply tells its flags.
        all(u32le(12, oneOf(2001, 2002, 2004, 2005, 2006)), mongoCollection),
        all(
          u32le(12, is(2013)),
          u32le(16, (flags) => (flags & 0xfffc) === 0),
          u8(20, from(0, 2)),
        ),
        all(u32le(12, is(2012)), u32le(16, MONGODB_OPCODES), u8(24, from(0, 3))),
        all(u32le(12, is(1)), u32le(16, from(0, 15)), mongoDocuments),
        all(u32le(12, oneOf(2007, 2010, 2011)), u32le(0, from(21, 48_000_000))),
      ),
    ),
  },
  {
    name: 'memcached',
    title: 'memcached',
    reference: 'memcached protocol.txt and BinaryProtocolRevamped',
    ports: [11211],
    lines: MEMCACHED_LINES,
    rule: memcached,
  },
  {
    name: 'cassandra',
    title: 'Cassandra',
    reference: 'Cassandra Native Protocol v5',
    ports: [9042],
    rule: any(
      all(cassandraFrame(false, [0x01]), opening([], /^.{8,13}\0\x0bCQL_VERSION/s, 64)),
      // Which options there are is asked first, and the answer is not seen.
      all(
        cassandraFrame(false, [0x05]),
        opening(
          [],
          /^([\x03-\x05\x41\x42]\0..\x05\0\0\0\0){1,4}[\x03-\x05\x41\x42].{3}\x01.{4}\0.\0\x0bCQL_VERSION/s,
          128,
        ),
      ),
      dialogue(cassandraFrame(false, CASSANDRA_REQUESTS), cassandraFrame(true, CASSANDRA_RESPONSES)),
    ),
  },
  {
    name: 'tds',
    title: 'TDS',
    reference: 'MS-TDS',
    ports: [1433],
    rule: any(tdsPrelogin, tdsLogin, tdsRequest, tdsOldRequest, tdsOldLogin),
  },
  {
    name: 'oracle',
    title: 'Oracle TNS',
    reference: 'Oracle Net Services',
    ports: [1521],
    rule: any(
      all(tnsPacket(1), u16(8, from(300, 399)), u16(10, from(300, 399)), u16(26, from(34, 255))),
      all(tnsPacket(2), u16(8, from(300, 399)), hex(0, '00')),
      all(u16(0, from(12, 4096)), hex(2, '00 00 04 00 00 00'), text(12, '(')),
    ),
  },
  {
    name: 'drda',
    title: 'DRDA',
    reference: 'The Open Group DRDA, volume 3',
    ports: [446, 50000],
    rule: drdaObject,
  },
  {
    name: 'elasticsearch',
    title: 'Elasticsearch transport',
    reference: 'Elasticsearch transport protocol',
    ports: [9300],
    rule: all(
      text(0, 'ES'),
      u32(2, from(2, 1 << 28)),
      hex(6, '00 00'),
      u8(14, from(0, 31)),
      u32(15, from(1, 99_999_999)),
    ),
  },
  {
    name: 'kafka',
    title: 'Kafka',
    reference: 'Apache Kafka protocol guide',
    ports: [9092],
    rule: kafkaRequest,
  },
  {
    name: 'zookeeper',
    title: 'ZooKeeper',
    reference: 'Apache ZooKeeper, ConnectRequest',
    ports: [2181],
    rule: any(
      all(u32(0, oneOf(44, 45)), hex(4, '00 00 00 00'), u32(16, from(1, 3_600_000)), hex(28, '00 00 00 10')),
      all(u32(0, oneOf(36, 37)), hex(4, '00 00 00 00'), u32(8, from(1, 3_600_000)), hex(20, '00 00 00 10')),
      // Answers to the four letter words `stat`, `mntr`, `envi` and `ruok`.
      opening(['ZOOKEEPER VERSION: '], /^Zookeeper version: \d/, 20),
      opening(['ZK_VERSION\t'], /^zk_version\t\d/, 12),
      opening(['ENVIRONMENT:\nZOOKEEPER.VERSION='], /^Environment:\nzookeeper\.version=/, 31),
      dialogue(text(0, 'ruok'), text(0, 'imok')),
    ),
  },
  {
    name: 'git',
    title: 'Git',
    reference: 'gitprotocol-pack(5)',
    ports: [9418],
    rule: any(
      opening(['0'], /^0[0-9a-f]{3}git-(upload-pack|receive-pack|upload-archive) \//, 32),
      // Joined late: what a server has, or its version, or what a client asks for.
      opening(
        ['0'],
        /^0[0-9a-f]{3}(version [12]\n|([0-9a-f]{40}|[0-9a-f]{64}) (HEAD|refs\/[^\0\n]{1,99}|capabilities\^\{\})\0|command=(ls-refs|fetch|object-info)[\n0]|want [0-9a-f]{40}|ERR [ -~])/,
        180,
      ),
    ),
  },
  {
    name: 'rsync',
    title: 'rsync',
    reference: 'rsync daemon protocol',
    ports: [873],
    lines: RSYNC_LINES,
    rule: opening(['@RSYNCD: '], /^@RSYNCD: (\d{1,3}|OK\n|EXIT\n|AUTHREQD )/, 18),
  },
  {
    name: 'svn',
    title: 'Subversion',
    reference: 'ra_svn protocol',
    ports: [3690],
    rule: any(
      opening(['( SUCCESS ( '], /^\( success \( \d \d \( /, 32),
      opening(['( '], /^\( \d \( ([a-z0-9-]+ )*\) \d+:svn/, 512),
      // Joined late: a success behind which is a list, or a command of no other one's.
      opening(['( SUCCESS ( '], /^\( success \( \( ([a-zA-Z0-9-]+ )*\) \d+:/, 128),
      opening(
        ['( '],
        /^\( (get-latest-rev|get-dated-rev|check-path|get-dir|get-file|set-path|update|switch|status|diff|log|get-mergeinfo|commit|reparent|get-iprops) \( /,
        40,
      ),
    ),
  },
  {
    name: 'cvs',
    title: 'CVS pserver',
    reference: 'CVS client/server protocol',
    ports: [2401],
    lines: CVS_LINES,
    rule: line(['BEGIN '], /^BEGIN (AUTH|VERIFICATION|GSSAPI) REQUEST$/),
  },
  {
    name: 'clickhouse',
    title: 'ClickHouse',
    reference: 'ClickHouse native protocol',
    ports: [9000],
    rule: all(hex(0, '00'), u8(1, from(10, 127)), text(2, 'ClickHouse')),
  },
];

const MONGODB_REPLY_OCTETS = 36;
const LEAST_DOCUMENT_OCTETS = 5;
/** Of those that begin an element; zero ends a document (BSON 1.1). */
const LAST_BSON_TYPE = 0x13;

/** So many documents as the reply says fill it up, as far as they are there: each begins with its own length, and a first
 * element, and ends with zero. */
function mongoDocuments({ view, start, end }: Octets): Identification {
  if (end - start < MONGODB_REPLY_OCTETS) return 'need-more';
  const messageOctets = view.getUint32(start, true);
  const documents = view.getUint32(start + 32, true);
  let at = MONGODB_REPLY_OCTETS;
  for (let n = 0; n < documents; n += 1) {
    if (messageOctets < at + LEAST_DOCUMENT_OCTETS) return 'reject';
    const isHeld = n > 0 && end - start >= at && messageOctets > IDENTIFICATION_OCTETS;
    if (end - start <= at + 4) return isHeld ? 'match' : 'need-more';
    const length = view.getUint32(start + at, true);
    if (length < LEAST_DOCUMENT_OCTETS || view.getUint8(start + at + 4) > LAST_BSON_TYPE) return 'reject';
    at += length;
    if (at <= end - start && view.getUint8(start + at - 1) !== 0) return 'reject';
  }
  return at === messageOctets ? 'match' : 'reject';
}

/** Flags or zero, then a name as in `database.collection` and its end. */
function mongoCollection(first: Parameters<Rule>[0]): ReturnType<Rule> {
  const { octets, start, end } = first;
  let dots = 0;
  const most = Math.min(end, start + 20 + 250);
  for (let at = start + 20; at < most; at += 1) {
    const octet = octets[at] as number;
    if (octet === 0) return dots > 0 ? 'match' : 'reject';
    if (octet < 0x20 || octet === 0x7f) return 'reject';
    if (octet === 0x2e) dots += 1;
  }
  return most < end ? 'reject' : 'need-more';
}
