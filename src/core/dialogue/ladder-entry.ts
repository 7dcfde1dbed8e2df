import type { Saying } from '../protocols/dissector.ts';
import type { Side } from '../side.ts';
import { NANOSECONDS_PER_SECOND } from '../time.ts';
import type { RemarkCode, RemarkValues } from './remarks/values.ts';

/** A silence longer than this is drawn as one. */
export const SILENCE_NANOSECONDS = NANOSECONDS_PER_SECOND;

/** Times in a ladder are nanoseconds after the connection's first segment. */
export type LadderEntry =
  | {
      readonly kind: 'segment';
      /** Which segment of the connection, from 0; the first one of a folded run. */
      readonly ordinal: number;
      readonly nanoseconds: number;
      /** Since the segment before; null for the first, and behind segments that were not kept. */
      readonly sinceNanoseconds: number | null;
      readonly from: Side;
      readonly controlBits: number;
      readonly payloadBytes: number;
      /** Segments folded into this entry, 1 where none were. */
      readonly count: number;
      /** Relative to the side's initial sequence number (the SYN is 0). */
      readonly sequenceNumber: number;
      readonly acknowledgmentNumber: number | null;
      /** In octets, scaled where the handshake told the scale. */
      readonly window: number;
      readonly marks: number;
      /**
       * What was said with it: the first message that this segment completes; else how its side begins to speak what
       * nobody knows; else the options of a SYN; else null.
       */
      readonly said: string | null;
      readonly protocol: string | null;
      /** A SYN that carries data and asks for TCP Fast Open, or has its cookie. */
      readonly fastOpen?: true;
      /** The first line of what is not known, where that is text. */
      readonly quote?: string;
      /** Of the message in `said`; `open` are the requests that wait for their response once it was said, if any. */
      readonly role?: Saying['role'];
      readonly open?: number;
      readonly noteCharacters?: Saying['noteCharacters'];
      readonly aside?: Saying['aside'];
    }
  /** Another message that the segment above completes. */
  | {
      readonly kind: 'said';
      readonly nanoseconds: number;
      readonly from: Side;
      readonly said: string;
      readonly protocol: string;
      readonly role?: Saying['role'];
      readonly open?: number;
      readonly noteCharacters?: Saying['noteCharacters'];
      readonly aside?: Saying['aside'];
    }
  | { readonly kind: 'silence'; readonly nanoseconds: number; readonly durationNanoseconds: number }
  /** What an expert would remark on the segment above; who draws it words it, in the language that is wanted there. */
  | {
      readonly kind: 'remark';
      readonly nanoseconds: number;
      readonly code: RemarkCode;
      readonly values: RemarkValues[RemarkCode];
    }
  /** ICMP errors about what one side has sent, from the first to come until another one did. */
  | {
      readonly kind: 'icmp';
      readonly nanoseconds: number;
      readonly about: Side;
      /** What they say. */
      readonly text: string;
      /** Octets of the largest packet that the next hop takes; null where they do not tell. */
      readonly nextHopMtu: number | null;
      readonly count: number;
      /** They refused the connection. */
      readonly refuses: boolean;
      /** They came from the address of the other end itself. */
      readonly fromHost: boolean;
    }
  /** From here on another protocol is spoken, in what was decrypted of the one it is within. */
  | {
      readonly kind: 'switch';
      readonly nanoseconds: number;
      readonly to: string;
      readonly within: string | null;
    }
  /** Segments that a limit let go. */
  | { readonly kind: 'omitted'; readonly nanoseconds: number; readonly segments: number }
  /** How it ended, in words: the last entry of a connection that is over. */
  | {
      readonly kind: 'ended';
      readonly nanoseconds: number;
      readonly text: string;
      readonly by: Side | null;
    };
