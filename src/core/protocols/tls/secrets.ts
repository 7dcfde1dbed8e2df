import type { Cryptography } from './cryptography.ts';
import type { KeyLog, SecretLabel } from './key-log.ts';

/** Where secrets may still come from: what has come since it was last asked goes to its key log. */
export interface SecretSource {
  readonly keyLog: KeyLog;
  /** Looks whether there is more. */
  refresh?(): void;
}

/** All that TLS can be decrypted with. */
export class TlsSecrets {
  readonly cryptography: Cryptography;
  private readonly sources: SecretSource[] = [];

  constructor(cryptography: Cryptography) {
    this.cryptography = cryptography;
  }

  /** Secrets that were let go because there were too many. */
  get letGo(): number {
    return this.sources.reduce((sum, { keyLog }) => sum + keyLog.letGo, 0);
  }

  add(source: SecretSource): void {
    this.sources.push(source);
  }

  /** The secret of the session that a ClientHello with this random began; null where it is not known by now. */
  find(label: SecretLabel, clientRandom: Uint8Array): Uint8Array | null {
    return this.known(label, clientRandom) ?? this.learned(label, clientRandom);
  }

  private known(label: SecretLabel, clientRandom: Uint8Array): Uint8Array | null {
    for (const { keyLog } of this.sources) {
      const secret = keyLog.find(label, clientRandom);
      if (secret !== null) return secret;
    }
    return null;
  }

  private learned(label: SecretLabel, clientRandom: Uint8Array): Uint8Array | null {
    for (const source of this.sources) source.refresh?.();
    return this.known(label, clientRandom);
  }
}
