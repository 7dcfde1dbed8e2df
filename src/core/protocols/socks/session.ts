import { printableText } from '../../printable.ts';
import { addressAt, endpointText } from '../../wire/address.ts';
import { indexOfOctet } from '../ascii.ts';
import {
  type FieldValue,
  type Octets,
  otherThan,
  type Progress,
  type Saying,
  type Side,
  type Telling,
} from '../dissector.ts';
import { consumed, malformed } from '../progress.ts';
import { readDestination } from './address.ts';
import { isClientAlone, isServerAlone } from './alone.ts';
import { isSocks5Greeting } from './greeting.ts';
import {
  BIND,
  CONNECT,
  commandName,
  GRANTED,
  LOGIN_VERSION,
  methodName,
  NO_AUTHENTICATION,
  NO_METHOD,
  REQUEST_4_HEAD_OCTETS,
  reply4Name,
  replyName,
  SUCCEEDED,
  USER_AND_PASSWORD,
  VERSION_4,
  VERSION_5,
} from './names.ts';

/** Who speaks at each step, and what: they take strict turns. */
const STEPS = {
  greeting: 'client',
  choice: 'server',
  login: 'client',
  'login-answer': 'server',
  request: 'client',
  reply: 'server',
  request4: 'client',
  reply4: 'server',
} as const;
type Step = keyof typeof STEPS;
const BEHIND_CLIENT: Partial<Record<Step, Step>> = { login: 'login-answer', request: 'reply' };

const REPLY_4_OCTETS = 8;
const TEXT_CHARACTERS = 255;
const NO_MORE: Progress = { kind: 'stop', reason: null };
const BAD_LINE = malformed('an unexpected message');

/** How a step came out: octets done with, more are needed, or the dialogue is over. */
type Outcome = number | null | Progress;

/** One connection through a SOCKS proxy, up to where the tunnel begins. */
export class SocksSession {
  private step: Step | null = null;
  private client: Side = 0;
  private command = 0;
  /** Of BIND two replies come: where the proxy listens, and who came (RFC 1928, section 6). */
  private repliesLeft = 1;
  private readonly isHeard: [boolean, boolean] = [false, false];
  /** The client has asked already, or is not heard at all: it is not waited for. */
  private isAsked = false;
  /** The client did not wait, or nobody heard for what: login and request stand behind its greeting. */
  private isAhead = false;
  /** The other side speaks, and is not in the capture. */
  private isServerMissing = false;

  take(side: Side, given: Octets, telling: Telling): Progress {
    const { octets, view, end } = given;
    let at = given.start;
    this.isHeard[side] = true;
    // Who goes on behind its request has heard the reply to it, and we have not.
    this.isServerMissing ||= this.isAsked && side === this.client && !this.isHeard[otherThan(side)];
    while (at < end) {
      const rest = { octets, view, start: at, end };
      if (this.isServerMissing) return { kind: 'hand-over', consumed: at - given.start, to: null };
      this.step ??= this.beginning(side, rest);
      const outcome = this.step === null ? null : this.takeStep(this.step, side, rest, telling);
      if (outcome === null) break;
      if (typeof outcome !== 'number')
        return outcome.kind === 'hand-over'
          ? { ...outcome, consumed: at - given.start + outcome.consumed }
          : outcome;
      at += outcome;
    }
    return consumed(at - given.start);
  }

  /** Octets of `side` are missing: that does not matter where the other one has said all that comes before the tunnel. */
  gap(side: Side): 'go-on' | 'stop' {
    if (!this.isAsked || this.isHeard[side]) return 'stop';
    this.isServerMissing = side !== this.client;
    return 'go-on';
  }

  private takeStep(step: Step, side: Side, given: Octets, telling: Telling): Outcome {
    if ((STEPS[step] === 'client') === (side === this.client)) return this[step](side, given, telling);
    // Out of its turn it is understood where all of it is there.
    if (step !== 'choice' || this.isAsked || !this.isAhead) return null;
    const outcome = this[given.octets[given.start] === LOGIN_VERSION ? 'login' : 'request'](
      side,
      given,
      telling,
    );
    this.step = step;
    return outcome;
  }

  /** The client speaks first; who is taken for it may be a guess. */
  private beginning(side: Side, given: Octets): Step | null {
    const version = given.octets[given.start];
    if (version === VERSION_4) {
      this.client = side;
      return 'request4';
    }
    if (version !== VERSION_5) return null;
    const isUnheard = !this.isHeard[otherThan(side)];
    this.isAhead = isUnheard && isClientAlone(given);
    if (isUnheard && !this.isAhead && isServerAlone(given)) {
      this.client = otherThan(side);
      this.command = CONNECT;
      this.isAsked = true;
      return 'choice';
    }
    if (!isSocks5Greeting(given)) return null;
    this.client = side;
    return 'greeting';
  }

  /** What the client says at a step is passed over where it was said before. */
  private goTo(step: Step): void {
    this.step = this.isAsked ? (BEHIND_CLIENT[step] ?? step) : step;
  }

  private greeting(side: Side, { octets, start }: Octets, telling: Telling): Outcome {
    const end = start + 2 + (octets[start + 1] as number);
    const methods = Array.from(octets.subarray(start + 2, end), methodName);
    say(telling, side, 'event', `SOCKS5 offers ${methods.join(', ')}`, { version: 5, methods });
    this.step = 'choice';
    return end - start;
  }

  private choice(side: Side, { octets, start, end }: Octets, telling: Telling): Outcome {
    if (octets[start] !== VERSION_5) return BAD_LINE;
    if (end - start < 2) return null;
    const method = octets[start + 1] as number;
    const name = method === NO_METHOD ? 'none of these' : methodName(method);
    say(telling, side, 'event', `takes ${name}`, { version: 5, method: name });
    if (method === NO_METHOD) return NO_MORE;
    if (method !== NO_AUTHENTICATION && method !== USER_AND_PASSWORD)
      return { kind: 'stop', reason: `authentication by ${name}` };
    this.goTo(method === NO_AUTHENTICATION ? 'request' : 'login');
    return 2;
  }

  /** RFC 1929, section 2. */
  private login(side: Side, { octets, start, end }: Octets, telling: Telling): Outcome {
    if (octets[start] !== LOGIN_VERSION) return BAD_LINE;
    if (end - start < 2) return null;
    const password = start + 2 + (octets[start + 1] as number);
    if (end <= password) return null;
    const length = password + 1 + (octets[password] as number) - start;
    if (end - start < length) return null;
    const user = printableText(octets, start + 2, password, TEXT_CHARACTERS);
    say(telling, side, 'event', `user ${user}, password not shown`, { user });
    this.step = 'login-answer';
    return length;
  }

  private 'login-answer'(side: Side, { octets, start, end }: Octets, telling: Telling): Outcome {
    if (octets[start] !== LOGIN_VERSION) return BAD_LINE;
    if (end - start < 2) return null;
    const isAccepted = octets[start + 1] === SUCCEEDED;
    say(telling, side, 'event', isAccepted ? 'accepted' : 'not accepted', { accepted: isAccepted });
    this.goTo('request');
    return isAccepted ? 2 : NO_MORE;
  }

  /** RFC 1928, section 4. */
  private request(side: Side, given: Octets, telling: Telling): Outcome {
    const { octets, start, end } = given;
    if (octets[start] !== VERSION_5) return BAD_LINE;
    if (end - start < 4) return null;
    const destination = readDestination(given, start + 3);
    if (destination === null) return null;
    const command = commandName(octets[start + 1] as number);
    if (destination === 'malformed' || command === null || octets[start + 2] !== 0) return BAD_LINE;
    this.ask(side, octets[start + 1] as number, destination.text, {}, telling);
    this.step = 'reply';
    this.isAsked = true;
    return 3 + destination.octets;
  }

  /** RFC 1928, section 6. */
  private reply(side: Side, given: Octets, telling: Telling): Outcome {
    const { octets, start, end } = given;
    if (octets[start] !== VERSION_5) return BAD_LINE;
    if (end - start < 4) return null;
    const bound = readDestination(given, start + 3);
    if (bound === null) return null;
    if (bound === 'malformed' || octets[start + 2] !== 0) return BAD_LINE;
    const reply = octets[start + 1] as number;
    return this.answer(side, replyName(reply), reply === SUCCEEDED, bound.text, 3 + bound.octets, telling);
  }

  /** Version 4, and 4A, where an address of 0.0.0.x stands for the name behind the user. */
  private request4(side: Side, { octets, view, start, end }: Octets, telling: Telling): Outcome {
    if (end - start < REQUEST_4_HEAD_OCTETS) return null;
    const userEnd = indexOfOctet(octets, 0, start + REQUEST_4_HEAD_OCTETS, end);
    if (userEnd === -1) return null;
    const command = octets[start + 1] as number;
    const port = view.getUint16(start + 2);
    const address = view.getUint32(start + 4);
    const isNamed = address > 0 && address <= 0xff;
    const nameEnd = isNamed ? indexOfOctet(octets, 0, userEnd + 1, end) : userEnd;
    if (nameEnd === -1) return null;
    if (octets[start] !== VERSION_4 || (command !== CONNECT && command !== BIND)) return BAD_LINE;
    const host = isNamed
      ? printableText(octets, userEnd + 1, nameEnd, TEXT_CHARACTERS)
      : addressAt(view, start + 4, 4);
    const user = printableText(octets, start + REQUEST_4_HEAD_OCTETS, userEnd, TEXT_CHARACTERS);
    this.ask(side, command, endpointText(host, port), user === '' ? {} : { user }, telling);
    this.step = 'reply4';
    this.isAsked = true;
    return nameEnd + 1 - start;
  }

  private reply4(side: Side, { octets, view, start, end }: Octets, telling: Telling): Outcome {
    if (octets[start] !== 0) return BAD_LINE;
    if (end - start < REPLY_4_OCTETS) return null;
    const reply = octets[start + 1] as number;
    const bound = endpointText(addressAt(view, start + 4, 4), view.getUint16(start + 2));
    return this.answer(side, reply4Name(reply), reply === GRANTED, bound, REPLY_4_OCTETS, telling);
  }

  private ask(
    side: Side,
    command: number,
    destination: string,
    { user }: { readonly user?: string },
    telling: Telling,
  ): void {
    const name = commandName(command) as string;
    const fields = { command: name, destination, ...(user !== undefined && { user }) };
    const by = user === undefined ? '' : ` for user ${user}`;
    say(telling, side, 'request', `${name} ${destination}${by}`, fields);
    telling.fact('socksDestination', destination);
    this.command = command;
    this.repliesLeft = command === BIND ? 2 : 1;
  }

  /** Behind the last reply, if it went well, is the tunnel. */
  private answer(
    side: Side,
    name: string,
    isGood: boolean,
    bound: string,
    octets: number,
    telling: Telling,
  ): Outcome {
    telling.answering();
    const isTold = isGood && (this.command !== CONNECT || !/^(0\.0\.0\.0|\[::\]):0$/.test(bound));
    say(telling, side, 'response', isTold ? `${name}, ${bound}` : name, { reply: name, bound });
    this.repliesLeft -= 1;
    if (!isGood || (this.command !== CONNECT && this.command !== BIND)) return NO_MORE;
    return this.repliesLeft > 0 ? octets : { kind: 'hand-over', consumed: octets, to: null };
  }
}

function say(
  telling: Telling,
  side: Side,
  role: Saying['role'],
  summary: string,
  fields: Record<string, FieldValue>,
): void {
  telling.say(side, { summary, role, fields });
}
