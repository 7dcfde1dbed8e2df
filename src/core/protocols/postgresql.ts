import {
  type Dissector,
  type Octets,
  otherThan,
  type Progress,
  type Side,
  type Telling,
} from './dissector.ts';
import { MessageStream } from './message-stream.ts';
import { MissedBefore } from './missed-before.ts';
import { Backend } from './postgresql/backend.ts';
import { Frontend } from './postgresql/frontend.ts';
import { areQuestions, beginsQuestion, identifyPostgresql } from './postgresql/identification.ts';
import { Session } from './postgresql/session.ts';
import { consumed, malformed, turnsToTls } from './progress.ts';

class Dialogue {
  readonly session = new Session();
  streams: readonly [MessageStream, MessageStream] | null = null;
  backend: Backend | null = null;
  private readonly missed = new MissedBefore();

  miss(side: Side, octets: number, telling: Telling, rest: Octets | null): void {
    if (this.streams === null) this.missed.add(side, octets);
    else this.streams[side].gap(octets, telling, rest);
  }

  /** The client begins with a message without a type, or with a question: that of a cursor is told from an error by its end. */
  streamsFrom(side: Side, octets: Octets, telling: Telling): readonly [MessageStream, MessageStream] {
    if (this.streams !== null) return this.streams;
    const { session } = this;
    const first = octets.octets[octets.start] as number;
    const isClient = first === 0 || beginsQuestion(first) || areQuestions(octets);
    const client = isClient === (side === 0) ? 0 : 1;
    session.client = client;
    this.backend = new Backend(session, otherThan(client));
    const frontend = new MessageStream(new Frontend(session, client));
    const backend = new MessageStream(this.backend);
    const streams = client === 0 ? ([frontend, backend] as const) : ([backend, frontend] as const);
    this.streams = streams;
    this.missed.settle((from, missing) => streams[from].gap(missing, telling, null));
    return streams;
  }
}

/** PostgreSQL's protocol 3: log-in, queries, their completion, COPY. */
export const postgresql: Dissector<Dialogue> = {
  name: 'postgresql',
  title: 'PostgreSQL',
  reference: 'PostgreSQL Frontend/Backend Protocol 3.0',
  ports: [5432],
  identify: (first, _side, other) => identifyPostgresql(first, other),
  start: () => new Dialogue(),
  dissect: (dialogue, side, octets, telling) => take(dialogue, side, octets, telling),
  gap(dialogue, side, missingOctets, telling, rest) {
    missAnswer(dialogue, side);
    if (!dialogue.session.isOpaque) dialogue.miss(side, missingOctets, telling, rest);
    return 'go-on';
  },
  lose(dialogue, side) {
    missAnswer(dialogue, side);
    dialogue.streams?.[side].lose();
  },
  end(dialogue, side, telling) {
    if (side !== dialogue.session.client) dialogue.backend?.end(telling);
  },
};

/** Whether the server turns to TLS is known from what the client sends next. */
function missAnswer({ session }: Dialogue, side: Side): void {
  if (side === session.client || !session.awaitsEncryption) return;
  session.awaitsEncryption = false;
  session.isAnswerUnseen = true;
}

function take(dialogue: Dialogue, side: Side, octets: Octets, telling: Telling): Progress {
  const { start, end } = octets;
  const { session } = dialogue;
  if (session.isOpaque) return consumed(end - start);
  const stream = dialogue.streamsFrom(side, octets, telling)[side];
  if (side !== session.client) dialogue.backend?.hear(telling);
  const done = stream.take(octets, telling);
  if (done === -1) return malformed('no message of a known type');
  if (!session.turnsToTls) return consumed(done);
  session.turnsToTls = false;
  return turnsToTls(done);
}
