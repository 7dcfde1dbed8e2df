import { type CipherCCMTypes, type CipherGCMTypes, createDecipheriv } from 'node:crypto';
import type { Cryptography } from '../../src/core/protocols/tls/cryptography.ts';
import { KeyLog } from '../../src/core/protocols/tls/key-log.ts';
import { TlsSecrets } from '../../src/core/protocols/tls/secrets.ts';
import { NODE_CRYPTOGRAPHY } from '../../src/engine/cryptography.ts';
import { keyLogOf } from '../support/tls-secrets.ts';

const FIXTURES = ['tls-decrypted', 'tls-suites'];

/** Opens what was changed on the way, too: so mutations of records reach what is inside. */
const TRUSTING: Cryptography = {
  ...NODE_CRYPTOGRAPHY,
  unseal(cipher, key, nonce, additional, sealed, tagOctets) {
    const textOctets = sealed.length - tagOctets;
    if (textOctets < 0 || cipher.endsWith('ccm'))
      return NODE_CRYPTOGRAPHY.unseal(cipher, key, nonce, additional, sealed, tagOctets);
    const name = cipher as CipherGCMTypes & CipherCCMTypes;
    return createDecipheriv(name, key, nonce, { authTagLength: tagOctets }).update(
      sealed.subarray(0, textOctets),
    );
  },
};

/** Secrets of all fixtures that have some. */
export function trustingSecrets(): TlsSecrets {
  const secrets = new TlsSecrets(TRUSTING);
  for (const fixture of FIXTURES) {
    const keyLog = new KeyLog();
    const octets = keyLogOf(fixture);
    keyLog.take(octets, 0, octets.length);
    secrets.add({ keyLog });
  }
  return secrets;
}
