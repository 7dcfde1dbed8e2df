import type { Dissector, Octets, Progress, Side, Telling } from './dissector.ts';
import { MessageStream } from './message-stream.ts';
import { MissedBefore } from './missed-before.ts';
import { ClientSide } from './mysql/client-side.ts';
import { GREETING } from './mysql/handshake.ts';
import { identifyLogin, identifyMysql } from './mysql/identification.ts';
import { HEAD_OCTETS } from './mysql/packet.ts';
import { ERROR } from './mysql/result.ts';
import { ServerSide } from './mysql/server-side.ts';
import { Session } from './mysql/session.ts';
import { consumed, malformed, turnsToTls } from './progress.ts';

class Dialogue {
  readonly session = new Session();
  private streams: readonly [MessageStream, MessageStream] | null = null;
  private readonly missed = new MissedBefore();

  miss(side: Side, octets: number, telling: Telling, rest: Octets | null): void {
    if (this.streams === null) this.missed.add(side, octets);
    else this.streams[side].gap(octets, telling, rest);
  }

  lose(side: Side): void {
    this.streams?.[side].lose();
  }

  /** The one of `side`; null before that shows which side it is. */
  streamOf(side: Side, first: Octets, telling: Telling): MessageStream | null {
    if (this.streams !== null) return this.streams[side];
    if (first.end - first.start <= HEAD_OCTETS) return null;
    const isServer = isServers(first);
    const server = isServer === (side === 1) ? 1 : 0;
    const client = server === 1 ? 0 : 1;
    const fromClient = new MessageStream(new ClientSide(this.session, client));
    const fromServer = new MessageStream(new ServerSide(this.session, server));
    const streams = client === 0 ? ([fromClient, fromServer] as const) : ([fromServer, fromClient] as const);
    this.streams = streams;
    this.missed.settle((from, octets) => streams[from].gap(octets, telling, null));
    return streams[side];
  }
}

/** What begins at 0 is the server's greeting or refusal, or a command; what goes on from there is an answer, or the log-in. */
function isServers(first: Octets): boolean {
  const { octets, start } = first;
  const code = octets[start + HEAD_OCTETS];
  if (octets[start + 3] === 0) return code === GREETING || code === ERROR;
  return identifyLogin(first) === 'reject';
}

/** The protocol of MySQL and MariaDB: log-in, commands, their results. */
export const mysql: Dissector<Dialogue> = {
  name: 'mysql',
  title: 'MySQL',
  reference: 'MySQL Client/Server Protocol 10',
  ports: [3306],
  identify: (first) => identifyMysql(first),
  start: () => new Dialogue(),
  dissect: (dialogue, side, octets, telling) => take(dialogue, side, octets, telling),
  gap(dialogue, side, missingOctets, telling, rest) {
    if (!dialogue.session.isOpaque) dialogue.miss(side, missingOctets, telling, rest);
    return 'go-on';
  },
  lose: (dialogue, side) => dialogue.lose(side),
};

function take(dialogue: Dialogue, side: Side, octets: Octets, telling: Telling): Progress {
  const { start, end } = octets;
  const { session } = dialogue;
  if (session.isOpaque) return consumed(end - start);
  const stream = dialogue.streamOf(side, octets, telling);
  if (stream === null) return consumed(0);
  const done = stream.take(octets, telling);
  if (done === -1) return malformed('no packet of a known kind');
  if (!session.turnsToTls) return consumed(done);
  session.turnsToTls = false;
  return turnsToTls(done);
}
