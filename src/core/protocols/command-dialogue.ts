import { type Octets, otherThan, type Progress, type Side, type Telling } from './dissector.ts';
import { MissedBefore } from './missed-before.ts';

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/** Both directions of a protocol of commands, which are words, and replies, which begin with three digits. */
export interface CommandSession {
  /** The side that says commands. */
  client: Side;
  takeCommands(octets: Octets, telling: Telling): Progress;
  takeReplies(octets: Octets, telling: Telling): Progress;
  loseCommands(missingOctets: number): void;
  loseReplies(): void;
}

/** Gives each direction to whom it belongs: of a connection that was joined late the client is a guess, its words are not. */
export class CommandDialogue<Session extends CommandSession> {
  readonly session: Session;
  private isDirected = false;
  private readonly missed = new MissedBefore();

  constructor(session: Session) {
    this.session = session;
  }

  take(side: Side, octets: Octets, telling: Telling): Progress {
    const { session } = this;
    if (!this.isDirected) this.direct(side, octets.octets[octets.start] as number);
    return side === session.client
      ? session.takeCommands(octets, telling)
      : session.takeReplies(octets, telling);
  }

  miss(side: Side, missingOctets: number): void {
    const { session } = this;
    if (!this.isDirected) this.missed.add(side, missingOctets);
    else if (side === session.client) session.loseCommands(missingOctets);
    else session.loseReplies();
  }

  private direct(side: Side, first: number): void {
    const isReply = first >= DIGIT_0 && first <= DIGIT_9;
    this.session.client = isReply ? otherThan(side) : side;
    this.isDirected = true;
    this.missed.settle((from, octets) => this.miss(from, octets));
  }
}
