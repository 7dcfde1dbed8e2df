import type { BodyEnd } from '../../protocols/dissector.ts';
import type { Side } from '../../side.ts';

interface Who {
  readonly who: Side;
}

interface Lasting {
  readonly nanoseconds: number;
}

/** Segments that one side sent again, how often in all, and the longest that it had been silent before one of them. */
export interface SentAgain extends Who, Lasting {
  readonly segments: number;
  readonly times: number;
}

/** What shows that the side that an RST names has not sent it. */
export interface ResetProofs {
  /** What the RST came with, and all else of that side; null where that proves nothing. */
  readonly hopLimits: {
    readonly least: number;
    readonly most: number;
    readonly ofReset: number;
    readonly name: 'TTL' | 'hop limit';
  } | null;
  /** How long after the RST that side went on; null where it did not. */
  readonly wentOnNanoseconds: number | null;
}

interface SegmentsAgain {
  /** One or both sides, the client first. */
  readonly sides: readonly SentAgain[];
}

/** What each remark is worded with: plain data, so that it can be told in every language and passed between threads. */
export interface RemarkValues {
  'captured-twice': { readonly times: number; readonly copies: number };
  'port-reused': { readonly port: number };
  'self-connected': { readonly port: number };
  /** With an RST of the server, with an ICMP error from its address, or with one from elsewhere. */
  refused: { readonly port: number; readonly by: 'rst' | 'icmp' | 'on-the-way' };
  'syn-unanswered': Lasting & { readonly syns: number };
  'no-mss': Who;
  /** `who` offered none; null: neither did. */
  'no-window-scaling': { readonly who: Side | null };
  'ecn-refused': object;
  'h2c-not-taken': { readonly reason: string | null };
  /** `who` chose it; `newestOffered` is null where the offer was not seen. */
  'tls-version-deprecated': Who & { readonly version: string; readonly newestOffered: string | null };
  'tls-alert': Who & { readonly description: string };
  /** The server said so in plain HTTP; else it answered in TLS. */
  'plain-http-to-tls-port': { readonly saidSo: boolean };
  'tls-to-plain-http-port': object;
  'http1-to-http2-port': object;
  'http2-to-http1-port': object;
  'expect-unanswered': Lasting;
  /** The slowest of `of` responses; `early`: its request was not whole by then. */
  'slow-first-byte': Lasting & { readonly of: number; readonly early: boolean };
  /** Its end had come by then, or it never came, or it was under way still. */
  'slow-transfer': Lasting & { readonly end: 'seen' | 'cut' | 'unseen' };
  /** `who` held back data. */
  'nagle-delayed-ack': Who & Lasting & { readonly times: number };
  'zero-window': Who & Lasting & { readonly times: number };
  /** The window of `who`, in octets, kept the other side waiting; `roundTrip` is the shortest, in nanoseconds. */
  'window-limited': Who &
    Lasting & { readonly times: number; readonly window: number; readonly roundTrip: number };
  /** Segments of `who` with so many octets of payload; `passed` is with how many the same ones got through, null where they did not. */
  'large-packets-lost': Who & {
    readonly octets: number;
    readonly times: number;
    readonly passed: number | null;
  };
  /** `who` sent it again and again, `nanoseconds` from the first to the last time. */
  'data-unanswered': Who & Lasting & { readonly times: number };
  /** `reason` is what the ICMP errors about what `who` sent say, the first kind of them. */
  'icmp-unreachable': Who & { readonly reason: string; readonly times: number };
  /** `nextHopMtu` is the largest packet that gets through, in octets; null where none of them tells. */
  'packet-too-big': Who & { readonly times: number; readonly nextHopMtu: number | null };
  'retransmission-timeout': SegmentsAgain;
  'fast-retransmission': SegmentsAgain;
  /** `reported`: of some, the other side said only behind them that it had them. */
  'spurious-retransmission': SegmentsAgain & { readonly reported: boolean };
  /** `who` acknowledged what the capture does not have; octets are 0 where their number is not known. */
  'not-captured': Who & { readonly octets: number };
  'keep-alive-unanswered': Who & { readonly times: number };
  'server-idle-timeout': Lasting & {
    readonly withReset: boolean;
    /** What the Keep-Alive field promised, in seconds, and whether it was kept. */
    readonly announcedSeconds: number | null;
    readonly asAnnounced: boolean;
  };
  'client-closed-early': Lasting;
  /** From the end of the request to that of the connection, which was an RST or a FIN. */
  'gave-up-waiting': Lasting & { readonly withReset: boolean };
  /** `reset`: it was answered with RST; else there is no response. */
  'request-on-closing-connection': {
    readonly octets: number;
    readonly knew: boolean;
    readonly reset: boolean;
  };
  /** `who` sends the message. */
  'body-cut-short': Who & {
    readonly isRequest: boolean;
    readonly octets: number;
    readonly end: BodyEnd;
    /** Who ended it, with RST or FIN, or in whose name an RST did, and whether the other side had closed before. */
    readonly by: Side;
    readonly withReset: boolean;
    readonly inName: boolean;
    readonly afterOther: boolean;
  };
  /** `who` was the first to close, or an RST in its name did. */
  'websocket-unclosed': Who & { readonly withReset: boolean; readonly inName: boolean };
  /** `who` sent the RST; `octets` are what the other side sent before: in `request-body`, `who` had sent its response. */
  'reset-with-data-unread': Who & {
    readonly octets: number;
    readonly behind: 'request-body' | 'response' | 'data';
  };
  /** `who` is named as the sender of the RST. */
  'reset-not-from-host': Who &
    ResetProofs & {
      /** Of the first RST in the name of the other side, which is none of its own either; null where that does not show. */
      readonly other: ResetProofs | null;
    };
  /** `who` sent the RST, `nanoseconds` after it had last sent something. */
  'connection-unknown': Who & Lasting;
  /** `who` closed first; `octets` are what the other side sent after that, `taken` unless `who` answered with RST. */
  'half-closed': Who & Lasting & { readonly octets: number; readonly taken: boolean };
}

export type RemarkCode = keyof RemarkValues;
