import {
  type Batch,
  CAPTURED_OCTETS_LIMIT,
  type CaptureInterface,
  RECORD_CAPTURED_LENGTH,
  RECORD_HEADER_OCTETS,
  RECORD_NANOSECONDS,
  RECORD_ORIGINAL_LENGTH,
  RECORD_SECONDS,
} from '../../core/batch.ts';
import { NANOSECONDS_PER_SECOND } from '../../core/time.ts';
import type { Format } from './format.ts';
import { lengthProblem, writeRecordHeader, writeTime } from './record.ts';
import type { Window } from './window.ts';

export const PCAP_HEADER_OCTETS = 24;
const PCAP_MAGIC_MICROSECONDS = 0xa1b2c3d4;
export const PCAP_MAGIC_NANOSECONDS = 0xa1b23c4d;
/** Written by a patched libpcap of old Linux distributions: records carry 8 octets more. */
const PCAP_MAGIC_PATCHED = 0xa1b2cd34;
const PATCHED_HEADER_OCTETS = 24;

const MICROSECONDS_PER_SECOND = 1_000_000;
const OLDEST_MAJOR_VERSION = 2;
/** DG/UX tcpdump. */
const DGUX_MAJOR_VERSION = 543;

/** What one magic number says of the records behind it. */
interface Kind {
  readonly fractionsPerSecond: number;
  readonly headerOctets: number;
}

const KINDS: ReadonlyMap<number, Kind> = new Map([
  [
    PCAP_MAGIC_MICROSECONDS,
    { fractionsPerSecond: MICROSECONDS_PER_SECOND, headerOctets: RECORD_HEADER_OCTETS },
  ],
  [
    PCAP_MAGIC_NANOSECONDS,
    { fractionsPerSecond: NANOSECONDS_PER_SECOND, headerOctets: RECORD_HEADER_OCTETS },
  ],
  [PCAP_MAGIC_PATCHED, { fractionsPerSecond: MICROSECONDS_PER_SECOND, headerOctets: PATCHED_HEADER_OCTETS }],
]);

/** Up to version 2.2 the original length came first; 2.3 was written both ways. */
type LengthOrder = 'captured-first' | 'original-first' | 'either';

/** True where a file that begins with these four octets is pcap, in either byte order. */
export function isPcapMagic(view: DataView, at: number): boolean {
  return KINDS.has(view.getUint32(at, true)) || KINDS.has(view.getUint32(at, false));
}

/**
 * pcap, the classic format: a header of 24 octets, then records.
 * https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html; older versions as libpcap reads them.
 */
export class PcapFormat implements Format {
  readonly interfaces: readonly CaptureInterface[];
  readonly #littleEndian: boolean;
  readonly #headerOctets: number;
  readonly #fractionsPerSecond: number;
  readonly #nanosecondsPerFraction: number;
  readonly #lengthOrder: LengthOrder;

  /** Takes the file's header off the window, which holds at least PCAP_HEADER_OCTETS. */
  constructor(window: Window, interfaceName: string) {
    const { view, start } = window;
    this.#littleEndian = KINDS.has(view.getUint32(start, true));
    const kind = KINDS.get(view.getUint32(start, this.#littleEndian))!;
    this.#headerOctets = kind.headerOctets;
    this.#fractionsPerSecond = kind.fractionsPerSecond;
    this.#nanosecondsPerFraction = NANOSECONDS_PER_SECOND / kind.fractionsPerSecond;
    const major = view.getUint16(start + 4, this.#littleEndian);
    const minor = view.getUint16(start + 6, this.#littleEndian);
    if (major < OLDEST_MAJOR_VERSION)
      throw window.damaged(`pcap version ${major}.${minor}, older than 2.0`, start);
    this.#lengthOrder = lengthOrder(major, minor);
    const snapshotLength = view.getUint32(start + 16, this.#littleEndian);
    // The upper half of the field tells of frame check sequences and is reserved.
    const linkType = view.getUint32(start + 20, this.#littleEndian) & 0xffff;
    this.interfaces = [{ name: interfaceName, linkType, snapshotLength }];
    window.start += PCAP_HEADER_OCTETS;
  }

  take(window: Window): Batch | null {
    const start = window.start;
    const plain =
      this.#littleEndian &&
      this.#lengthOrder === 'captured-first' &&
      this.#headerOctets === RECORD_HEADER_OCTETS;
    const end = plain ? this.#takePlain(window) : this.#takeOther(window);
    if (end > start) return { octets: window.octets, view: window.view, start, end, interfaceIndex: 0 };
    const problem = lengthProblem('record', this.#capturedLength(window));
    if (problem !== null) throw window.damaged(problem, window.start);
    return null;
  }

  cut(window: Window): string {
    const left = window.end - window.start;
    if (left < this.#headerOctets) return `record header cut after ${left} of ${this.#headerOctets} octets`;
    return `record of ${this.#capturedLength(window)} octets cut after ${left - this.#headerOctets}`;
  }

  /** Records that are already in the layout of a batch but for their fractions of a second. Returns where they end. */
  #takePlain(window: Window): number {
    const { view, end } = window;
    const scale = this.#nanosecondsPerFraction;
    const limit = this.#fractionsPerSecond;
    let at = window.start;
    while (end - at >= RECORD_HEADER_OCTETS) {
      const captured = view.getUint32(at + RECORD_CAPTURED_LENGTH, true);
      if (captured > CAPTURED_OCTETS_LIMIT) break;
      const next = at + RECORD_HEADER_OCTETS + captured;
      if (next > end) break;
      const fraction = view.getUint32(at + RECORD_NANOSECONDS, true);
      if (fraction >= limit) writeTime(view, at, view.getUint32(at, true), fraction * scale);
      else if (scale !== 1) view.setUint32(at + RECORD_NANOSECONDS, fraction * scale, true);
      at = next;
    }
    window.start = at;
    return at;
  }

  /** All other records, laid down anew and without gaps from the window's start. Returns where they end. */
  #takeOther(window: Window): number {
    const { octets, view, end } = window;
    const headerOctets = this.#headerOctets;
    const little = this.#littleEndian;
    let out = window.start;
    while (end - window.start >= headerOctets) {
      const at = window.start;
      const captured = this.#capturedLength(window);
      const next = at + headerOctets + captured;
      if (captured > CAPTURED_OCTETS_LIMIT || next > end) break;
      const first = view.getUint32(at + RECORD_CAPTURED_LENGTH, little);
      const original = first === captured ? view.getUint32(at + RECORD_ORIGINAL_LENGTH, little) : first;
      const seconds = view.getUint32(at + RECORD_SECONDS, little);
      const fraction = view.getUint32(at + RECORD_NANOSECONDS, little);
      const data = at + headerOctets;
      if (out + RECORD_HEADER_OCTETS < data) octets.copyWithin(out + RECORD_HEADER_OCTETS, data, next);
      writeRecordHeader(view, out, seconds, fraction * this.#nanosecondsPerFraction, captured, original);
      out += RECORD_HEADER_OCTETS + captured;
      window.start = next;
    }
    return out;
  }

  /** Captured length of the record at the window's start; 0 where its header is not whole. */
  #capturedLength(window: Window): number {
    const { view, start, end } = window;
    if (end - start < this.#headerOctets) return 0;
    const first = view.getUint32(start + RECORD_CAPTURED_LENGTH, this.#littleEndian);
    if (this.#lengthOrder === 'captured-first') return first;
    const second = view.getUint32(start + RECORD_ORIGINAL_LENGTH, this.#littleEndian);
    return this.#lengthOrder === 'original-first' ? second : Math.min(first, second);
  }
}

function lengthOrder(major: number, minor: number): LengthOrder {
  if (major === DGUX_MAJOR_VERSION) return 'original-first';
  if (major !== OLDEST_MAJOR_VERSION || minor > 3) return 'captured-first';
  return minor === 3 ? 'either' : 'original-first';
}
