import { hexadecimal } from '../../hexadecimal.ts';
import type { Identification, Side, Telling } from '../dissector.ts';
import type { Agreement } from './agreement.ts';
import { versionName } from './names.ts';
import { CLIENT_HELLO, type HandshakeOctets, uint16 } from './record.ts';
import { tellEvent } from './telling.ts';

/** Set in the first octet of a record of SSL 2.0, whose header has two: there is no padding. */
const WITHOUT_PADDING = 0x80;
/** Length, type, version, and the lengths of the three parts that follow. */
const HEAD_OCTETS = 11;
const LENGTH_OCTETS = 2;
const MAJOR_VERSION = 3;
const LATEST_MINOR_VERSION = 3;
const CIPHER_OCTETS = 3;
const SESSION_ID_OCTETS = 16;
const SHORTEST_CHALLENGE = 16;
const LONGEST_CHALLENGE = 32;
const FORMAT = 'SSL 2.0';

/**
 * Does a ClientHello for SSL 3.0 up to TLS 1.2 stand here in the format of SSL 2.0, as clients send it that may meet a
 * server of those days (RFC 5246, appendix E.2)? Behind it, the client goes on in records of TLS.
 */
export function identifyVersion2Hello({ octets, start, end }: HandshakeOctets): Identification {
  const there = end - start;
  if ((octets[start] as number) < WITHOUT_PADDING) return 'reject';
  if (there > 2 && octets[start + 2] !== CLIENT_HELLO) return 'reject';
  if (there > 3 && octets[start + 3] !== MAJOR_VERSION) return 'reject';
  if (there > 4 && (octets[start + 4] as number) > LATEST_MINOR_VERSION) return 'reject';
  if (there < HEAD_OCTETS) return 'need-more';
  const ciphers = uint16(octets, start + 5);
  const sessionId = uint16(octets, start + 7);
  const challenge = uint16(octets, start + 9);
  const isPossible =
    ciphers > 0 &&
    ciphers % CIPHER_OCTETS === 0 &&
    (sessionId === 0 || sessionId === SESSION_ID_OCTETS) &&
    challenge >= SHORTEST_CHALLENGE &&
    challenge <= LONGEST_CHALLENGE &&
    HEAD_OCTETS + ciphers + sessionId + challenge === octetsOf(octets, start);
  return isPossible ? 'match' : 'reject';
}

/** Tells such a hello; returns where it ends, 0 where it is not whole, -1 where it is none. */
export function tellVersion2Hello(
  side: Side,
  hello: HandshakeOctets,
  agreement: Agreement,
  telling: Telling,
): number {
  const { octets, start, end } = hello;
  const answer = identifyVersion2Hello(hello);
  if (answer === 'reject') return -1;
  const helloEnd = start + octetsOf(octets, start);
  if (answer === 'need-more' || helloEnd > end) return 0;
  const idStart = start + HEAD_OCTETS + uint16(octets, start + 5);
  agreement.clientSessionId = hexadecimal(octets, idStart, idStart + uint16(octets, start + 7));
  const versionsOffered = [versionName(uint16(octets, start + 3))];
  const fields = { format: FORMAT, serverName: null, alpnOffered: [], versionsOffered };
  tellEvent(side, `ClientHello in the format of ${FORMAT}`, fields, telling);
  return helloEnd;
}

function octetsOf(octets: Uint8Array, start: number): number {
  return LENGTH_OCTETS + (uint16(octets, start) & 0x7fff);
}
