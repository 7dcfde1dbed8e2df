import type { Analysis } from '../core/analysis.ts';
import { type Batch, RECORD_NANOSECONDS, RECORD_SECONDS, recordEnd } from '../core/batch.ts';
import type { KeyLog } from '../core/protocols/tls/key-log.ts';
import { type SecretSource, TlsSecrets } from '../core/protocols/tls/secrets.ts';
import type { KeyLogFile } from '../source/key-log-file.ts';

/** Programs write their secrets beside what they send, and some so much later. */
const LATE_MILLISECONDS = 50;
/** A batch with more has others behind it, for which the kernel has not room for ever. */
const CALM_OCTETS = 256 << 10;
/** What was captured so long from now was captured by another clock: no more is known of how old it is. */
const CLOCKS_DIFFER_MILLISECONDS = 1000;

/** With what the TLS of a session is decrypted: a file that programs write to, and what captures bring along. */
export class SessionSecrets {
  private readonly analysis: Analysis;
  private readonly learned = new Set<KeyLog>();
  private file: KeyLogFile | null = null;
  private secrets: TlsSecrets | null = null;

  constructor(analysis: Analysis) {
    this.analysis = analysis;
  }

  /**
   * How long, in milliseconds, a batch is not looked at yet, because the secrets for what was captured just now may be
   * still to be written: a file from before is not waited with, nor what has waited already, nor where much is captured.
   */
  lateBy(batch: Batch, nowMilliseconds: number): number {
    const { start, end } = batch;
    if (this.file === null || end === start || end - start > CALM_OCTETS) return 0;
    const age = nowMilliseconds - newestMilliseconds(batch);
    if (age < -CLOCKS_DIFFER_MILLISECONDS) return 0;
    return Math.max(0, Math.min(LATE_MILLISECONDS, LATE_MILLISECONDS - age));
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

/** When the last frame of a batch was captured. */
function newestMilliseconds({ view, start, end }: Batch): number {
  let newest = start;
  for (let at = start; at < end; at = recordEnd(view, at)) newest = at;
  return (
    view.getUint32(newest + RECORD_SECONDS, true) * 1e3 +
    view.getUint32(newest + RECORD_NANOSECONDS, true) / 1e6
  );
}
