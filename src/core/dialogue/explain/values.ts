import type { CloseAnnouncement } from '../../conversation/cues.ts';
import type { AlertGuess } from '../../protocols/dissector.ts';
import type { Side } from '../../side.ts';
import type { RemarkCode, RemarkValues } from '../remarks/values.ts';
import type { Farewell } from './farewell.ts';

export const LANGUAGES = ['en', 'ja'] as const;
/** ISO 639-1 codes. */
export type Language = (typeof LANGUAGES)[number];

/** Why something was sent again, where the segments tell. */
export type AgainCause = 'duplicate-acks' | 'timer' | 'loss-probe' | 'spurious' | 'unknown';

/** Why the one who closes first does so, where the packets tell; null: nothing is left to be said. */
export type CloseReason =
  | { readonly kind: 'idle'; readonly announcedSeconds: number | null; readonly asAnnounced: boolean }
  | { readonly kind: 'announced'; readonly by: CloseAnnouncement }
  /** One side had said so, in the words of its protocol. */
  | ({ readonly kind: 'farewell' } & Farewell)
  /** Neither side has said anything; one does behind it. */
  | { readonly kind: 'wordless'; readonly isSaidLater: boolean }
  /** The server, while a request waits for its response; `other`: it has spoken since, of something else. */
  | { readonly kind: 'unanswered'; readonly other: boolean }
  /** The server, behind these words, which are never answered. */
  | { readonly kind: 'never-answered'; readonly words: string }
  /** The client, while it waits for a response of which nothing has come. */
  | { readonly kind: 'unheard' }
  /** The client, while its response is under way. */
  | { readonly kind: 'response-left' }
  /** What one side asked for was refused, in these words, behind which its protocol has the connection closed. */
  | ({ readonly kind: 'refused' } & Farewell)
  /** An alert has ended TLS. */
  | { readonly kind: 'alerted' }
  /** One side had said in TLS that it sends no more; `sure` where that was readable. */
  | { readonly kind: 'close-notify'; readonly by: Side; readonly sure: boolean }
  /** Right behind an alert that cannot be read. */
  | { readonly kind: 'behind-alert'; readonly by: Side }
  /** In the midst of something, or of what nobody understood: the packets do not tell why. */
  | { readonly kind: 'untold' }
  | null;

interface Who {
  readonly who: Side;
}

/** Payload, in how many segments, and the time from the first to the last of them. */
export interface Amount {
  readonly octets: number;
  readonly segments: number;
  readonly nanoseconds: number;
}

interface Later {
  /** Nanoseconds since what came before; null where that is not worth a word. */
  readonly later: number | null;
}

/** What was said: in the words of its protocol, or described in ours. */
export interface Uttered {
  readonly text: string;
  readonly isQuote: boolean;
  /** How often in a row. */
  readonly times: number;
}

interface Spoken extends Who, Later {
  readonly said: readonly Uttered[];
  /** How many more messages there were. */
  readonly more: number;
  readonly amount: Amount;
}

/** The same thing done several times in a row. */
interface Repeated extends Who {
  readonly times: number;
  /** How often the other end answered; null where nothing that it sent was captured. */
  readonly answers: number | null;
  /** Nanoseconds from when it was done first to the last time. */
  readonly nanoseconds: number;
}

/** What each message of the catalogue is told with. */
export interface Values {
  'unseen-start': object;
  'unseen-syn': object;
  /** What comes is of a newer connection, whose beginning was not seen; `agreed`: but for its SYN+ACK. */
  newer: { readonly agreed: boolean };
  asks: Who;
  'asks-too': Who;
  'asks-again': Repeated;
  /** The other side has agreed by then. */
  'asks-unheard': Repeated;
  /** Behind an RST. */
  'tries-again': Repeated;
  'one-sided': Who;
  'unseen-agreement': Who;
  'unseen-confirmation': Who;
  'holds-older': Who;
  'drops-older': Who;
  'fin-without-ack': Who;
  'knows-nothing': Who;
  agrees: Who & { readonly after: number | null };
  /** Both ends are one and the same socket. */
  'agrees-with-itself': Who;
  'agrees-again': Repeated;
  /** Though the other side has confirmed it. */
  'agrees-unheard': Repeated;
  /** With another sequence number. */
  'agrees-anew': Repeated;
  /** A SYN carries data; `asked`: with the option of TCP Fast Open. */
  'fast-open': { readonly asked: boolean };
  /** The data of a SYN was not taken with it. */
  'fast-open-passed-over': Who;
  /** Other connections may carry some of what is said. */
  multipath: object;
  /** Both want to be told of congestion instead of losing packets (ECN); `who` had asked for it. */
  'congestion-told': Who & { readonly askedAccurate: boolean };
  /** `atOnce`: both had asked, without knowing of each other. */
  opens: Who & { readonly atOnce: boolean };
  'neither-agreed': object;
  refuses: Who & { readonly port: number };
  /** `onTheWay`: it does not come from the address of S. */
  icmp: { readonly reason: string; readonly onTheWay: boolean };
  /** About what `who` sent; the next hop takes packets of at most so many octets, where that is told. */
  'icmp-errors': Who & {
    readonly reason: string;
    readonly times: number;
    readonly nextHopMtu: number | null;
  };
  'breaks-off-opening': Who;
  says: Spoken;
  /** `apart`: something else was told since, so that it has to be said what `later` counts from. */
  answers: Spoken & { readonly apart: boolean };
  /** `begins`: the first line of what nobody knows, where it is text; `alert` is all of it, or the last of it. */
  sends: Who &
    Later & {
      readonly amount: Amount;
      readonly more: boolean;
      readonly begins: string | null;
      readonly alert: { readonly guess: AlertGuess | null; readonly isAll: boolean } | null;
    };
  /** `times`: how often the same segment came, whose octets are told once; 1 where there are several segments. */
  'sends-again': Who & { readonly amount: Amount; readonly cause: AgainCause; readonly times: number };
  'out-of-order': Who & { readonly segments: number };
  /** The network brings `segments` of them twice. */
  doubled: Who & { readonly segments: number };
  /** `missing`: what they ask for has not come, as far as can be told. */
  'duplicate-acks': Who & { readonly times: number; readonly missing: boolean };
  /** `segments` of `of` are marked so. */
  urgent: Who & { readonly segments: number; readonly of: number };
  'missing-data': Who;
  'unseen-data': Who;
  stalled: Who & { readonly stream: number | null };
  /** The last of what `who` has just said. */
  'encrypted-alert': Who & { readonly guess: AlertGuess | null };
  /** Octets of its text; null where not all of it was captured. */
  mail: Who & { readonly octets: number | null };
  'not-understood': Who & { readonly protocol: string; readonly reason: string };
  'not-followed': { readonly reason: string };
  'passed-over': Who & { readonly reason: string };
  'no-control-bits': Who;
  /**
   * `octets` are those from the client, and from the server; `every` nanoseconds, where it is regular; `nanoseconds` are
   * below 0 where the clock went back.
   */
  'goes-on': {
    readonly every: number | null;
    readonly times: number;
    readonly nanoseconds: number;
    readonly octets: readonly [number, number];
  };
  /** `within`: what wraps it, and was decrypted. */
  switch: { readonly to: string; readonly within: string | null };
  'upgrade-passed-over': { readonly offered: string; readonly reason: string | null };
  speaks: Who & { readonly protocol: string };
  encrypted: Who;
  /** `who` is silent; null: both are. Of the other one nothing was captured. */
  silence: { readonly nanoseconds: number; readonly who: Side | null };
  omitted: { readonly segments: number };
  'window-closed': Who;
  'window-probes': Repeated;
  'window-opened': Who & { readonly after: number };
  'window-instants': Who & { readonly times: number };
  /** `who` tells of congestion on the way from the other side in so many segments, which slows down so often. */
  congestion: Who & { readonly segments: number; readonly slowed: number };
  'keep-alive': Repeated;
  closes: Who & Later & { readonly reason: CloseReason };
  /** `unanswered`: the server, while a request waits for its response. */
  'closes-too': Who & { readonly after: number | null; readonly unanswered: boolean };
  'closes-at-once': Who;
  'closes-again': Repeated;
  confirms: Who;
  'half-closed': Who;
  /** `left`: what is open by then, a request that the server has not answered, or a response that the client has not heard. */
  resets: Who & {
    readonly after: number;
    readonly left: 'unanswered' | 'unheard' | null;
    readonly beginSeen: boolean;
  };
  'reset-ignored': Who;
  /** An RST names `who` as its sender, which has probably not sent it; the next two are of such. */
  'reset-in-name': Who & { readonly after: number; readonly beginSeen: boolean };
  'reset-in-name-too': Who;
  'reset-in-name-again': Repeated;
  /** `takesNoMore`: the other side has sent data behind the FIN. */
  'resets-after-close': Who & { readonly takesNoMore: boolean };
  'resets-instead': Who;
  'resets-at-end': Who;
  'resets-again': Repeated;
  /** More than one request was answered. */
  'requests-answered': { readonly requests: number };
  /** Behind an RST of the other side. */
  'resets-too': Who;
  'closed-first': Who;
  'closed-both': object;
  /** Both ends are one and the same socket. */
  'closed-itself': object;
  'last-ack-missing': object;
  'still-half-closed': Who;
  /** A request waits for its answer, or for the beginning of it. */
  'still-open': { readonly waits: boolean };
  'no-end-seen': object;
  'no-answer': Who;
  'not-confirmed': Who;
  /** Sentences that are too many to be told all. */
  'left-out': { readonly sentences: number };
  /** `told`: what it is has been told by the sentences before; only why it matters is left. */
  remark: {
    readonly code: RemarkCode;
    readonly values: RemarkValues[RemarkCode];
    readonly told: boolean;
  };
}

export type MessageId = keyof Values;

/** One thing that happened, before it is put into words. Nanoseconds are after the connection's first segment. */
export interface BeatOf<Id extends MessageId> {
  readonly id: Id;
  readonly nanoseconds: number;
  readonly values: Values[Id];
}
export type Beat = { readonly [Id in MessageId]: BeatOf<Id> }[MessageId];

/** A wording of every message in every language. */
export type Catalogue = {
  readonly [Id in MessageId]: Readonly<Record<Language, (values: Values[Id]) => string>>;
};
