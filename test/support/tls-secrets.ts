import { readFileSync } from 'node:fs';
import { KeyLog } from '../../src/core/protocols/tls/key-log.ts';
import { TlsSecrets } from '../../src/core/protocols/tls/secrets.ts';
import { NODE_CRYPTOGRAPHY } from '../../src/engine/cryptography.ts';

/** The key log that was written while a fixture was captured. */
export function keyLogOf(fixture: string): Uint8Array {
  return readFileSync(new URL(`../fixtures/${fixture}.keys`, import.meta.url));
}

/** The same, ready for use. */
export function secretsOf(fixture: string): TlsSecrets {
  return secretsIn(keyLogOf(fixture));
}

export function secretsIn(octets: Uint8Array): TlsSecrets {
  const keyLog = new KeyLog();
  keyLog.take(octets, 0, octets.length);
  keyLog.endLine();
  const secrets = new TlsSecrets(NODE_CRYPTOGRAPHY);
  secrets.add({ keyLog });
  return secrets;
}
