import type { Saying, Side, Telling } from '../dissector.ts';
import type { MessageReader, Step } from '../message-stream.ts';
import { CommandAnswer } from './command-answer.ts';
import { GREETING, readAuthSwitch, readGreeting } from './handshake.ts';
import { arePackets, beginsCompressed, HEAD_OCTETS, MOST_LENGTH, payloadLength } from './packet.ts';
import { EOF, ERROR, OK, readError, readOk, readProgress } from './result.ts';
import type { Session } from './session.ts';

/** Octets of a packet that are looked at. */
const PACKET_OCTETS = 512;
const MORE_DATA = 0x01;
/** What caching_sha2_password says in AuthMoreData. */
const MORE_DATA_WORDS: Readonly<Record<number, string>> = {
  3: ': known already',
  4: ': full authentication',
};

/** What the server says: greeting, authentication, and answers to commands. */
export class ServerSide implements MessageReader {
  private readonly session: Session;
  private readonly side: Side;
  private readonly answer: CommandAnswer;
  /** The next packet belongs to the one before. */
  private continues = false;

  constructor(session: Session, side: Side) {
    this.session = session;
    this.side = side;
    this.answer = new CommandAnswer(session, side);
  }

  measure(octets: Uint8Array, _view: DataView, at: number, end: number): number {
    return end - at < HEAD_OCTETS ? 0 : HEAD_OCTETS + payloadLength(octets, at);
  }

  wanted(octets: Uint8Array, at: number, end: number): number {
    if (this.continues) return HEAD_OCTETS;
    const body = at + HEAD_OCTETS;
    const isShort = this.answer.isInside && (body >= end || (octets[body] as number) < EOF);
    return isShort ? HEAD_OCTETS + 1 : HEAD_OCTETS + PACKET_OCTETS;
  }

  read(octets: Uint8Array, _view: DataView, at: number, end: number, total: number, telling: Telling): Step {
    const length = total - HEAD_OCTETS;
    const wasContinued = this.continues;
    this.continues = length === MOST_LENGTH;
    if (wasContinued) this.answer.goOn(length);
    if (wasContinued || end - at <= HEAD_OCTETS) return 'go-on';
    const body = at + HEAD_OCTETS;
    const sequence = octets[at + 3] as number;
    const { phase, pending } = this.session;
    // What has another number than 0 answers a command that was not seen.
    if (phase === 'greeting' && sequence !== 0) return end - at < total ? 'malformed' : 'go-on';
    if (phase === 'greeting') return this.greet(octets, body, end, telling);
    if (phase !== 'commands' && beginsCompressed(octets, at, end)) return this.compress(telling);
    if (phase !== 'commands') return this.authenticate(octets, body, end, telling);
    if (pending.length > 0) this.answer.read(octets, body, end, length, sequence, telling);
    // A server that is going away says why before it does, and of a command that is none, that it does not know it.
    else if (octets[body] === ERROR && readProgress(octets, body, end) === null)
      this.event(readError(octets, body, end), telling);
    return 'go-on';
  }

  /** An answer begins with the packet of number 1, and those before it were missed. */
  resume(octets: Uint8Array, _view: DataView, at: number, end: number): number {
    const { phase, pending } = this.session;
    this.continues = false;
    if (phase !== 'commands' || pending.length === 0 || !arePackets(octets, at, end, 1)) return -1;
    pending.splice(0, pending.length - 1);
    this.answer.clear();
    return at;
  }

  private event({ summary, fields }: Pick<Saying, 'summary' | 'fields'>, telling: Telling): void {
    telling.say(this.side, { summary, role: 'event', fields });
  }

  private greet(octets: Uint8Array, body: number, end: number, telling: Telling): Step {
    const { session } = this;
    if (octets[body] === ERROR) {
      this.event(readError(octets, body, end), telling);
      return 'go-on';
    }
    if (octets[body] !== GREETING) return 'malformed';
    const { version, connectionId, plugin, ...greeting } = readGreeting(octets, body, end);
    session.capabilities = greeting.capabilities;
    session.mariadbCapabilities = greeting.mariadbCapabilities;
    session.phase = 'login';
    telling.fact('mysqlVersion', version);
    telling.fact('mysqlConnectionId', connectionId);
    const summary = `Greeting ${version} ${plugin}`.trim();
    this.event({ summary, fields: { version, connectionId, plugin } }, telling);
    return 'go-on';
  }

  private authenticate(octets: Uint8Array, body: number, end: number, telling: Telling): Step {
    const { session } = this;
    const first = octets[body];
    if (first === ERROR) this.event(readError(octets, body, end), telling);
    else if (first === EOF) this.event(readAuthSwitch(octets, body, end), telling);
    else if (first === MORE_DATA) this.event(readMoreData(octets, body, end), telling);
    if (first !== OK) return 'go-on';
    session.phase = 'commands';
    this.event(readOk(octets, body, end, session.tracksState), telling);
    return session.isCompressed ? this.compress(telling) : 'go-on';
  }

  private compress(telling: Telling): Step {
    this.session.isOpaque = true;
    this.event({ summary: 'compressed from here', fields: {} }, telling);
    return 'pause';
  }
}

/** AuthMoreData, whose octets are never told. */
function readMoreData(octets: Uint8Array, body: number, end: number) {
  const words = end - body === 2 ? (MORE_DATA_WORDS[octets[body + 1] as number] ?? '') : '';
  return { summary: `AuthMoreData${words}`, fields: {} };
}
