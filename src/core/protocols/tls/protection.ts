import type { CipherParameters } from './cipher-parameters.ts';
import type { Cryptography } from './cryptography.ts';
import { expandLabel, nextTrafficSecret } from './key-schedule.ts';
import { RECORD_HEADER_OCTETS } from './record.ts';
import { TLS_1_1 } from './versions.ts';

/** What is in a record: its type, and the octets of its content, of which nobody else holds a copy. */
export interface Opened {
  readonly type: number;
  readonly content: Uint8Array;
}

/** What protects the records of one side from one change of keys to the next. Numbers of records count from 0. */
export interface Protection {
  /** Opens the record with its header at `at` as that of this number; null where it is not. */
  open(octets: Uint8Array, at: number, length: number, sequence: number): Opened | null;
  /** Octets that a record takes beside its content; null where that differs. */
  readonly overheadOctets: number | null;
  /** What protects them behind a KeyUpdate; up to TLS 1.2 there is none. */
  updated?(): Protection;
}

const NONCE_OCTETS = 12;
const TYPE_OCTETS = 1;
const SEQUENCE_OCTETS = 8;

/** TLS 1.3: the type is within what is sealed (RFC 8446, section 5.2). */
export function protection13(
  cryptography: Cryptography,
  parameters: Extract<CipherParameters, { kind: 'aead' }>,
  trafficSecret: Uint8Array,
): Protection {
  const { cipher, keyOctets, tagOctets, hash } = parameters;
  const key = expandLabel(cryptography, hash, trafficSecret, 'key', keyOctets);
  const vector = expandLabel(cryptography, hash, trafficSecret, 'iv', NONCE_OCTETS);
  let isPadded = false;
  return {
    get overheadOctets() {
      return isPadded ? null : RECORD_HEADER_OCTETS + TYPE_OCTETS + tagOctets;
    },
    open(octets, at, length, sequence) {
      const content = at + RECORD_HEADER_OCTETS;
      const header = octets.subarray(at, content);
      const sealed = octets.subarray(content, content + length);
      const inner = cryptography.unseal(cipher, key, nonceOf(vector, sequence), header, sealed, tagOctets);
      if (inner === null) return null;
      let end = inner.length;
      while (end > 0 && inner[end - 1] === 0) end--;
      isPadded ||= end < inner.length;
      return end === 0 ? null : { type: inner[end - 1] as number, content: inner.subarray(0, end - 1) };
    },
    updated() {
      return protection13(cryptography, parameters, nextTrafficSecret(cryptography, hash, trafficSecret));
    },
  };
}

/** Keys of one side, out of the key block (RFC 5246, section 6.3). */
export interface SideKeys {
  readonly macKey: Uint8Array;
  readonly key: Uint8Array;
  /** The fixed part of the nonce; of block ciphers up to TLS 1.0, the first initialization vector. */
  readonly vector: Uint8Array;
}

/** AEAD up to TLS 1.2 (RFC 5246, section 6.2.3.3). */
export function aeadProtection(
  cryptography: Cryptography,
  parameters: Extract<CipherParameters, { kind: 'aead' }>,
  { key, vector }: SideKeys,
): Protection {
  const { cipher, tagOctets, explicitNonceOctets } = parameters;
  return {
    overheadOctets: RECORD_HEADER_OCTETS + explicitNonceOctets + tagOctets,
    open(octets, at, length, sequence) {
      const content = at + RECORD_HEADER_OCTETS;
      const sealed = content + explicitNonceOctets;
      const textOctets = length - explicitNonceOctets - tagOctets;
      if (textOctets < 0) return null;
      let nonce = nonceOf(vector, sequence);
      if (explicitNonceOctets > 0) {
        nonce = new Uint8Array(NONCE_OCTETS);
        nonce.set(vector);
        nonce.set(octets.subarray(content, sealed), vector.length);
      }
      const additional = authenticated(octets, at, sequence, textOctets);
      const sealedOctets = octets.subarray(sealed, content + length);
      const text = cryptography.unseal(cipher, key, nonce, additional, sealedOctets, tagOctets);
      return text === null ? null : { type: octets[at] as number, content: text };
    },
  };
}

/**
 * CBC block ciphers (RFC 5246, section 6.2.3.2). What authenticates is within what is encrypted, or behind it (RFC 7366).
 * Up to TLS 1.0 each record goes on from the last block of the one before.
 */
export function blockProtection(
  cryptography: Cryptography,
  parameters: Extract<CipherParameters, { kind: 'block' }>,
  { macKey, key, vector }: SideKeys,
  version: number,
  encryptsThenAuthenticates: boolean,
): Protection {
  const { cipher, blockOctets, mac, macOctets } = parameters;
  const isChained = version < TLS_1_1;
  let chained = vector;
  const isAuthentic = (code: Uint8Array, header: Uint8Array, text: Uint8Array): boolean => {
    const right = cryptography.hmac(mac, macKey, header, text);
    return code.length === right.length && right.every((octet, n) => code[n] === octet);
  };
  return {
    overheadOctets: null,
    open(octets, at, length, sequence) {
      const start = at + RECORD_HEADER_OCTETS;
      const end = start + length - (encryptsThenAuthenticates ? macOctets : 0);
      const first = isChained ? start : start + blockOctets;
      if (end <= first) return null;
      if (encryptsThenAuthenticates) {
        const header = authenticated(octets, at, sequence, end - start);
        if (!isAuthentic(octets.subarray(end, end + macOctets), header, octets.subarray(start, end)))
          return null;
      }
      const from = isChained ? chained : octets.subarray(start, first);
      const blocks = cryptography.decryptBlocks(cipher, key, from, octets.subarray(first, end));
      if (blocks === null || blocks.length === 0) return null;
      const padded = blocks.length - 1 - (blocks[blocks.length - 1] as number);
      const textEnd = encryptsThenAuthenticates ? padded : padded - macOctets;
      if (textEnd < 0) return null;
      const text = blocks.subarray(0, textEnd);
      if (!encryptsThenAuthenticates) {
        const header = authenticated(octets, at, sequence, textEnd);
        if (!isAuthentic(blocks.subarray(textEnd, padded), header, text)) return null;
      }
      if (isChained) chained = octets.slice(end - blockOctets, end);
      return { type: octets[at] as number, content: text };
    },
  };
}

/** What is authenticated beside the text: the number of the record, its type and version, and the length of the text. */
function authenticated(octets: Uint8Array, at: number, sequence: number, textOctets: number): Uint8Array {
  const header = new Uint8Array(SEQUENCE_OCTETS + RECORD_HEADER_OCTETS);
  putSequence(header, SEQUENCE_OCTETS, sequence);
  header.set(octets.subarray(at, at + 3), SEQUENCE_OCTETS);
  header[header.length - 2] = textOctets >> 8;
  header[header.length - 1] = textOctets & 0xff;
  return header;
}

/** RFC 8446, section 5.3, and RFC 7905, section 2. */
function nonceOf(vector: Uint8Array, sequence: number): Uint8Array {
  const nonce = new Uint8Array(vector.length);
  putSequence(nonce, nonce.length, sequence);
  for (let n = 0; n < nonce.length; n++) nonce[n] = (nonce[n] as number) ^ (vector[n] as number);
  return nonce;
}

/** Big-endian, its last octet before `end`. */
function putSequence(into: Uint8Array, end: number, sequence: number): void {
  for (let n = end - 1, left = sequence; n >= 0 && left > 0; n--, left = Math.floor(left / 256))
    into[n] = left % 256;
}
