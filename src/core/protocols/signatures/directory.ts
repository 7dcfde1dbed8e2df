import type { Identification } from '../dissector.ts';
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
  u8,
  u16,
  u24,
  u32,
} from './rule.ts';
import { opening } from './text.ts';
import { SESSION, STARTTLS } from './turns.ts';

/** The length of a BER value, and where the value begins; -1 where there are too few octets, -2 where it is none. */
function berLength(octets: Uint8Array, at: number, end: number, into: { length: number }): number {
  if (at >= end) return -1;
  const first = octets[at] as number;
  into.length = first;
  if (first < 0x80) return at + 1;
  const more = first - 0x80;
  if (more === 0 || more > 4) return -2;
  if (at + more >= end) return -1;
  into.length = 0;
  for (let i = 1; i <= more; i += 1) into.length = into.length * 256 + (octets[at + i] as number);
  return at + 1 + more;
}

const outer = { length: 0 };
const inner = { length: 0 };

/** Operations (RFC 4511, appendix B): [APPLICATION n], constructed unless they hold one value only. */
const LDAP_OPERATIONS = new Set([
  0x60, 0x61, 0x42, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x4a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x50, 0x73,
  0x77, 0x78, 0x79,
]);
/** Controls behind the operation. */
const LDAP_CONTROLS = 0xa0;

/** A sequence of an identifier and one operation, which fills it but for controls (RFC 4511, section 4.1.1). */
const ldapMessage: Rule = ({ octets, start, end }) => {
  if (octets[start] !== 0x30) return 'reject';
  let at = berLength(octets, start + 1, end, outer);
  if (at < 0) return shortOrWrong(at);
  const messageEnd = at + outer.length;
  if (at + 2 > end) return 'need-more';
  const idOctets = octets[at + 1] as number;
  if (octets[at] !== 0x02 || idOctets < 1 || idOctets > 4) return 'reject';
  at += 2 + idOctets;
  if (at >= end) return 'need-more';
  if (!LDAP_OPERATIONS.has(octets[at] as number)) return 'reject';
  at = berLength(octets, at + 1, end, inner);
  if (at < 0) return shortOrWrong(at);
  const operationEnd = at + inner.length;
  if (operationEnd === messageEnd) return 'match';
  if (operationEnd > messageEnd) return 'reject';
  if (operationEnd >= end) return 'need-more';
  return octets[operationEnd] === LDAP_CONTROLS ? 'match' : 'reject';
};

function shortOrWrong(at: number): Identification {
  return at === -1 ? 'need-more' : 'reject';
}

const PVNO = [0x03, 0x02, 0x01, 0x05];

/** A length, then [APPLICATION n] of the same length that is a sequence, the first of it the version: 5 (RFC 4120). */
const kerberosMessage: Rule = ({ octets, view, start, end }) => {
  const there = end - start;
  if (octets[start] !== 0) return 'reject';
  if (there < 6) return 'need-more';
  const tag = octets[start + 4] as number;
  if (!KERBEROS_MESSAGES.has(tag)) return 'reject';
  let at = berLength(octets, start + 5, end, outer);
  if (at < 0) return shortOrWrong(at);
  if (at + outer.length !== start + 4 + view.getUint32(start)) return 'reject';
  if (at >= end) return 'need-more';
  if (octets[at] !== 0x30) return 'reject';
  at = berLength(octets, at + 1, end, inner);
  if (at < 0) return shortOrWrong(at);
  if (at + 5 > end) return 'need-more';
  const isVersion = PVNO.every((octet, i) => octets[at + 1 + i] === octet);
  return isVersion && (octets[at] === 0xa0 || octets[at] === 0xa1) ? 'match' : 'reject';
};
/** Requests, replies, and errors of the ticket services and of applications (RFC 4120, section 5.10). */
const KERBEROS_MESSAGES = new Set([0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x74, 0x75, 0x76, 0x7e]);

/** NT's, 2's, encrypted and compressed (MS-CIFS 2.2.3.1, MS-SMB2 2.2.1). */
const SMB = oneOf(0xff534d42, 0xfe534d42, 0xfd534d42, 0xfc534d42);

/** Names in half octets, `A` to `P`, 32 of them (RFC 1001, section 14.1). */
const NETBIOS_NAMES = /^\x81\0\0[\x44-\xff]\x20[A-P]{32}\0/s;

/**
 * Least octets of a fragment by its kind, those of a connection only (DCE 1.1 RPC, section 12.6): a request, its response,
 * a fault; a bind, agreed to and refused, a change of context, and what it comes to; the third leg of authentication, a
 * shutdown, a cancellation, an orphan; and what sets up a virtual connection over HTTP (MS-RPCH 2.2.3.1).
 */
const DCERPC_LEAST: ReadonlyMap<number, number> = new Map([
  [0, 24],
  [2, 24],
  [3, 28],
  [11, 28],
  [12, 26],
  [13, 18],
  [14, 28],
  [15, 24],
  [16, 20],
  [17, 16],
  [18, 16],
  [19, 16],
  [20, 20],
]);
/** Whoever opens a connection binds first, and this is what it is told (section 9.5.2): asked of heads that are nearly all zeros. */
const DCERPC_OPENS = new Set([11, 20]);
const DCERPC_REPLIES = new Set([3, 12, 13, 20]);

/** A sound head, of a fragment that may come first where it is known to. */
const dcerpcFragment: Rule = ({ octets, view, start, end }, side, _other, opener) => {
  const there = end - start;
  if (octets[start] !== 5 || (there > 1 && (octets[start + 1] as number) > 1)) return 'reject';
  const kind = octets[start + 2] as number;
  const least = there > 2 ? DCERPC_LEAST.get(kind) : 0;
  if (least === undefined) return 'reject';
  if (there < 12) return 'need-more';
  const isLittle = octets[start + 4] === 0x10;
  const beginnings = opener === side ? DCERPC_OPENS : DCERPC_REPLIES;
  if (!isLittle && opener !== undefined && !beginnings.has(kind)) return 'reject';
  const isSound =
    (isLittle || octets[start + 4] === 0) && octets[start + 5] === 0 && view.getUint16(start + 6) === 0;
  const length = view.getUint16(start + 8, isLittle);
  const authentication = view.getUint16(start + 10, isLittle);
  return isSound && length >= least + authentication && length <= 16384 ? 'match' : 'reject';
};

/** A fragment's mark, a transaction, and what is asked of a program, or answered (RFC 5531, sections 9 and 11). */
const rpcCall: Rule = all(
  u8(0, oneOf(0x80, 0x00)),
  u24(1, from(40, 1 << 23)),
  hex(8, '00 00 00 00 00 00 00 02'),
  u32(16, (program) => program >= 100_000 && program < 0x60000000),
  u32(20, from(0, 100)),
  u32(24, from(0, 1000)),
);
/** The administration of Kerberos, whose number is from before they were given out, and its credentials. */
const kerberosAdministrationCall: Rule = all(
  hex(0, '80'),
  u24(1, from(40, 1 << 23)),
  hex(8, '00 00 00 00 00 00 00 02'),
  u32(16, is(2112)),
  u32(20, is(2)),
  u32(24, from(0, 100)),
  u32(28, oneOf(0, 6, 300_001)),
);
/** Behind the verifier, which is filled up to four octets, stands whether it was done: no more than `SYSTEM_ERR`. */
const rpcStatus: Rule = ({ view, start, end }) => {
  if (end - start < 24) return 'need-more';
  const at = start + 24 + ((view.getUint32(start + 20) + 3) & ~3);
  if (end - at < 4) return 'need-more';
  return view.getUint32(at) <= 5 ? 'match' : 'reject';
};
const rpcReply: Rule = all(
  hex(0, '80'),
  u24(1, from(24, 1 << 23)),
  hex(8, '00 00 00 01 00 00 00 00'),
  u32(16, oneOf(0, 1, 2, 6, 300_001)),
  u32(20, from(0, 400)),
  rpcStatus,
);

/** NDMP puts its own head behind the mark: sequence, time, request or reply, and which message. */
const ndmpMessage: Rule = all(
  hex(0, '80 00'),
  u16(2, from(24, 4096)),
  hex(4, '00 00'),
  hex(12, '00 00 00'),
  u8(15, from(0, 1)),
  u32(16, (code) => code >= 0x100 && code <= 0xa0d && (code & 0xff) <= 0x16),
  u32(24, from(0, 0x20)),
);

/** DSI: request or reply, command, its number, error or offset, length, and four octets of nothing. */
function dsiHead(kind: number): Rule {
  return all(
    u8(0, is(kind)),
    u8(1, oneOf(1, 2, 3, 4, 5, 6, 8)),
    u32(8, from(0, 1 << 20)),
    hex(12, '00 00 00 00'),
  );
}

/** Directories, tickets, files of a network, and calls of procedures. */
export const DIRECTORY: readonly Signature[] = [
  {
    name: 'ldap',
    title: 'LDAP',
    reference: 'RFC 4511',
    ports: [389, 3268],
    rule: ldapMessage,
    turn: STARTTLS,
  },
  { name: 'kerberos', title: 'Kerberos', reference: 'RFC 4120', ports: [88], rule: kerberosMessage },
  {
    name: 'smb',
    title: 'SMB',
    reference: 'MS-SMB2',
    ports: [445, 139],
    rule: all(hex(0, '00'), u32(4, SMB)),
  },
  {
    name: 'netbios',
    title: 'NetBIOS session',
    reference: 'RFC 1002',
    ports: [139],
    rule: opening(['\x81'], NETBIOS_NAMES, 38),
    turn: SESSION,
  },
  { name: 'dcerpc', title: 'DCE/RPC', reference: 'DCE 1.1: RPC', ports: [135], rule: dcerpcFragment },
  {
    name: 'rpc',
    title: 'ONC RPC',
    reference: 'RFC 5531',
    ports: [111, 2049],
    rule: any(rpcCall, kerberosAdministrationCall, rpcReply),
  },
  { name: 'ndmp', title: 'NDMP', reference: 'NDMP 4', ports: [10000], rule: ndmpMessage },
  {
    name: 'afp',
    title: 'AFP',
    reference: 'Apple Filing Protocol, DSI',
    ports: [548],
    rule: dialogue(dsiHead(0), dsiHead(1)),
  },
  {
    name: 'iscsi',
    title: 'iSCSI',
    reference: 'RFC 7143',
    ports: [3260],
    // A login with its keys in text, or the answer to it.
    rule: any(
      all(
        u8(0, oneOf(0x43, 0x03)),
        hex(2, '00 00'),
        u8(4, is(0)),
        u24(5, from(8, 8192)),
        opening([], /^.{48}[A-Z][A-Za-z0-9]{3,30}=/s, 80),
      ),
      all(
        hex(0, '23'),
        hex(2, '00 00 00'),
        u24(5, from(8, 8192)),
        opening([], /^.{48}[A-Z][A-Za-z0-9]{3,30}=/s, 80),
      ),
    ),
  },
  {
    name: 'nbd',
    title: 'NBD',
    reference: 'NBD protocol',
    ports: [10809],
    rule: opening(['NBDMAGIC'], /^NBDMAGIC(IHAVEOPT|\0\0\x42\x02\x81\x86\x12\x53)/, 16),
  },
];
