/** What the options of one TCP header say: an object to fill again for every header. 32-bit values are signed. */
export interface TcpOptions {
  /** Octets; 0 where there is none. RFC 9293, section 3.7.1 */
  maximumSegmentSize: number;
  /** Shift count of the window, 14 at the most; -1 where there is none. RFC 7323, section 2 */
  windowShift: number;
  /** RFC 2018, section 2 */
  sackPermitted: boolean;
  /** Blocks that are reported as received. RFC 2018, section 3 */
  sackBlocks: number;
  /** Where the first of them begins; 0 where there is none. */
  sackStart: number;
  /** RFC 7323, section 3 */
  hasTimestamps: boolean;
  timestampValue: number;
  timestampEcho: number;
  /** RFC 7413, section 4.1.1: a cookie asked for, or sent along. */
  fastOpen: 'none' | 'request' | 'cookie';
  /** RFC 8684 */
  multipath: boolean;
  /** Options of any other kind, apart from padding. */
  others: number;
  /** The list contradicts itself or was cut; what stood before that is still told. */
  malformed: boolean;
}

/** Options as none were there. */
export function createTcpOptions(): TcpOptions {
  return {
    maximumSegmentSize: 0,
    windowShift: -1,
    sackPermitted: false,
    sackBlocks: 0,
    sackStart: 0,
    hasTimestamps: false,
    timestampValue: 0,
    timestampEcho: 0,
    fastOpen: 'none',
    multipath: false,
    others: 0,
    malformed: false,
  };
}

/** A shift count of more is taken for this one. RFC 7323, section 2.3 */
const WINDOW_SHIFT_AT_MOST = 14;
export const SACK_BLOCK_OCTETS = 8;

const END_OF_LIST = 0;
const NO_OPERATION = 1;
const EXPERIMENTAL = 254;
/** Experiment identifier of Fast Open, used before it had a kind of its own. RFC 7413, section 4.1.1 */
const FAST_OPEN_EXPERIMENT = 0xf989;

/** Reads one option of `length` octets, kind and length included, at `at`; false where the length is not its own. */
type ReadOption = (view: DataView, at: number, length: number, into: TcpOptions) => boolean;

/** https://www.iana.org/assignments/tcp-parameters */
const READERS: (ReadOption | undefined)[] = [];
READERS[2] = (view, at, length, into) => {
  if (length !== 4) return false;
  into.maximumSegmentSize = view.getUint16(at + 2);
  return true;
};
READERS[3] = (view, at, length, into) => {
  if (length !== 3) return false;
  into.windowShift = Math.min(view.getUint8(at + 2), WINDOW_SHIFT_AT_MOST);
  return true;
};
READERS[4] = (_view, _at, length, into) => {
  if (length !== 2) return false;
  into.sackPermitted = true;
  return true;
};
READERS[5] = (_view, at, length, into) => {
  into.sackBlocks = Math.floor((length - 2) / SACK_BLOCK_OCTETS);
  into.sackStart = into.sackBlocks === 0 ? 0 : at + 2;
  return length === 2 + into.sackBlocks * SACK_BLOCK_OCTETS;
};
READERS[8] = (view, at, length, into) => {
  if (length !== 10) return false;
  into.hasTimestamps = true;
  into.timestampValue = view.getInt32(at + 2);
  into.timestampEcho = view.getInt32(at + 6);
  return true;
};
READERS[30] = (_view, _at, _length, into) => {
  into.multipath = true;
  return true;
};
READERS[34] = (_view, _at, length, into) => {
  into.fastOpen = length > 2 ? 'cookie' : 'request';
  return true;
};
READERS[EXPERIMENTAL] = (view, at, length, into) => {
  if (length >= 4 && view.getUint16(at + 2) === FAST_OPEN_EXPERIMENT) {
    into.fastOpen = length > 4 ? 'cookie' : 'request';
  } else {
    into.others++;
  }
  return true;
};

/** Reads the options between `start` and `end`, which must lie inside `view`, and replaces all that `into` holds. */
export function readTcpOptions(view: DataView, start: number, end: number, into: TcpOptions): void {
  clear(into);
  for (let at = start; at < end; ) {
    const kind = view.getUint8(at);
    if (kind === END_OF_LIST) return;
    if (kind === NO_OPERATION) {
      at++;
      continue;
    }
    const length = at + 1 < end ? view.getUint8(at + 1) : 0;
    if (length < 2 || at + length > end) {
      into.malformed = true;
      return;
    }
    const read = READERS[kind];
    if (read === undefined) into.others++;
    else if (!read(view, at, length, into)) into.malformed = true;
    at += length;
  }
}

function clear(into: TcpOptions): void {
  into.maximumSegmentSize = 0;
  into.windowShift = -1;
  into.sackPermitted = false;
  into.sackBlocks = 0;
  into.sackStart = 0;
  into.hasTimestamps = false;
  into.timestampValue = 0;
  into.timestampEcho = 0;
  into.fastOpen = 'none';
  into.multipath = false;
  into.others = 0;
  into.malformed = false;
}

/** What a SYN offers, for a ladder: `mss 1460  wscale 7  sack  ts`; empty where it offers nothing. */
export function optionsText(options: TcpOptions): string {
  const parts: string[] = [];
  if (options.maximumSegmentSize > 0) parts.push(`mss ${options.maximumSegmentSize}`);
  // What few have, before what nearly all have: the end may be cut.
  if (options.fastOpen !== 'none') parts.push(`tfo ${options.fastOpen}`);
  if (options.multipath) parts.push('mptcp');
  if (options.windowShift >= 0) parts.push(`wscale ${options.windowShift}`);
  if (options.sackPermitted) parts.push('sack');
  if (options.hasTimestamps) parts.push('ts');
  return parts.join('  ');
}

/** NOP, NOP, and the timestamps' kind and length: as hosts lay them out (RFC 7323, appendix A). */
const TIMESTAMPS_IN_FRONT = 0x0101080a;
const TIMESTAMPS_IN_FRONT_OCTETS = 12;

/** The timestamp of a segment that has it in front of all other options, without reading those; 0 where it has not. */
export function timestampInFront(view: DataView, start: number, end: number): number {
  if (end - start < TIMESTAMPS_IN_FRONT_OCTETS || view.getInt32(start) !== TIMESTAMPS_IN_FRONT) return 0;
  return view.getInt32(start + 4);
}

const TIMESTAMPS = 8;
const TIMESTAMPS_OCTETS = 10;

/** The timestamp of a SYN, which has other options in front of it; 0 where it has none. */
export function timestampOfSyn(view: DataView, start: number, end: number): number {
  for (let at = start; at + 1 < end; ) {
    const kind = view.getUint8(at);
    if (kind === END_OF_LIST) return 0;
    if (kind === NO_OPERATION) {
      at++;
      continue;
    }
    const length = view.getUint8(at + 1);
    if (length < 2 || at + length > end) return 0;
    if (kind === TIMESTAMPS && length === TIMESTAMPS_OCTETS) return view.getInt32(at + 2);
    at += length;
  }
  return 0;
}
