import { cipherSuiteName } from './cipher-suites.ts';
import type { Hash } from './cryptography.ts';

/** How a cipher suite protects records. */
export type CipherParameters = AeadParameters | BlockParameters;

interface AeadParameters {
  readonly kind: 'aead';
  /** As OpenSSL calls it: `aes-128-gcm`. */
  readonly cipher: string;
  readonly keyOctets: number;
  readonly tagOctets: number;
  /** Up to TLS 1.2: octets of the nonce that the key block gives, and those that each record brings. */
  readonly fixedNonceOctets: number;
  readonly explicitNonceOctets: number;
  /** Of the key schedule. */
  readonly hash: Hash;
}

interface BlockParameters {
  readonly kind: 'block';
  readonly cipher: string;
  readonly keyOctets: number;
  readonly blockOctets: number;
  /** Of the message authentication code. */
  readonly mac: Hash;
  readonly macOctets: number;
  readonly hash: Hash;
}

interface Key {
  readonly cipher: string;
  readonly octets: number;
  readonly block: number;
}

const KEYS: Readonly<Record<string, Key>> = {
  AES_128: { cipher: 'aes-128', octets: 16, block: 16 },
  AES_256: { cipher: 'aes-256', octets: 32, block: 16 },
  ARIA_128: { cipher: 'aria-128', octets: 16, block: 16 },
  ARIA_256: { cipher: 'aria-256', octets: 32, block: 16 },
  CAMELLIA_128: { cipher: 'camellia-128', octets: 16, block: 16 },
  CAMELLIA_256: { cipher: 'camellia-256', octets: 32, block: 16 },
  '3DES_EDE': { cipher: 'des-ede3', octets: 24, block: 8 },
};

/** RFC 5288, RFC 6655: octets of the tag. */
const AEAD_MODES: Readonly<Record<string, { readonly mode: string; readonly tagOctets: number }>> = {
  GCM: { mode: 'gcm', tagOctets: 16 },
  CCM: { mode: 'ccm', tagOctets: 16 },
  CCM_8: { mode: 'ccm', tagOctets: 8 },
};

const MACS: Readonly<Record<string, { readonly hash: Hash; readonly octets: number }>> = {
  MD5: { hash: 'md5', octets: 16 },
  SHA: { hash: 'sha1', octets: 20 },
  SHA256: { hash: 'sha256', octets: 32 },
  SHA384: { hash: 'sha384', octets: 48 },
};

/** RFC 7905: the nonce is made as in TLS 1.3. */
const CHACHA20 = {
  kind: 'aead',
  cipher: 'chacha20-poly1305',
  keyOctets: 32,
  tagOctets: 16,
  fixedNonceOctets: 12,
  explicitNonceOctets: 0,
  hash: 'sha256',
} as const satisfies AeadParameters;

const PARTS =
  /_((?:AES|ARIA|CAMELLIA)_\d+|3DES_EDE|CHACHA20)_(GCM|CCM_8|CCM|CBC|POLY1305)(?:_(MD5|SHA|SHA256|SHA384))?$/;

/** What the name of a cipher suite says; null where its records cannot be decrypted here. */
export function cipherParametersOf(cipherSuite: number): CipherParameters | null {
  const [, keyName = '', mode = '', macName = 'SHA256'] = PARTS.exec(cipherSuiteName(cipherSuite)) ?? [];
  if (keyName === 'CHACHA20') return CHACHA20;
  const key = KEYS[keyName];
  const mac = MACS[macName];
  if (key === undefined || mac === undefined) return null;
  const hash = macName === 'SHA384' ? 'sha384' : 'sha256';
  const aead = AEAD_MODES[mode];
  return aead === undefined
    ? {
        kind: 'block',
        cipher: `${key.cipher}-cbc`,
        keyOctets: key.octets,
        blockOctets: key.block,
        mac: mac.hash,
        macOctets: mac.octets,
        hash,
      }
    : {
        kind: 'aead',
        cipher: `${key.cipher}-${aead.mode}`,
        keyOctets: key.octets,
        tagOctets: aead.tagOctets,
        fixedNonceOctets: 4,
        explicitNonceOctets: 8,
        hash,
      };
}
