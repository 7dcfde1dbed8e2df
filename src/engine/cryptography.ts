import {
  type CipherCCMTypes,
  type CipherGCMTypes,
  createDecipheriv,
  createHmac,
  createSecretKey,
} from 'node:crypto';
import type { Cryptography } from '../core/protocols/tls/cryptography.ts';

/**
 * What the core needs to decrypt TLS, from Node.js. Ciphers that its OpenSSL does not have open nothing. Keys become
 * objects first: Node.js 24 takes five times as long where it is given their octets.
 */
export const NODE_CRYPTOGRAPHY: Cryptography = {
  hmac(hash, key, ...parts) {
    const hmac = createHmac(hash, createSecretKey(key));
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  },
  unseal(cipher, key, nonce, additional, sealed, tagOctets) {
    const textOctets = sealed.length - tagOctets;
    if (textOctets < 0) return null;
    try {
      const decipher = createDecipheriv(
        cipher as CipherGCMTypes & CipherCCMTypes,
        createSecretKey(key),
        nonce,
        {
          authTagLength: tagOctets,
        },
      );
      decipher.setAuthTag(sealed.subarray(textOctets));
      decipher.setAAD(additional, { plaintextLength: textOctets });
      const text = decipher.update(sealed.subarray(0, textOctets));
      decipher.final();
      return text;
    } catch {
      return null;
    }
  },
  decryptBlocks(cipher, key, initializationVector, blocks) {
    try {
      const decipher = createDecipheriv(cipher, createSecretKey(key), initializationVector).setAutoPadding(
        false,
      );
      const text = decipher.update(blocks);
      decipher.final();
      return text;
    } catch {
      return null;
    }
  },
};
