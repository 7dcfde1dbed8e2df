import type { Cryptography, Hash } from './cryptography.ts';

const HASH_OCTETS: Readonly<Record<Hash, number>> = { md5: 16, sha1: 20, sha256: 32, sha384: 48 };

/** HKDF-Expand-Label without a context (RFC 8446, section 7.1, and RFC 5869, section 2.3). */
export function expandLabel(
  { hmac }: Cryptography,
  hash: Hash,
  secret: Uint8Array,
  label: string,
  octets: number,
): Uint8Array {
  const name = ascii(`tls13 ${label}`);
  const info = joined(Uint8Array.of(octets >> 8, octets & 0xff, name.length), name, Uint8Array.of(0));
  const out = new Uint8Array(octets);
  let block: Uint8Array = new Uint8Array(0);
  for (let filled = 0, count = 1; filled < octets; filled += block.length, count++) {
    block = hmac(hash, secret, block, info, Uint8Array.of(count));
    out.set(block.subarray(0, octets - filled), filled);
  }
  return out;
}

/** The traffic secret behind a KeyUpdate (RFC 8446, section 7.2). */
export function nextTrafficSecret(cryptography: Cryptography, hash: Hash, secret: Uint8Array): Uint8Array {
  return expandLabel(cryptography, hash, secret, 'traffic upd', HASH_OCTETS[hash]);
}

/**
 * The key block of TLS up to 1.2 (RFC 5246, sections 5 and 6.3); before 1.2 it is made with two hashes, each from one half
 * of the master secret (RFC 2246, section 5).
 */
export function keyBlock(
  cryptography: Cryptography,
  hash: Hash | 'md5 and sha1',
  masterSecret: Uint8Array,
  serverRandom: Uint8Array,
  clientRandom: Uint8Array,
  octets: number,
): Uint8Array {
  const seed = joined(ascii('key expansion'), serverRandom, clientRandom);
  if (hash !== 'md5 and sha1') return expand(cryptography, hash, masterSecret, seed, octets);
  const half = Math.ceil(masterSecret.length / 2);
  const block = expand(cryptography, 'md5', masterSecret.subarray(0, half), seed, octets);
  const other = expand(cryptography, 'sha1', masterSecret.subarray(-half), seed, octets);
  return block.map((octet, n) => octet ^ (other[n] as number));
}

/** P_hash: RFC 5246, section 5. */
function expand(
  { hmac }: Cryptography,
  hash: Hash,
  secret: Uint8Array,
  seed: Uint8Array,
  octets: number,
): Uint8Array {
  const out = new Uint8Array(octets);
  let chained = seed;
  for (let filled = 0; filled < octets; filled += HASH_OCTETS[hash]) {
    chained = hmac(hash, secret, chained);
    out.set(hmac(hash, secret, chained, seed).subarray(0, octets - filled), filled);
  }
  return out;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((octets, part) => octets + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
