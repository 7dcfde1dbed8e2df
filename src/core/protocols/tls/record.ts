import type { Identification, Octets } from '../dissector.ts';

export const CHANGE_CIPHER_SPEC = 20;
export const ALERT = 21;
export const HANDSHAKE = 22;
export const APPLICATION_DATA = 23;
const HEARTBEAT = 24;
export const CLIENT_HELLO = 1;
export const SERVER_HELLO = 2;
export const END_OF_EARLY_DATA = 5;
export const ENCRYPTED_EXTENSIONS = 8;
export const CERTIFICATE = 11;
export const FINISHED = 20;
export const KEY_UPDATE = 24;

export const RECORD_HEADER_OCTETS = 5;
export const HANDSHAKE_HEADER_OCTETS = 4;
export const ALERT_OCTETS = 2;

/** Those of a message, or of what is in it. */
export type HandshakeOctets = Pick<Octets, 'octets' | 'start' | 'end'>;

const MAJOR_VERSION = 3;
const LATEST_MINOR_VERSION = 4;
/** NewSessionTicket, Certificate, ServerKeyExchange, CertificateRequest, ServerHelloDone, ClientKeyExchange, status. */
const LATE_MESSAGES = new Set([4, 11, 12, 13, 14, 16, 22]);
/** What a record may hold at the most, with all that encryption may add (RFC 5246, section 6.2.3). */
const LONGEST_RECORD = (1 << 14) + 2048;
/** Version, random and the length of the session identifier: what any hello begins with. */
const SHORTEST_HELLO = 2 + 32 + 1 + 2 + 1;
const LONGEST_HELLO = 1 << 17;
const LONGEST_SESSION_ID = 32;
/** The authentication tag and the type inside that encryption adds at the least (RFC 8446, section 5.2). */
const SHORTEST_ENCRYPTED = 17;
/** What encryption makes of the two octets of an alert at the most: a block and a tag of 32 octets each, and padding. */
const LONGEST_ENCRYPTED_ALERT = 96;

export function uint16(octets: Uint8Array, at: number): number {
  return ((octets[at] as number) << 8) | (octets[at + 1] as number);
}

export function uint24(octets: Uint8Array, at: number): number {
  return ((octets[at] as number) << 16) | uint16(octets, at + 1);
}

/** Octets of the record whose header is whole at `at`, without that header; -1 where it is no record (RFC 8446, 5.1). */
export function recordLength(octets: Uint8Array, at: number): number {
  const type = octets[at] as number;
  const length = uint16(octets, at + 3);
  const isRecord = type >= CHANGE_CIPHER_SPEC && type <= HEARTBEAT && isVersion(octets, at + 1);
  return isRecord && length <= LONGEST_RECORD ? length : -1;
}

/** What is wrong where they do in place of what another protocol says: the client took the wrong port, or the wrong scheme. */
export const TLS_INSTEAD = 'TLS instead';

/** Do these octets begin with a record that begins a handshake or gives TLS up, as a side sends it first? */
export function beginsWithTls(octets: Uint8Array, start: number, end: number): boolean {
  if (end - start <= RECORD_HEADER_OCTETS || recordLength(octets, start) < 2) return false;
  return octets[start] === ALERT || octets[start] === HANDSHAKE;
}

function isVersion(octets: Uint8Array, at: number): boolean {
  return octets[at] === MAJOR_VERSION && (octets[at + 1] as number) <= LATEST_MINOR_VERSION;
}

/** What the octets at the front of a hello have to be; each test is made when the octet after it has come. */
const HELLO_TESTS: readonly { readonly octets: number; holds(octets: Uint8Array, at: number): boolean }[] = [
  { octets: 1, holds: (octets, at) => octets[at] === HANDSHAKE },
  { octets: 3, holds: (octets, at) => isVersion(octets, at + 1) },
  { octets: 5, holds: (octets, at) => recordLength(octets, at) >= HANDSHAKE_HEADER_OCTETS + SHORTEST_HELLO },
  { octets: 6, holds: (octets, at) => octets[at + 5] === CLIENT_HELLO || octets[at + 5] === SERVER_HELLO },
  {
    octets: 9,
    holds: (octets, at) =>
      uint24(octets, at + 6) >= SHORTEST_HELLO && uint24(octets, at + 6) <= LONGEST_HELLO,
  },
  { octets: 11, holds: (octets, at) => isVersion(octets, at + 9) },
  { octets: 44, holds: (octets, at) => (octets[at + 43] as number) <= LONGEST_SESSION_ID },
];

/** Is this the beginning of a ClientHello or ServerHello in a record? */
export function identifyHello({ octets, start, end }: Octets): Identification {
  for (const test of HELLO_TESTS) {
    if (end - start < test.octets) return 'need-more';
    if (!test.holds(octets, start)) return 'reject';
  }
  const behindSessionId = start + 44 + (octets[start + 43] as number);
  if (end < behindSessionId + 3) return 'need-more';
  const isClient = octets[start + 5] === CLIENT_HELLO;
  const suitesOctets = uint16(octets, behindSessionId);
  const helloEnd = start + 9 + uint24(octets, start + 6);
  const holds = isClient
    ? suitesOctets >= 2 && suitesOctets % 2 === 0 && behindSessionId + 2 + suitesOctets + 2 <= helloEnd
    : (octets[behindSessionId + 2] as number) <= 1;
  return holds ? 'match' : 'reject';
}

/**
 * Does a conversation that was joined late go on here? One header of a record is too little to tell; two are taken: of
 * records that follow each other, or of the first ones of both sides. Or one whose end is that of all octets, as long as
 * the other side has not been heard.
 */
export function identifyApplicationData(first: Octets, other: Octets): Identification {
  const answer = identifyEncryptedRecord(first, first.start);
  if (answer !== 'match') return answer;
  if (identifyEncryptedRecord(other, other.start) === 'match') return 'match';
  if (other.end === other.start && isWholeRecord(first)) return 'match';
  const next = first.start + RECORD_HEADER_OCTETS + recordLength(first.octets, first.start);
  return next < first.end ? identifyEncryptedRecord(first, next) : 'need-more';
}

/** Of one side that is heard alone: is all that it sent one record? */
function isWholeRecord({ octets, start, end }: Octets): boolean {
  return end - start === RECORD_HEADER_OCTETS + recordLength(octets, start);
}

/**
 * Is a late listener in time for the end of a handshake: ChangeCipherSpec and the record behind it, or a message that
 * fills its record?
 */
export function identifyLateHandshake(first: Octets): Identification {
  const { octets, start, end } = first;
  if (octets[start] === CHANGE_CIPHER_SPEC) return identifyChange(first);
  if (octets[start] !== HANDSHAKE) return 'reject';
  const message = start + RECORD_HEADER_OCTETS;
  if (end - start >= 3 && !isVersion(octets, start + 1)) return 'reject';
  if (end > message && !LATE_MESSAGES.has(octets[message] as number)) return 'reject';
  if (end - message < HANDSHAKE_HEADER_OCTETS) return 'need-more';
  const length = recordLength(octets, start);
  return length === HANDSHAKE_HEADER_OCTETS + uint24(octets, message + 1) ? 'match' : 'reject';
}

function identifyChange(first: Octets): Identification {
  const { octets, start, end } = first;
  const there = end - start;
  if (there >= 3 && !isVersion(octets, start + 1)) return 'reject';
  if (there < RECORD_HEADER_OCTETS + 1) return 'need-more';
  if (recordLength(octets, start) !== 1 || octets[start + RECORD_HEADER_OCTETS] !== 1) return 'reject';
  const next = start + RECORD_HEADER_OCTETS + 1;
  return identifyEncryptedRecord(first, next, octets[next] === HANDSHAKE ? HANDSHAKE : APPLICATION_DATA);
}

/** Is a late listener only in time for a side's farewell? An alert that is encrypted, and all that was sent. */
export function identifyLateAlert({ octets, start, end }: Octets): Identification {
  const there = end - start;
  if (octets[start] !== ALERT || (there >= 3 && !isVersion(octets, start + 1))) return 'reject';
  if (there < RECORD_HEADER_OCTETS) return 'need-more';
  const length = recordLength(octets, start);
  if (length < SHORTEST_ENCRYPTED || length > LONGEST_ENCRYPTED_ALERT) return 'reject';
  const missing = RECORD_HEADER_OCTETS + length - there;
  if (missing === 0) return 'match';
  return missing > 0 ? 'need-more' : 'reject';
}

/** Do records stand here, one behind the other, that end where all octets end? */
export function isRunOfRecords(octets: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (end - at >= RECORD_HEADER_OCTETS) {
    const length = recordLength(octets, at);
    if (length === -1) return false;
    at += RECORD_HEADER_OCTETS + length;
  }
  return at === end;
}

/** May a record stand here that is encrypted? Where its header is not whole, that may still turn out. */
export function mayBeginSealed(octets: Uint8Array, at: number, end: number): boolean {
  const there = end - at;
  if (octets[at] !== APPLICATION_DATA) return false;
  if (there >= 3 && !isVersion(octets, at + 1)) return false;
  return there < RECORD_HEADER_OCTETS || recordLength(octets, at) >= SHORTEST_ENCRYPTED;
}

/** Records stand here, one behind the other: how many octets of the last one have not come? 0 where that is not known. */
export function toComeOf({ octets, start, end }: Pick<Octets, 'octets' | 'start' | 'end'>): number {
  let at = start;
  while (end - at >= RECORD_HEADER_OCTETS) {
    const length = recordLength(octets, at);
    if (length === -1) return 0;
    at += RECORD_HEADER_OCTETS + length;
  }
  return Math.max(at - end, 0);
}

function identifyEncryptedRecord(
  { octets, end }: Octets,
  at: number,
  type: number = APPLICATION_DATA,
): Identification {
  const there = end - at;
  if (there >= 1 && octets[at] !== type) return 'reject';
  if (there >= 3 && !isVersion(octets, at + 1)) return 'reject';
  if (there < RECORD_HEADER_OCTETS) return 'need-more';
  return recordLength(octets, at) >= SHORTEST_ENCRYPTED ? 'match' : 'reject';
}
