import { hexadecimal } from '../../hexadecimal.ts';
import { printableText } from '../../printable.ts';
import { isEarlyDraft, isGrease } from './names.ts';
import type { HandshakeOctets } from './record.ts';

/** What a ClientHello tells (RFC 8446, section 4.1.2, and RFC 5246, section 7.4.1.2). */
export interface ClientHello {
  readonly random: Uint8Array;
  readonly serverName: string | null;
  readonly alpnOffered: readonly string[];
  /** Values of all versions offered, best first. */
  readonly versionsOffered: readonly number[];
  /** In hexadecimal; empty where there is none. */
  readonly sessionId: string;
  /** It has a ticket or a key of a session before, and would go on from there (RFC 8446, 2.2, and RFC 5077). */
  readonly offersResumption: boolean;
  /** Of each key that it offers (RFC 8446, section 4.2.11), whether it was agreed upon elsewhere, and is of no session. */
  readonly externalKeys: readonly boolean[];
  /** Data follow at once, encrypted with that key: 0-RTT (RFC 8446, section 2.3). */
  readonly sendsEarlyData: boolean;
}

/** What a ServerHello tells (RFC 8446, section 4.1.3). */
export interface ServerHello {
  readonly random: Uint8Array;
  /** It asks the client to begin again with another key share: a HelloRetryRequest (section 4.1.4). */
  readonly isRetry: boolean;
  readonly version: number;
  readonly cipherSuite: number;
  /** Up to TLS 1.2: what is encrypted was compressed before (RFC 3749). */
  readonly isCompressed: boolean;
  /** Up to TLS 1.2 only: later it is encrypted. */
  readonly alpn: string | null;
  readonly sessionId: string;
  /** Which of the keys that the client offered it takes, counted from 0; null where none. */
  readonly takenKey: number | null;
  /** The group that the keys are of, or that it asks for; 0 where it says none. */
  readonly group: number;
  /** With a block cipher up to TLS 1.2, what authenticates stands behind what is encrypted (RFC 7366). */
  readonly encryptsThenAuthenticates: boolean;
}

const SERVER_NAME = 0;
const ALPN = 16;
const ENCRYPT_THEN_MAC = 22;
const SESSION_TICKET = 35;
const PRE_SHARED_KEY = 41;
const EARLY_DATA = 42;
const SUPPORTED_VERSIONS = 43;
const KEY_SHARE = 51;
const HOST_NAME = 0;
const RANDOM_OCTETS = 32;
/** The random of a HelloRetryRequest: SHA-256 of that word. */
const RETRY_RANDOM = Uint8Array.from([
  0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2,
  0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
]);

const NAME_CHARACTERS = 255;
const MOST_LISTED = 32;

/** Reads vectors with lengths in front; outside its bounds everything is zero or empty, and `whole` turns false. */
class Reader {
  whole = true;
  at: number;
  readonly end: number;
  private readonly octets: Uint8Array;

  constructor(octets: Uint8Array, start: number, end: number) {
    this.octets = octets;
    this.at = start;
    this.end = end;
  }

  get left(): number {
    return this.end - this.at;
  }

  number(octets: number): number {
    if (octets > this.left) {
      this.whole = false;
      this.at = this.end;
      return 0;
    }
    let value = 0;
    for (let n = 0; n < octets; n += 1) value = value * 256 + (this.octets[this.at + n] as number);
    this.at += octets;
    return value;
  }

  /** A copy of the octets that come next, as many as there are. */
  copy(octets: number): Uint8Array {
    const there = Math.min(octets, this.left);
    if (there < octets) this.whole = false;
    this.at += there;
    return this.octets.slice(this.at - there, this.at);
  }

  /** The vector that begins here, with its length in `lengthOctets` octets. */
  vector(lengthOctets: number): Reader {
    const length = this.number(lengthOctets);
    const there = Math.min(length, this.left);
    if (there < length) this.whole = false;
    const vector = new Reader(this.octets, this.at, this.at + there);
    this.at += there;
    return vector;
  }

  /** The two octets that come next, without passing them. */
  peek16(): number {
    const { at } = this;
    const value = this.number(2);
    this.at = at;
    return value;
  }

  hexadecimal(): string {
    const digits = hexadecimal(this.octets, this.at, this.end);
    this.at = this.end;
    return digits;
  }

  text(): string {
    const text = printableText(this.octets, this.at, this.end, NAME_CHARACTERS);
    this.at = this.end;
    return text;
  }
}

/** Reads the body of a ClientHello; null where it is none. */
export function readClientHello({ octets, start, end }: HandshakeOctets): ClientHello | null {
  const reader = new Reader(octets, start, end);
  const legacyVersion = reader.number(2);
  const random = reader.copy(RANDOM_OCTETS);
  const sessionId = reader.vector(1).hexadecimal();
  reader.vector(2);
  reader.vector(1);
  if (!reader.whole) return null;
  let serverName: string | null = null;
  let alpnOffered: string[] = [];
  let versionsOffered = [legacyVersion];
  let offersResumption = false;
  let externalKeys: boolean[] = [];
  let sendsEarlyData = false;
  forEachExtension(reader, (type, content) => {
    if (type === SERVER_NAME) serverName = readServerName(content);
    else if (type === ALPN) alpnOffered = readProtocolNames(content);
    else if (type === SUPPORTED_VERSIONS) versionsOffered = readVersions(content.vector(1));
    else if (type === PRE_SHARED_KEY) externalKeys = readKeys(content);
    else if (type === SESSION_TICKET && content.left > 0) offersResumption = true;
    else if (type === EARLY_DATA) sendsEarlyData = true;
  });
  offersResumption ||= externalKeys.includes(false);
  return {
    random,
    serverName,
    alpnOffered,
    versionsOffered,
    sessionId,
    offersResumption,
    externalKeys,
    sendsEarlyData,
  };
}

/** Reads the body of a ServerHello; null where it is none. */
export function readServerHello({ octets, start, end }: HandshakeOctets): ServerHello | null {
  const reader = new Reader(octets, start, end);
  let version = reader.number(2);
  const random = reader.copy(RANDOM_OCTETS);
  const isRetry = RETRY_RANDOM.every((octet, at) => random[at] === octet);
  const isDraft = isEarlyDraft(version);
  const sessionId = isDraft ? '' : reader.vector(1).hexadecimal();
  const cipherSuite = reader.number(2);
  const isCompressed = !isDraft && reader.number(1) !== 0;
  if (!reader.whole) return null;
  let alpn: string | null = null;
  let takenKey: number | null = null;
  let group = 0;
  let encryptsThenAuthenticates = false;
  forEachExtension(reader, (type, content) => {
    if (type === SUPPORTED_VERSIONS) version = content.number(2);
    else if (type === ALPN) alpn = readProtocolNames(content)[0] ?? null;
    else if (type === PRE_SHARED_KEY) takenKey = content.number(2);
    else if (type === KEY_SHARE) group = content.number(2);
    else if (type === ENCRYPT_THEN_MAC) encryptsThenAuthenticates = true;
  });
  return {
    random,
    isRetry,
    version,
    cipherSuite,
    isCompressed,
    alpn,
    sessionId,
    takenKey,
    group,
    encryptsThenAuthenticates,
  };
}

/** The protocol chosen, in EncryptedExtensions (RFC 8446, section 4.3.1); null where none is. */
export function readChosenProtocol({ octets, start, end }: HandshakeOctets): string | null {
  let alpn: string | null = null;
  forEachExtension(new Reader(octets, start, end), (type, content) => {
    if (type === ALPN) alpn = readProtocolNames(content)[0] ?? null;
  });
  return alpn;
}

function forEachExtension(reader: Reader, visit: (type: number, content: Reader) => void): void {
  const extensions = reader.vector(2);
  while (extensions.left >= 4) visit(extensions.number(2), extensions.vector(2));
}

/** RFC 6066, section 3 */
function readServerName(content: Reader): string | null {
  const list = content.vector(2);
  while (list.left > 0) {
    const type = list.number(1);
    const name = list.vector(2);
    if (type === HOST_NAME && name.left > 0) return name.text();
  }
  return null;
}

/** RFC 7301, section 3.1 */
function readProtocolNames(content: Reader): string[] {
  const list = content.vector(2);
  const names: string[] = [];
  while (list.left > 0 && names.length < MOST_LISTED) {
    const name = list.vector(1);
    const grease = name.left === 2 && isGrease(name.peek16());
    if (name.left > 0 && !grease) names.push(name.text());
  }
  return names;
}

/** RFC 8446, section 4.2.11: each with the age of its ticket, to which a number is added; 0 where there is no ticket. */
function readKeys(content: Reader): boolean[] {
  const list = content.vector(2);
  const external: boolean[] = [];
  while (list.left > 0 && external.length < MOST_LISTED) {
    list.vector(2);
    external.push(list.number(4) === 0);
  }
  return external;
}

function readVersions(list: Reader): number[] {
  const versions: number[] = [];
  while (list.left >= 2 && versions.length < MOST_LISTED) {
    const version = list.number(2);
    if (!isGrease(version)) versions.push(version);
  }
  return versions;
}
