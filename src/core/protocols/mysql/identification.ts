import type { Identification, Octets } from '../dissector.ts';
import { PROTOCOL_41, SSL } from './capabilities.ts';
import { PREPARE, QUERY } from './commands.ts';
import { GREETING, LOGIN_HEAD_OCTETS } from './handshake.ts';
import { HEAD_OCTETS, littleEndian, payloadLength } from './packet.ts';
import { ERROR } from './result.ts';

/** No greeting, log-in, or error in place of a greeting, is longer; statements by which it is known are not either. */
const MOST_OCTETS = 4096;
const LONGEST_VERSION = 80;
/** Octets of a greeting behind the version's NUL, up to the end of what is reserved: MySQL, "Protocol::HandshakeV10". */
const GREETING_REST_OCTETS = 31;
const VERSION = /^\d+\.\d+/;
/** Errors that a server says in place of a greeting, such as 1040: too many connections. */
const REFUSALS: ReadonlySet<number> = new Set([1040, 1042, 1043, 1053, 1129, 1130, 1158, 1159, 1203, 1226]);
/** Words that statements begin with. */
const VERB =
  /^(?:alter|analyze|begin|call|commit|create|delete|describe|desc|drop|explain|grant|insert|kill|lock|replace|rollback|select|set|show|start|truncate|unlock|update|use|with)\b/i;
const VERB_OCTETS = 12;

/** A server's greeting or refusal, a client's log-in, or a statement, each of them whole. */
export function identifyMysql(first: Octets): Identification {
  const { octets, start, end } = first;
  const there = end - start;
  // Low octet first: the last octet of the length is 0, and the one before it is small.
  if (there >= 2 && (octets[start + 1] as number) >= MOST_OCTETS >> 8) return 'reject';
  if (there >= 3 && octets[start + 2] !== 0) return 'reject';
  if (there >= 4 && (octets[start + 3] as number) > 1) return 'reject';
  if (there <= HEAD_OCTETS) return 'need-more';
  if (octets[start + 3] === 1) return identifyLogin(first);
  const code = octets[start + HEAD_OCTETS];
  if (code === GREETING) return identifyGreeting(first);
  if (code === ERROR) return identifyRefusal(first);
  return code === QUERY || code === PREPARE ? identifyStatement(first) : 'reject';
}

/** Where the first packet ends. */
function packetEnd({ octets, start }: Octets): number {
  return start + HEAD_OCTETS + payloadLength(octets, start);
}

/** A version, then 8 octets of a scramble with a 0 behind them, and in what is reserved nothing but 0. */
function identifyGreeting(first: Octets): Identification {
  const { octets, start, end } = first;
  const version = start + HEAD_OCTETS + 1;
  const last = packetEnd(first);
  const versionEnd = endOfText(octets, version, Math.min(last, end, version + LONGEST_VERSION));
  if (versionEnd === -1) return 'reject';
  if (versionEnd >= end && end < last) return 'need-more';
  const rest = versionEnd + 1;
  if (octets[versionEnd] !== 0 || last - rest < GREETING_REST_OCTETS || end > last) return 'reject';
  if (end < last) return 'need-more';
  const isGreeting =
    VERSION.test(textOf(octets, version, versionEnd)) &&
    octets[rest + 12] === 0 &&
    areZero(octets, rest + 21, rest + 27);
  return isGreeting ? 'match' : 'reject';
}

/** An error that is said before anything else, in words. */
function identifyRefusal(first: Octets): Identification {
  const { octets, start, end } = first;
  const body = start + HEAD_OCTETS;
  const last = packetEnd(first);
  if (end - body >= 3 && !REFUSALS.has(littleEndian(octets, body + 1, 2))) return 'reject';
  if (end > last || last - body < 12) return 'reject';
  if (end < last) return 'need-more';
  return endOfText(octets, body + 3, last) === last ? 'match' : 'reject';
}

/** Flags, a size, a character set and 19 octets of 0; then nothing (TLS follows) or the name of a user. */
export function identifyLogin(first: Octets): Identification {
  const { octets, start, end } = first;
  const body = start + HEAD_OCTETS;
  const last = packetEnd(first);
  if (last - body < LOGIN_HEAD_OCTETS) return 'reject';
  if (end - body >= 2 && (littleEndian(octets, body, 2) & PROTOCOL_41) === 0) return 'reject';
  if (!areZero(octets, body + 9, Math.min(body + 28, end))) return 'reject';
  if (end < last) return 'need-more';
  if (last - body === LOGIN_HEAD_OCTETS)
    return (littleEndian(octets, body, 2) & SSL) !== 0 ? 'match' : 'reject';
  const userEnd = endOfText(octets, body + LOGIN_HEAD_OCTETS, last);
  return end === last && userEnd !== -1 && userEnd < last ? 'match' : 'reject';
}

/** Joined in the middle: one statement that begins with a word that statements begin with, and no octet more. */
function identifyStatement(first: Octets): Identification {
  const { octets, start, end } = first;
  const last = packetEnd(first);
  if (end > last) return 'reject';
  const body = start + HEAD_OCTETS + 1;
  const text = octets[body] === 0 && octets[body + 1] === 1 ? body + 2 : body;
  if (end >= text + VERB_OCTETS && !VERB.test(textOf(octets, text, text + VERB_OCTETS))) return 'reject';
  if (end < last) return 'need-more';
  return VERB.test(textOf(octets, text, Math.min(last, text + VERB_OCTETS))) ? 'match' : 'reject';
}

/** Where text without control characters ends: at the first NUL, or at `end`; -1 where a control character is in it. */
function endOfText(octets: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const octet = octets[at] as number;
    if (octet === 0) return at;
    if (octet < 0x20 || octet === 0x7f) return -1;
  }
  return end;
}

function textOf(octets: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...octets.subarray(start, end));
}

function areZero(octets: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (octets[at] !== 0) return false;
  return true;
}
