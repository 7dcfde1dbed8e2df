import {
  type Batch,
  CAPTURED_OCTETS_LIMIT,
  type CaptureInterface,
  RECORD_HEADER_OCTETS,
} from '../../core/batch.ts';
import type { Format } from './format.ts';
import { lengthProblem, writeRecordHeader } from './record.ts';
import type { Window } from './window.ts';

export const SNOOP_HEADER_OCTETS = 16;
const SNOOP_MAGIC = 'snoop\0\0\0';
const SNOOP_RECORD_OCTETS = 24;
const SNOOP_VERSION = 2;
const NANOSECONDS_PER_MICROSECOND = 1000;

/** Where a record's header, all big-endian, has its fields. */
const ORIGINAL_LENGTH = 0;
const CAPTURED_LENGTH = 4;
const RECORD_LENGTH = 8;
const SECONDS = 16;
const MICROSECONDS = 20;

/** LINKTYPE_ values of the datalink types of RFC 1761, and of those that Solaris added for IP without a link. */
const LINK_TYPES: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [2, 6],
  [4, 1],
  [8, 10],
  [0x80000001, 228],
  [0x80000002, 229],
]);
/** LINKTYPE_USER15: a datalink type that has no LINKTYPE_ value, so that its frames are counted as not decoded. */
const LINK_TYPE_UNKNOWN = 162;

/** True where all octets that are there, of the first eight, are those of a snoop file. */
export function isSnoopMagic({ octets, start, end }: Window): boolean {
  for (let i = 0; i < SNOOP_MAGIC.length && start + i < end; i++) {
    if (octets[start + i] !== SNOOP_MAGIC.charCodeAt(i)) return false;
  }
  return end > start;
}

/** The capture format of Sun's snoop, RFC 1761: big-endian, microseconds, records padded to their own length. */
export class SnoopFormat implements Format {
  readonly interfaces: readonly CaptureInterface[];

  /** Takes the file's header off the window, which holds at least SNOOP_HEADER_OCTETS. */
  constructor(window: Window, interfaceName: string) {
    const { view, start } = window;
    const version = view.getUint32(start + 8);
    if (version !== SNOOP_VERSION)
      throw window.damaged(`snoop version ${version}, not ${SNOOP_VERSION}`, start);
    const linkType = LINK_TYPES.get(view.getUint32(start + 12)) ?? LINK_TYPE_UNKNOWN;
    this.interfaces = [{ name: interfaceName, linkType, snapshotLength: CAPTURED_OCTETS_LIMIT }];
    window.start += SNOOP_HEADER_OCTETS;
  }

  take(window: Window): Batch | null {
    const { octets, view, start } = window;
    let out = start;
    let problem: string | null = null;
    while (window.end - window.start >= SNOOP_RECORD_OCTETS) {
      const at = window.start;
      const captured = view.getUint32(at + CAPTURED_LENGTH);
      const length = view.getUint32(at + RECORD_LENGTH);
      problem = recordProblem(captured, length);
      if (problem !== null || length > window.end - at) break;
      layRecord(octets, view, at, out, captured);
      out += RECORD_HEADER_OCTETS + captured;
      window.start = at + length;
    }
    if (out > start) return { octets, view, start, end: out, interfaceIndex: 0 };
    if (problem !== null) throw window.damaged(problem, window.start);
    return null;
  }

  cut({ view, start, end }: Window): string {
    const left = end - start;
    if (left < SNOOP_RECORD_OCTETS) return `record header cut after ${left} of ${SNOOP_RECORD_OCTETS} octets`;
    return `record of ${view.getUint32(start + RECORD_LENGTH)} octets cut after ${left}`;
  }
}

/** What is impossible in a record's header, in words, or null. */
function recordProblem(captured: number, length: number): string | null {
  const problem = lengthProblem('record', captured);
  if (problem !== null) return problem;
  if (length < SNOOP_RECORD_OCTETS + captured)
    return `frame of ${captured} octets in a record of ${length} octets`;
  // What is left of a record is padding, a few octets.
  return length > 2 * CAPTURED_OCTETS_LIMIT ? `record of ${length} octets` : null;
}

/** Writes the record at `at` to `out`, which is not behind it and never needs more room. */
function layRecord(octets: Uint8Array, view: DataView, at: number, out: number, captured: number): void {
  const original = view.getUint32(at + ORIGINAL_LENGTH);
  const seconds = view.getUint32(at + SECONDS);
  const nanoseconds = view.getUint32(at + MICROSECONDS) * NANOSECONDS_PER_MICROSECOND;
  const data = at + SNOOP_RECORD_OCTETS;
  octets.copyWithin(out + RECORD_HEADER_OCTETS, data, data + captured);
  writeRecordHeader(view, out, seconds, nanoseconds, captured, original);
}
