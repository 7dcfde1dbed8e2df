import type { Limits } from '../limits.ts';
import type { Moment } from '../moment.ts';
import type { Side } from '../side.ts';
import type { TlsSecrets } from './tls/secrets.ts';

// A dissector takes from here all that it is written with.
export { CLIENT, otherThan, SERVER, type Side } from '../side.ts';

export type FieldValue = string | number | boolean | readonly string[] | null;

/**
 * What a protocol says of one message. Text in it comes from the wire through `printable` only. Generic on purpose:
 * the table, the filter, the ladder and the JSON name no protocol.
 */
export interface Saying {
  /** What the ladder shows beside the arrow: `GET /index.html HTTP/1.1`, `ClientHello example.org h2`. */
  readonly summary: string;
  readonly role: 'request' | 'response' | 'event';
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** How many characters at the end of the summary are notes on what stands before them: short of room they come first. */
  readonly noteCharacters?: number | undefined;
  readonly aside?: Aside | undefined;
  /** A request that asks for nothing but the end of the connection: `QUIT`. */
  readonly isFarewell?: boolean;
}

/** Set where a saying quotes no one, but tells what is to be known of what is said. */
export type Aside =
  /** Its summary is a description in our words of what has none: `400 rows (4583 B)`. */
  | { readonly kind: 'described' }
  /** What its sender says is encrypted from here on. */
  | { readonly kind: 'encrypted' }
  /**
   * An alert of TLS that cannot be read, and what it is by its place; null where that does not tell. Octets are those of
   * its record.
   */
  | { readonly kind: 'encrypted-alert'; readonly guess: AlertGuess | null; readonly octets: number }
  /** The text of a mail, which is passed over; null where not all of it was there. */
  | { readonly kind: 'mail'; readonly octets: number | null }
  /** An offer to go on in another protocol was passed over. */
  | { readonly kind: 'upgrade-passed-over'; readonly offered: string; readonly reason: string | null }
  /** Its sender has used up what the other side lets it send: on one stream, or, with null, in all. */
  | { readonly kind: 'stalled'; readonly stream: number | null }
  /** What its sender says does not follow the rules of its protocol. */
  | { readonly kind: 'not-understood'; readonly reason: string }
  /** Nothing more is told of what both say. */
  | { readonly kind: 'not-followed'; readonly reason: string }
  /** Something that its sender says is not looked at, and what comes behind it may be. */
  | { readonly kind: 'passed-over'; readonly reason: string };

/** `early`: one right behind the handshake, which hardly says farewell. */
export type AlertGuess = 'close_notify' | 'early';

/** Octets of one direction, in order: valid only during the call. */
export interface Octets {
  readonly octets: Uint8Array;
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
}

/** Octets of one side within which a protocol has to show itself. */
export const IDENTIFICATION_OCTETS = 8192;

/** The answer to "is this you?", on the first octets of both sides. A wrong yes is worse than a late one. */
export type Identification = 'match' | 'reject' | 'need-more';

/** What one call of `dissect` came to; read before the next call, since a dissector may return one object again. */
export type Progress =
  /** `consumed` octets from `start` are done with; the rest is given again when either side has sent more. */
  | { readonly kind: 'consumed'; readonly consumed: number }
  /**
   * Octets from `start + consumed` on, of both sides, are another protocol's: an Upgrade, STARTTLS, CONNECT. `to` is its
   * name, or null where only the octets can tell which it is.
   */
  | {
      readonly kind: 'hand-over';
      readonly consumed: number;
      readonly to: string | null;
      /** What that protocol wraps, and reveals again, is this one's: behind STARTTLS. */
      readonly resumes?: boolean;
    }
  /** This is not the protocol, or no longer: nothing more is asked of this dissector, unless it has `lose`. */
  | { readonly kind: 'malformed'; readonly reason: string }
  /** A message is longer than may be held: the same. */
  | { readonly kind: 'over-limit' }
  /** Nothing is wrong, and nothing more can be told of this connection; null where that needs no words. */
  | { readonly kind: 'stop'; readonly reason: string | null };

/** A connection that another one announces. */
export interface ExpectedConnection {
  /** Canonical name of the protocol that it will speak: `ftp-data`. */
  readonly protocol: string;
  /** What it is for, `data of RETR hello.txt`: told where it begins, and may be set until then; empty where it is not known. */
  purpose: string;
}

/** What ends a body: its last octet of so many, the last one of its chunks, or nothing but the end of what its side sends. */
export type BodyEnd = number | 'last-chunk' | 'close';

/** Something that remarks rest on and that nobody said. */
export type Notice =
  /** The body of a message did not come to its end: octets of it that came. */
  | { readonly kind: 'body-cut-short'; readonly octets: number; readonly end: BodyEnd }
  /** A request had its final response, and its sender ended the connection without the rest of its body. */
  | { readonly kind: 'request-left' }
  /** The sender of a request sends nothing more, while the response is under way. */
  | { readonly kind: 'response-left' }
  /** The body of a request begins, in a later segment than its head, which expected a 100 Continue that did not come. */
  | { readonly kind: 'expect-unanswered'; readonly headOrdinal: number }
  /** Its sender says, unasked, that it closes: GOAWAY without an error, a 408 to no request, an encrypted alert of TLS, a Close frame of a client. */
  | { readonly kind: 'farewell' }
  /** All that its sender says with this is of what wraps the rest, such as a ticket of TLS: it belongs to no request and no response. */
  | { readonly kind: 'wrapping' }
  /** A WebSocket ended, and neither side had sent a Close frame. */
  | { readonly kind: 'websocket-unclosed' };

/** What a dissector tells its surroundings while it works. */
export interface Telling {
  readonly limits: Limits;
  /** Whether what is said is kept: where it is not, summaries and fields may be left empty, for nobody reads them. */
  readonly keepsMessages: boolean;
  /** `at` is where it stands of which only what came later has shown what it was; else it is what is looked at now. */
  say(from: Side, saying: Saying, at?: Moment): void;
  /** `note` ends what `from` said last, in place of the note that it has: more of it has come. */
  note(from: Side, note: string): void;
  /** Where what is looked at now stands: to be kept. */
  here(): Moment;
  /** Something that concerns what `from` sends shows with what is looked at now. */
  notice(from: Side, notice: Notice): void;
  /** The response to the oldest request that has none begins here, and is told once it is complete; `isEarly`: that is not whole yet. */
  answering(isEarly?: boolean): void;
  /** What is looked at now is of the body of the newest response of `from`, which was told before, or of its request on this stream. */
  bodyGoesOn(from: Side, stream?: number): void;
  /** With what is looked at now the newest response of `from`, or the one on this stream, is whole. */
  responseEnds(from: Side, stream?: number): void;
  /** The request on this stream will have no response. */
  giveUp(stream: number): void;
  /** What is said in this protocol belongs to one on top of it, from here on: gRPC in HTTP/2. Its canonical name. */
  carries(protocol: string): void;
  /** A fact about the whole connection, such as the server name of TLS. Later values of a name win. */
  fact(name: string, value: FieldValue): void;
  /** With which TLS is decrypted; null where there are none. */
  readonly tlsSecrets: TlsSecrets | null;
  /**
   * Octets of `from` that were wrapped in what is looked at now, in order: what they say is told by another dissector. `at`
   * is where they stand of which only what came later has shown what they are.
   */
  reveal(from: Side, octets: Octets, at?: Moment): void;
  /** Before what `from` wraps is revealed next, so many octets of it are missing; null: some may be, and who knows how many. */
  misses(from: Side, missing: number | null): void;
  /** What `from` wraps from here on cannot be revealed, because of `reason`: nothing more is told of what was. */
  conceal(from: Side, reason: string): void;
  /** Another connection will be opened to `port` of the address of `at`: FTP announces its data connections. */
  expectConnection(at: Side, port: number, expected: ExpectedConnection): void;
}

/**
 * A protocol. It keeps one state object a connection (both sides see each other through it), never throws, never looks
 * outside `start`..`end`, and keeps no octets without copying them.
 */
export interface Dissector<State = unknown> {
  /** Canonical lower-case name: `http`. */
  readonly name: string;
  /** As people write it: `HTTP`. */
  readonly title: string;
  /** The specification: `RFC 9112`. */
  readonly reference: string;
  /** Well-known ports: they only break a tie, and what rests on them alone is shown as a guess. */
  readonly ports: readonly number[];
  /**
   * `side` sent `first` so far; `other` is what the other side has sent so far (may be empty). `opener` spoke first, where
   * the beginning of both sides was captured; undefined where it was not, and something may have been said before.
   */
  identify(first: Octets, side: Side, other: Octets, opener?: Side): Identification;
  start(): State;
  dissect(state: State, side: Side, octets: Octets, telling: Telling): Progress;
  /**
   * Octets of `side` are missing here (never captured): may the dissector go on behind them? `rest` is what it has not
   * consumed of those before them, and is not given again; null where that is nothing.
   */
  gap?(
    state: State,
    side: Side,
    missingOctets: number,
    telling: Telling,
    rest: Octets | null,
  ): 'go-on' | 'stop';
  /**
   * What `side` sends cannot be read, because it is malformed or over a limit: all that is there of it is passed over. What
   * comes then is given again, and either begins something for certain or is passed over too; the other side goes on.
   */
  lose?(state: State, side: Side, telling: Telling): void;
  /** `side` sent FIN: no more octets of it will come. */
  end?(state: State, side: Side, telling: Telling): void;
  /** `by` sent RST: neither side says more. Told only where nothing is missing of what both had sent. */
  reset?(state: State, by: Side, telling: Telling): void;
}
