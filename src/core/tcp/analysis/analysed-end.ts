import type { EarlierOffer } from '../offered-options.ts';
import { type AnalysisCounts, NO_COUNTS } from './counts.ts';
import type { Holes } from './holes.ts';
import type { ReceivedTwice } from './received-twice.ts';
import type { UnseenOctets } from './unseen-octets.ts';

/** No SYN of this end was seen: whether its windows are scaled is not known. */
export const SHIFT_UNKNOWN = -1;
/** Its windows are not scaled. */
export const SHIFT_UNUSED = -2;

/** It has sent SYN and no ACK since: its last window was that of the SYN, which is never scaled. */
export const ONLY_SYN_SENT = 1;
/** The last segment had the form of a keep-alive, or of a window probe with one new octet. */
export const LAST_WAS_KEEP_ALIVE = 2;
export const LAST_WAS_WINDOW_PROBE = 4;
/** It has sent a keep-alive, and no segment of the other end has come since but such a one. */
export const AWAITS_KEEP_ALIVE_ACK = 8;
/** The segment that reached furthest came after so long a silence of this end that a timer may have sent it. */
export const FURTHEST_AFTER_SILENCE = 16;

/** In place of a number of duplicate ACKs: the other end has acknowledged segments of this end that were not seen. */
export const DUPLICATES_UNSEEN = -1;

/** Only ends with trouble of some kind have one, so that the others stay small. */
export class Troubles {
  readonly counts: { -readonly [name in keyof AnalysisCounts]: number } = { ...NO_COUNTS };
  /** Duplicates so far of the last acknowledgment, or DUPLICATES_UNSEEN. */
  duplicates = 0;
  /** When it last sent something again. */
  againSeconds = Number.NEGATIVE_INFINITY;
  againNanoseconds = 0;
  unseen: UnseenOctets | null = null;
  holes: Holes | null = null;
  /** Of the last SYN+ACK that had another number than the one that holds; null where there is none. */
  otherInitialSequence: number | null = null;
  receivedTwice: ReceivedTwice | null = null;
  /** What its SYNs offered before the last one, oldest first; null where all offered the same. */
  earlierOffers: EarlierOffer[] | null = null;
}

/**
 * What the rules remember of one end, which has it as fields of its own: an object less for each end. As in Wireshark a
 * sequence or acknowledgment number of 0 stands for none yet, and the fields of a segment are taken as they are, whatever
 * its control bits say.
 */
export interface AnalysedEnd {
  /** After the furthest octet sent, RST included; a window probe's octet does not count. */
  furthest: number;
  /** When that was reached. */
  furthestSeconds: number;
  furthestNanoseconds: number;
  /** How far what was sent had no gap. */
  contiguousTo: number;
  lastAcknowledgment: number;
  /** As sent, not scaled; -1 before the first. */
  window: number;
  windowShift: number;
  /** A bit set of the above. */
  lastForms: number;
  /** When the last segment was seen. */
  lastSeconds: number;
  lastNanoseconds: number;
  troubles: Troubles | null;
}
