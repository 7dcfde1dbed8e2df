import type { Octets, Progress } from './dissector.ts';
import { LineReader } from './line-reader.ts';
import { consumed, malformed } from './progress.ts';
import { ReplyReader } from './reply-reader.ts';

const HANDSHAKE_RECORD = 0x16;

/** The replies of a server of SMTP or FTP, one after the other. */
export class ReplyStream {
  /** The one that was read last. */
  readonly reply = new ReplyReader();
  private readonly lines = new LineReader();
  /** Lines of a reply that nobody has seen begin may come first. */
  private resynchronises = false;
  private readonly turnsToTls: number;

  /** `turnsToTls`: the code behind which the server may speak TLS, whether it was seen that it was asked to or not. */
  constructor(turnsToTls: number) {
    this.turnsToTls = turnsToTls;
  }

  /** Takes what the server says. `answer` is called with every reply, and says whether TLS begins behind it. */
  take(
    { octets, start, end }: Octets,
    keepsText: boolean,
    answer: () => 'go-on' | 'pause' | 'tls',
  ): Progress {
    let at = start;
    while (at < end) {
      if (this.isTls(octets[at] as number)) return { kind: 'hand-over', consumed: at - start, to: 'tls' };
      const isLine = this.lines.read(octets, at, end);
      at = this.lines.next;
      if (!isLine) break;
      const { textStart, textEnd } = this.lines;
      const what = this.reply.take(octets, textStart, textEnd, keepsText);
      if (what === 'none' && !this.resynchronises) return malformed('no reply');
      if (what !== 'complete') continue;
      this.resynchronises = false;
      const next = answer();
      if (next === 'tls') return { kind: 'hand-over', consumed: at - start, to: 'tls' };
      // What the client has sent ahead of this reply comes before what is replied to it.
      if (next === 'pause') break;
    }
    return consumed(at - start);
  }

  /** Does a record of TLS begin here? No line of a reply begins with such an octet. */
  private isTls(octet: number): boolean {
    if (octet !== HANDSHAKE_RECORD || this.resynchronises) return false;
    return this.reply.isComplete && this.reply.code === this.turnsToTls;
  }

  /** Octets are missing here. */
  lose(): void {
    this.reply.restart();
    this.lines.passRest();
    this.resynchronises = true;
  }
}
