/**
 * A run of frames in pcap record layout: the one form that live capture, files and standard input share.
 *
 * Each record is a header of 16 octets, little-endian u32 each — seconds since 1970, nanoseconds, captured length,
 * original length — and then the captured octets, without padding. Records follow each other from `start` to `end`.
 * A source guarantees that each record lies whole inside those bounds. A batch is borrowed: it is valid until its
 * source is asked for the next one, and whoever keeps octets copies them.
 *
 * Layout: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html#name-packet-record (nanosecond form).
 */
export interface Batch {
  readonly octets: Uint8Array;
  /** A view of the same memory as `octets`, with the same offsets. */
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
  /** Which interface of its source saw these frames: an index into that source's `interfaces`. */
  readonly interfaceIndex: number;
  /** Added to the seconds of each record: a multiple of 2^32, 0 where it is left out. Live frames never need it. */
  readonly secondsBase?: number;
  /** Its frames have no time of their own: their records carry that of the frame before. */
  readonly untimed?: boolean;
}

/** Captured octets of one frame at the most, as libpcap (MAXIMUM_SNAPLEN) and wiretap have it: more is damage. */
export const CAPTURED_OCTETS_LIMIT = 262_144;

export const RECORD_HEADER_OCTETS = 16;
export const RECORD_SECONDS = 0;
export const RECORD_NANOSECONDS = 4;
export const RECORD_CAPTURED_LENGTH = 8;
export const RECORD_ORIGINAL_LENGTH = 12;

/** Where the record at `at`, whose header is there, ends. */
export function recordEnd(view: DataView, at: number): number {
  return at + RECORD_HEADER_OCTETS + view.getUint32(at + RECORD_CAPTURED_LENGTH, true);
}

/** Where frames were seen: a device, or an interface that a capture file names. */
export interface CaptureInterface {
  readonly name: string;
  /** LINKTYPE_ value, https://www.tcpdump.org/linktypes.html */
  readonly linkType: number;
  /** Octets kept of a frame at the most. */
  readonly snapshotLength: number;
}
