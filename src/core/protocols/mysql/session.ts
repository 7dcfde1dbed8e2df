import { StatementTexts } from '../statement-texts.ts';
import { COMPRESS, SESSION_TRACK, ZSTD_COMPRESSION } from './capabilities.ts';

/** Commands sent ahead of their answers; past it they are no longer matched with them. */
const MOST_PENDING = 1024;

/** A command that the server has not answered. */
export interface Pending {
  readonly code: number;
  /** The text of a statement to prepare. */
  readonly text: string;
  /** Number of the answer's first packet: one more than that of the command's last. */
  sequence: number;
}

/** What both directions of a connection know of each other. */
export class Session {
  phase: 'greeting' | 'login' | 'authentication' | 'commands' = 'greeting';
  /** What both sides can, as far as they have said so; 0 where it was not seen. */
  capabilities = 0;
  mariadbCapabilities = 0;
  /** The client has said which of what the server offers it takes. */
  isLoginSeen = false;
  turnsToTls = false;
  /** What follows is compressed. */
  isOpaque = false;
  /** The server has asked for a file, and the client sends it. */
  sendsFile = false;
  readonly pending: Pending[] = [];
  /** Texts of prepared statements by their ids. */
  readonly statements = new StatementTexts<number>();
  /** The last one, which MariaDB's clients execute before they know its id. */
  lastPrepared = '';

  get isCompressed(): boolean {
    return this.isLoginSeen && (this.capabilities & (COMPRESS | ZSTD_COMPRESSION)) !== 0;
  }

  get tracksState(): boolean {
    return (this.capabilities & SESSION_TRACK) !== 0;
  }

  expectAnswer(code: number, text: string): void {
    if (this.pending.length >= MOST_PENDING) this.pending.length = 0;
    this.pending.push({ code, text, sequence: 1 });
  }

  /** The last command goes on in another packet. */
  continueCommand(): void {
    const last = this.pending.at(-1);
    if (last !== undefined) last.sequence = (last.sequence + 1) & 0xff;
  }
}
