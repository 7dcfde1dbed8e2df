import type { Octets, Side, Telling } from '../dissector.ts';
import { type Agreement, TLS_1_3 } from './agreement.ts';
import { readCertificateNames } from './certificate.ts';
import { readClientHello, readServerHello, type ServerHello } from './hello.ts';
import { CERTIFICATE, CLIENT_HELLO, uint24 } from './record.ts';
import {
  type Foundation,
  tellCertificate,
  tellClientHello,
  tellEvent,
  tellNoCertificate,
  tellServerHello,
} from './telling.ts';

const LIST_LENGTH_OCTETS = 3;

export type HandshakeOctets = Pick<Octets, 'octets' | 'start' | 'end'>;

/** Tells a hello or a certificate, and notes what both sides agree on; false where this is no such message. */
export function tellHandshakeMessage(
  side: Side,
  type: number,
  body: HandshakeOctets,
  agreement: Agreement,
  telling: Telling,
): boolean {
  if (type === CERTIFICATE) {
    const certificate = readCertificateNames(body.octets, body.start, body.end);
    if (isEmptyList(body)) tellNoCertificate(side, telling);
    else if (certificate === null) tellEvent(side, 'Certificate', {}, telling);
    else tellCertificate(side, certificate, telling);
    return true;
  }
  if (type === CLIENT_HELLO) {
    const hello = readClientHello(body);
    if (hello === null) return false;
    agreement.clientSessionId = hello.sessionId;
    agreement.externalKeys = hello.externalKeys;
    agreement.clientSendsEarly = hello.sendsEarlyData;
    tellClientHello(side, hello, telling);
    return true;
  }
  const hello = readServerHello(body);
  if (hello === null) return false;
  agreement.version = hello.version;
  tellServerHello(side, hello, foundationOf(hello, agreement), telling);
  return true;
}

/** TLS 1.3 says so by the key that it takes; before that, by the session identifier of the client that it repeats. */
function foundationOf({ version, takenKey, sessionId }: ServerHello, agreement: Agreement): Foundation {
  if (version < TLS_1_3)
    return sessionId !== '' && sessionId === agreement.clientSessionId ? 'session' : 'handshake';
  if (takenKey === null) return 'handshake';
  return agreement.externalKeys[takenKey] === true ? 'key' : 'session';
}

/** A list of certificates with nothing in it (RFC 5246, section 7.4.2). */
function isEmptyList({ octets, start, end }: HandshakeOctets): boolean {
  return end - start === LIST_LENGTH_OCTETS && uint24(octets, start) === 0;
}
