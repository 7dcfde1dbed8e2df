import type { Moment } from '../../moment.ts';
import type { Side, Telling } from '../dissector.ts';
import { type Agreement, hasCertificateBefore13 } from './agreement.ts';
import { readCertificateNames } from './certificate.ts';
import { Decryption } from './decryption.ts';
import { readChosenProtocol, readClientHello, readServerHello, type ServerHello } from './hello.ts';
import { CERTIFICATE, CLIENT_HELLO, ENCRYPTED_EXTENSIONS, type HandshakeOctets, uint24 } from './record.ts';
import {
  type Foundation,
  tellCertificate,
  tellClientHello,
  tellEncryptedExtensions,
  tellEvent,
  tellNoCertificate,
  tellServerHello,
} from './telling.ts';
import { TLS_1_3 } from './versions.ts';

const LIST_LENGTH_OCTETS = 3;

/**
 * Tells a hello, EncryptedExtensions or a certificate, and notes what both sides agree on; false where this is no such
 * message. It is told as of `at`, where that is not now.
 */
export function tellHandshakeMessage(
  side: Side,
  type: number,
  body: HandshakeOctets,
  agreement: Agreement,
  telling: Telling,
  at?: Moment,
): boolean {
  if (type === CERTIFICATE) {
    const list = hasCertificateBefore13(agreement) ? body : behindContext(body);
    const certificate = readCertificateNames(list.octets, list.start, list.end);
    if (isEmptyList(list)) tellNoCertificate(side, telling, at);
    else if (certificate === null) tellEvent(side, 'Certificate', {}, telling, at);
    else tellCertificate(side, certificate, telling, at);
    return true;
  }
  if (type === ENCRYPTED_EXTENSIONS) {
    tellEncryptedExtensions(side, readChosenProtocol(body), telling, at);
    return true;
  }
  if (type === CLIENT_HELLO) {
    const hello = readClientHello(body);
    if (hello === null) return false;
    agreement.clientSessionId = hello.sessionId;
    agreement.externalKeys = hello.externalKeys;
    agreement.clientSendsEarly = hello.sendsEarlyData;
    const { tlsSecrets } = telling;
    agreement.decryption = tlsSecrets === null ? null : new Decryption(tlsSecrets, hello.random);
    tellClientHello(side, hello, telling);
    return true;
  }
  const hello = readServerHello(body);
  if (hello === null) return false;
  agreement.version = hello.version;
  agreement.decryption?.agree(hello);
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

/** What comes behind the context that TLS 1.3 puts in front of its certificates (RFC 8446, section 4.4.2). */
function behindContext({ octets, start, end }: HandshakeOctets): HandshakeOctets {
  const contextOctets = start < end ? (octets[start] as number) : 0;
  return { octets, start: Math.min(start + 1 + contextOctets, end), end };
}

/** A list of certificates with nothing in it (RFC 5246, section 7.4.2). */
function isEmptyList({ octets, start, end }: HandshakeOctets): boolean {
  return end - start === LIST_LENGTH_OCTETS && uint24(octets, start) === 0;
}
