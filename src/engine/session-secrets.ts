import type { Analysis } from '../core/analysis.ts';
import type { KeyLog } from '../core/protocols/tls/key-log.ts';
import { type SecretSource, TlsSecrets } from '../core/protocols/tls/secrets.ts';
import type { KeyLogFile } from '../source/key-log-file.ts';

/** With what the TLS of a session is decrypted: a file that programs write to, and what captures bring along. */
export class SessionSecrets {
  private readonly analysis: Analysis;
  private readonly learned = new Set<KeyLog>();
  private file: KeyLogFile | null = null;
  private secrets: TlsSecrets | null = null;

  constructor(analysis: Analysis) {
    this.analysis = analysis;
  }

  /** Whether programs may write more of them while the session goes on. */
  get mayGrow(): boolean {
    return this.file !== null;
  }

  /** Rejects with Failure `key-log-unreadable` where that is no file of secrets. */
  async openFile(path: string): Promise<void> {
    const { KeyLogFile } = await import('../source/key-log-file.ts');
    this.file = KeyLogFile.open(path);
    await this.use(this.file);
  }

  /** What a capture knows of TLS is used from here on; null where that is nothing, or is used already. */
  learn(keyLog: KeyLog | undefined): Promise<void> | null {
    if (keyLog === undefined || keyLog.isEmpty || this.learned.has(keyLog)) return null;
    this.learned.add(keyLog);
    return this.use({ keyLog });
  }

  close(): void {
    this.file?.close();
  }

  /** Cryptography is loaded only where there is something to decrypt. */
  private async use(source: SecretSource): Promise<void> {
    if (this.secrets === null) {
      const { NODE_CRYPTOGRAPHY } = await import('./cryptography.ts');
      this.secrets ??= new TlsSecrets(NODE_CRYPTOGRAPHY);
      this.analysis.decryptWith(this.secrets);
    }
    this.secrets.add(source);
  }
}
