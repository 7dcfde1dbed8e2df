import type { Side } from '../dissector.ts';
import { StatementTexts } from '../statement-texts.ts';

/** What both directions of a connection know of each other. */
export class Session {
  /** Which side is the client, once one of them has spoken. */
  client: Side | null = null;
  /** The client has asked for encryption, and waits for one octet. */
  awaitsEncryption = false;
  /** That octet was not captured: what the client sends next tells what it was. */
  isAnswerUnseen = false;
  /** What follows is TLS. */
  turnsToTls = false;
  /** What follows is encrypted, and not by TLS. */
  isOpaque = false;
  /** The last Authentication message's kind, by which the client's answers are known. */
  authentication = -1;
  /** Queries and Syncs for which there was no ReadyForQuery. */
  unanswered = 0;
  /** Texts of prepared statements, and of portals, by their names. */
  readonly statements = new StatementTexts<string>();
  readonly portals = new StatementTexts<string>();
}
