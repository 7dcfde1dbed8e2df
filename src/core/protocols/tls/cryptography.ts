export type Hash = 'md5' | 'sha1' | 'sha256' | 'sha384';

/** What decryption needs of a library: the core has none of its own. Nothing throws; names of ciphers are those of OpenSSL. */
export interface Cryptography {
  /** RFC 2104, of all parts one behind the other. */
  hmac(hash: Hash, key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array;
  /** What an AEAD (RFC 5116) has sealed: a text with a tag behind it; null where the tag is not that of the text. */
  unseal(
    cipher: string,
    key: Uint8Array,
    nonce: Uint8Array,
    additional: Uint8Array,
    sealed: Uint8Array,
    tagOctets: number,
  ): Uint8Array | null;
  /** Whole blocks in CBC mode, with the padding that they end with; null where they are none. */
  decryptBlocks(
    cipher: string,
    key: Uint8Array,
    initializationVector: Uint8Array,
    blocks: Uint8Array,
  ): Uint8Array | null;
}
