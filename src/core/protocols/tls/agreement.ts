import { type AlertGuess, CLIENT, SERVER, type Side } from '../dissector.ts';
import type { Decryption } from './decryption.ts';
import { TLS_1_3 } from './versions.ts';

const NO_KEYS: readonly boolean[] = [];

/** What both sides know of each other. */
export interface Agreement {
  /** The version that the server chose; 0 before that is seen. */
  version: number;
  /** Of the client's newest hello, in hexadecimal. */
  clientSessionId: string;
  /** The keys that the client's newest hello offers: whether each was agreed upon elsewhere. */
  externalKeys: readonly boolean[];
  /** The client's newest hello announces 0-RTT data. */
  clientSendsEarly: boolean;
  /** The client has begun to encrypt what it sends. */
  clientEncrypts: boolean;
  /** The client's newest record may be its farewell. */
  clientLeaves: boolean;
  /** The server has sent something encrypted since the client does. */
  serverAnswered: boolean;
  /** Up to TLS 1.2: application data was sent. */
  hasData: boolean;
  /** Null where there are no secrets at all, and before the ClientHello. */
  decryption: Decryption | null;
  /** Something of what was encrypted could be read. */
  isDecrypted: boolean;
}

/** Nothing is agreed yet. */
export function newAgreement(): Agreement {
  return {
    version: 0,
    clientSessionId: '',
    externalKeys: NO_KEYS,
    clientSendsEarly: false,
    clientEncrypts: false,
    clientLeaves: false,
    serverAnswered: false,
    hasData: false,
    decryption: null,
    isDecrypted: false,
  };
}

export function isBefore13({ version }: Agreement): boolean {
  return version > 0 && version < TLS_1_3;
}

/** Whether a certificate is one of TLS up to 1.2: those of 1.3 are encrypted, and so read only where it was seen agreed. */
export function hasCertificateBefore13({ version }: Agreement): boolean {
  return version < TLS_1_3;
}

/**
 * What an encrypted alert of TLS up to 1.2 is, which its record tells from data: before any data it need not be a
 * farewell; a listener who came late has missed what there was.
 */
export function alertBefore13({ hasData, version }: Agreement): AlertGuess | null {
  return hasData || version === 0 ? 'close_notify' : null;
}

/**
 * What the last record of a side is that is as short as an alert. If it is the first that a server encrypts for a
 * client that goes on, it hardly says farewell: more likely, it refuses the client.
 */
export function alertOf13(side: Side, agreement: Agreement): AlertGuess {
  const { version, clientEncrypts, clientLeaves, clientSendsEarly, serverAnswered } = agreement;
  const isKnown = side === SERVER && version >= TLS_1_3 && clientEncrypts && !clientSendsEarly;
  return isKnown && !clientLeaves && !serverAnswered ? 'early' : 'close_notify';
}

/**
 * Whether the first encrypted record of a side can be nothing but an alert if it is as short as one: no message of the
 * handshake is, and data come before it in 0-RTT only.
 */
export function endsHandshake(side: Side, { version, clientSendsEarly }: Agreement): boolean {
  return version >= TLS_1_3 && !(side === CLIENT && clientSendsEarly);
}
