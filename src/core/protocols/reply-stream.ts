import type { Octets, Progress } from './dissector.ts';
import { LineReader } from './line-reader.ts';
import { consumed, malformed, turnsToTls } from './progress.ts';
import { ReplyReader } from './reply-reader.ts';
import { HANDSHAKE as TLS_HANDSHAKE } from './tls/record.ts';

/** No line of text begins with what is less. */
const SP = 0x20;
/** So many more lines that are no replies than those that are: from then on nothing else is expected. */
const MOST_STRAY = 8;
const NO_REPLY = 'no reply';

/** The replies of a server of SMTP or FTP, one after the other. */
export class ReplyStream {
  /** The one that was read last. */
  readonly reply = new ReplyReader();
  private readonly lines = new LineReader();
  /** Lines of a reply that nobody has seen begin may come first. */
  private resynchronises = false;
  /** How many more lines were no replies than were. */
  private stray = 0;
  private readonly turnsToTls: number;

  /** `turnsToTls`: the code behind which the server may speak TLS, whether it was seen that it was asked to or not. */
  constructor(turnsToTls: number) {
    this.turnsToTls = turnsToTls;
  }

  /**
   * Takes what the server says. `answer` is called with every reply, and says whether TLS begins behind it; `stray` with
   * every line that is none: the next line begins for certain.
   */
  take(
    { octets, start, end }: Octets,
    keepsText: boolean,
    answer: () => 'go-on' | 'pause' | 'tls',
    stray: (reason: string) => void,
  ): Progress {
    let at = start;
    while (at < end) {
      if (this.isTls(octets[at] as number)) return turnsToTls(at - start);
      const isLine = this.lines.read(octets, at, end);
      at = this.lines.next;
      if (!isLine) break;
      const { textStart, textEnd } = this.lines;
      const what = this.reply.take(octets, textStart, textEnd, keepsText);
      if (what === 'none' && !this.resynchronises) {
        if (!this.mayGoOn(octets[textStart] as number)) return malformed(NO_REPLY);
        stray(NO_REPLY);
      }
      if (what !== 'complete') continue;
      this.stray = Math.max(0, this.stray - 1);
      this.resynchronises = false;
      const next = answer();
      if (next === 'tls') return turnsToTls(at - start);
      // What the client has sent ahead of this reply comes before what is replied to it.
      if (next === 'pause') break;
    }
    return consumed(at - start);
  }

  /** Whether replies may come behind a line that is none, which begins with this octet. */
  private mayGoOn(first: number): boolean {
    this.stray += 1;
    return this.reply.lines > 0 && first >= SP && this.stray <= MOST_STRAY;
  }

  /** Does a record of TLS begin here? No line of a reply begins with such an octet. */
  private isTls(octet: number): boolean {
    if (octet !== TLS_HANDSHAKE || this.resynchronises) return false;
    return this.reply.isComplete && this.reply.code === this.turnsToTls;
  }

  /** Octets are missing here. */
  lose(): void {
    this.reply.restart();
    this.lines.passRest();
    this.resynchronises = true;
  }
}
