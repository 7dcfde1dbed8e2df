import type { Side } from '../../side.ts';

/** That the connection is to be closed, said in the words of a protocol: `QUIT`. */
export interface Farewell {
  readonly by: Side;
  readonly words: string;
}

/** How messages begin behind which a protocol has its connection closed, by the protocol's title. */
const FAREWELLS: ReadonlyMap<string, RegExp> = new Map([
  ['HTTP/2', /^GOAWAY \S+/u],
  ['WebSocket', /^CLOSE(?: \d+)?/u],
  ['PostgreSQL', /^(?:Terminate|FATAL \w+)/u],
  ['MySQL', /^Quit\b/u],
  ['MQTT', /^DISCONNECT\b/u],
  ['Redis', /^QUIT\b/iu],
  // RFC 5321, section 3.8, and RFC 959, section 5.4: 421 says that the server closes.
  ['SMTP', /^(?:QUIT\b|421\b)/iu],
  ['FTP', /^(?:QUIT\b|421\b)/iu],
  // RFC 9051, sections 6.1.3 and 7.1.5; RFC 1939, section 5; RFC 3977, sections 5.4 and 3.2.1.1; RFC 2812, section 3.1.7.
  ['IMAP', /(?<=^\S+ )LOGOUT\b|^\* BYE\b/iu],
  ['POP3', /^QUIT\b/iu],
  ['NNTP', /^(?:QUIT\b|400\b)/iu],
  ['IRC', /^(?:QUIT\b|ERROR\b)/iu],
  ['STOMP', /^DISCONNECT\b/u],
  ['memcached', /^quit\b/u],
  ['beanstalkd', /^quit\b/u],
  // RFC 5804, sections 2.3 and 2.1.
  ['ManageSieve', /^(?:LOGOUT\b|BYE\b)/iu],
]);

/** How messages begin that refuse what was asked for, and behind which a protocol has the connection closed, likewise. */
const REFUSALS: ReadonlyMap<string, RegExp> = new Map([
  // RFC 1928, sections 3 and 6; RFC 1929, section 2; in the words of protocols/socks/names.ts.
  [
    'SOCKS',
    /^(?:takes none of these|not accepted|general failure|not allowed by ruleset|(?:network|host) unreachable|connection refused|TTL expired|(?:command|address type) not supported|rejected\b.*)/u,
  ],
  // "Connection Phase": too many connections, and what a login fails with.
  ['MySQL', /^Error (?:1040|1044|1045|1049|1129|1130|1203|1251|1698)\b/u],
]);

/** How messages begin that their protocol never answers, but by closing, by the protocol's title. */
const NEVER_ANSWERED: ReadonlyMap<string, RegExp> = new Map([
  // PostgreSQL, "Canceling Requests in Progress".
  ['PostgreSQL', /^CancelRequest\b/u],
]);

/** The words of a message that is never answered; null where an answer may be due. */
export function neverAnswered(said: string, protocol: string): string | null {
  return NEVER_ANSWERED.get(protocol)?.exec(said)?.[0] ?? null;
}

/** Who has taken leave first, an answer to a farewell being none of its own, and who has refused something last. */
export class Farewells {
  /** The first one; null where nobody has taken leave. */
  first: Farewell | null = null;
  /** What was said last, where it is a refusal. */
  refusal: Farewell | null = null;
  private protocol = '';

  said(from: Side, said: string, protocol: string): void {
    if (protocol !== this.protocol) this.first = null;
    this.protocol = protocol;
    const words = this.first === null ? FAREWELLS.get(protocol)?.exec(said)?.[0] : undefined;
    if (words !== undefined) this.first = { by: from, words };
    const refusing = REFUSALS.get(protocol)?.exec(said)?.[0];
    this.refusal = refusing === undefined ? null : { by: from, words: refusing };
  }
}
