import type { Octets, Progress } from './dissector.ts';
import { LineReader } from './line-reader.ts';
import { consumed, malformed } from './progress.ts';
import { ReplyReader } from './reply-reader.ts';

/** The replies of a server of SMTP or FTP, one after the other. */
export class ReplyStream {
  /** The one that was read last. */
  readonly reply = new ReplyReader();
  private readonly lines = new LineReader();
  /** Lines of a reply that nobody has seen begin may come first. */
  private resynchronises = false;

  /** Takes what the server says. `answer` is called with every reply, and says whether TLS begins behind it. */
  take({ octets, start, end }: Octets, keepsText: boolean, answer: () => boolean): Progress {
    let at = start;
    while (this.lines.read(octets, at, end)) {
      const { textStart, textEnd, next } = this.lines;
      const what = this.reply.take(octets, textStart, textEnd, keepsText);
      at = next;
      if (what === 'none' && !this.resynchronises) return malformed('no reply');
      if (what !== 'complete') continue;
      this.resynchronises = false;
      if (answer()) return { kind: 'hand-over', consumed: at - start, to: 'tls' };
    }
    return consumed(this.lines.next - start);
  }

  /** Octets are missing here. */
  lose(): void {
    this.reply.restart();
    this.lines.passRest();
    this.resynchronises = true;
  }
}
