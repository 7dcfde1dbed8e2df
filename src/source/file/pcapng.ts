import { type Batch, type CaptureInterface, RECORD_HEADER_OCTETS } from '../../core/batch.ts';
import { HostNames } from '../../core/host-names.ts';
import { KeyLog } from '../../core/protocols/tls/key-log.ts';
import type { Format } from './format.ts';
import {
  BLOCK_ENHANCED_PACKET,
  BLOCK_INTERFACE,
  BLOCK_NAMES,
  BLOCK_PACKET,
  BLOCK_SECRETS,
  BLOCK_SECTION,
  BLOCK_SIMPLE_PACKET,
  BYTE_ORDER_MAGIC,
  PACKET_DATA,
  SECRETS_TLS_KEY_LOG,
  SIMPLE_PACKET_DATA,
} from './pcapng-blocks.ts';
import { readInterface, type SectionInterface } from './pcapng-interface.ts';
import { readNames } from './pcapng-names.ts';
import { lengthProblem, writeRecordHeader } from './record.ts';
import type { Window } from './window.ts';

const BLOCK_HEADER_OCTETS = 8;
const SMALLEST_BLOCK_OCTETS = 12;
/** More than this in one block is damage, as in wiretap. */
const BLOCK_OCTETS_LIMIT = 16 << 20;
const INTERFACES_LIMIT = 65_536;
const MAJOR_VERSION = 1;
/** Seconds that a record counts; what is above goes to its batch. */
const WORD = 0x1_0000_0000;
const SMALLEST: ReadonlyMap<number, number> = new Map([
  [BLOCK_SECTION, 28],
  [BLOCK_INTERFACE, 20],
  [BLOCK_PACKET, 32],
  [BLOCK_SIMPLE_PACKET, 16],
  [BLOCK_ENHANCED_PACKET, 32],
  [BLOCK_SECRETS, 20],
]);
/** Below this a loop moves octets faster than a call does. */
const SHORT_MOVE_OCTETS = 64;

/**
 * pcapng: blocks, of which those with frames, interfaces, sections, names and secrets matter here.
 * https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html
 *
 * A frame's block is at least as long as a batch's record, so that records are laid down, without gaps, over the blocks.
 */
export class PcapngFormat implements Format {
  readonly interfaces: CaptureInterface[] = [];
  readonly names = new HostNames();
  readonly keyLog = new KeyLog();
  #littleEndian = true;
  #section: SectionInterface[] = [];
  /** Of the frame at hand: its interface, how many octets of it were captured, and where they begin. */
  #interface: SectionInterface | null = null;
  #captured = 0;
  #data = 0;
  /** Its time, or where it has none that of the frame before. */
  #seconds = 0;
  #nanoseconds = 0;

  take(window: Window): Batch | null {
    const { octets, view, start } = window;
    let out = start;
    let ofBatch: SectionInterface | null = null;
    let secondsBase = 0;
    let untimed = false;
    let problem: string | null = null;
    while (window.end - window.start >= SMALLEST_BLOCK_OCTETS) {
      const at = window.start;
      const type = this.#blockType(view, at);
      const length = view.getUint32(at + 4, this.#littleEndian);
      problem = blockProblem(type, length);
      if (problem !== null || length > window.end - at) break;
      problem = this.#readBlock(octets, view, at, type, length);
      if (problem !== null) break;
      if (type === BLOCK_ENHANCED_PACKET || type === BLOCK_SIMPLE_PACKET || type === BLOCK_PACKET) {
        const hasTime = type !== BLOCK_SIMPLE_PACKET && this.#readTime(view, at);
        const base = Math.floor(this.#seconds / WORD) * WORD;
        if (ofBatch === null) {
          ofBatch = this.#interface;
          secondsBase = base;
          untimed = !hasTime;
        } else if (this.#interface !== ofBatch || base !== secondsBase || hasTime === untimed) break;
        this.#layRecord(octets, view, at + (type === BLOCK_SIMPLE_PACKET ? 8 : 24), out);
        out += RECORD_HEADER_OCTETS + this.#captured;
      }
      window.start = at + length;
    }
    if (ofBatch !== null)
      return { octets, view, start, end: out, interfaceIndex: ofBatch.index, secondsBase, untimed };
    if (problem !== null) throw window.damaged(problem, window.start);
    return null;
  }

  cut(window: Window): string {
    const left = window.end - window.start;
    if (left < SMALLEST_BLOCK_OCTETS) return `block cut after ${left} octets`;
    return `block of ${window.view.getUint32(window.start + 4, this.#littleEndian)} octets cut after ${left}`;
  }

  /** A section's first block also says in which byte order its section is, this block included. */
  #blockType(view: DataView, at: number): number {
    const type = view.getUint32(at, this.#littleEndian);
    if (type === BLOCK_SECTION) this.#littleEndian = view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC;
    return type;
  }

  /** Reads a whole block. Returns in words what makes no sense in it, or null. */
  #readBlock(octets: Uint8Array, view: DataView, at: number, type: number, length: number): string | null {
    const end = at + length - 4;
    const lengthAgain = view.getUint32(end, this.#littleEndian);
    if (lengthAgain !== length) return `block of ${length} octets at its start, of ${lengthAgain} at its end`;
    switch (type) {
      case BLOCK_ENHANCED_PACKET:
        return this.#findFrame(view.getUint32(at + 8, this.#littleEndian), view, at, end);
      case BLOCK_PACKET:
        return this.#findFrame(view.getUint16(at + 8, this.#littleEndian), view, at, end);
      case BLOCK_SIMPLE_PACKET:
        return this.#findSimpleFrame(view, at, end);
      case BLOCK_INTERFACE:
        return this.#beginInterface(view, at, end);
      case BLOCK_SECTION:
        return this.#beginSection(view, at);
      case BLOCK_NAMES:
        readNames(octets, view, at + BLOCK_HEADER_OCTETS, end, this.#littleEndian, this.names);
        return null;
      case BLOCK_SECRETS:
        return this.#readSecrets(octets, view, at, end);
      default:
        return null;
    }
  }

  /** Decryption Secrets Block (section 4.7). */
  #readSecrets(octets: Uint8Array, view: DataView, at: number, end: number): string | null {
    const length = view.getUint32(at + 12, this.#littleEndian);
    const data = at + 16;
    if (length > end - data) return `secrets of ${length} octets in a block with room for ${end - data}`;
    if (view.getUint32(at + 8, this.#littleEndian) !== SECRETS_TLS_KEY_LOG) return null;
    this.keyLog.take(octets, data, data + length);
    this.keyLog.endLine();
    return null;
  }

  /** Enhanced Packet Block (section 4.3) and the obsolete Packet Block (appendix A). */
  #findFrame(index: number, view: DataView, at: number, end: number): string | null {
    this.#captured = view.getUint32(at + 20, this.#littleEndian);
    this.#data = at + PACKET_DATA;
    return this.#checkFrame(index, end);
  }

  /** Simple Packet Block (section 4.4): no captured length but what its interface keeps of a frame. */
  #findSimpleFrame(view: DataView, at: number, end: number): string | null {
    const original = view.getUint32(at + 8, this.#littleEndian);
    const kept = this.#section[0]?.snapshotLength ?? 0;
    this.#captured = kept === 0 ? original : Math.min(original, kept);
    this.#data = at + SIMPLE_PACKET_DATA;
    return this.#checkFrame(0, end);
  }

  #checkFrame(index: number, end: number): string | null {
    const captured = this.#captured;
    this.#interface = this.#section[index] ?? null;
    if (this.#interface === null)
      return `frame of interface ${index}, where ${this.#section.length} are described`;
    const problem = lengthProblem('frame', captured);
    if (problem === null && captured > end - this.#data)
      return `frame of ${captured} octets in a block with room for ${end - this.#data}`;
    return problem;
  }

  #beginInterface(view: DataView, at: number, end: number): string | null {
    if (this.interfaces.length >= INTERFACES_LIMIT) return `more than ${INTERFACES_LIMIT} interfaces`;
    const body = at + BLOCK_HEADER_OCTETS;
    const read = readInterface(view, body, end, this.#littleEndian, this.interfaces.length);
    this.interfaces.push(read.inFile);
    this.#section.push(read.inSection);
    return null;
  }

  #beginSection(view: DataView, at: number): string | null {
    if (view.getUint32(at + 8, this.#littleEndian) !== BYTE_ORDER_MAGIC)
      return 'section without a byte order';
    const major = view.getUint16(at + 12, this.#littleEndian);
    if (major !== MAJOR_VERSION) return `section of pcapng version ${major}, not ${MAJOR_VERSION}`;
    this.#section = [];
    return null;
  }

  /** Reads the time of the frame at hand; false where it is none that can be. */
  #readTime(view: DataView, at: number): boolean {
    const unit = this.#interface?.timeUnit;
    const little = this.#littleEndian;
    if (!unit?.read(view.getUint32(at + 12, little), view.getUint32(at + 16, little))) return false;
    this.#seconds = unit.seconds;
    this.#nanoseconds = unit.nanoseconds;
    return true;
  }

  /** Writes the record of the frame at hand to `out`, which is not behind its block; its original length is at `lengthAt`. */
  #layRecord(octets: Uint8Array, view: DataView, lengthAt: number, out: number): void {
    // All that the block's header says is read before the record is laid over it.
    const original = view.getUint32(lengthAt, this.#littleEndian);
    moveOctets(octets, this.#data, this.#captured, out + RECORD_HEADER_OCTETS);
    writeRecordHeader(view, out, this.#seconds, this.#nanoseconds, this.#captured, original);
  }
}

/** What is impossible in a block's header, in words, or null. */
function blockProblem(type: number, length: number): string | null {
  const smallest = SMALLEST.get(type) ?? SMALLEST_BLOCK_OCTETS;
  if (length < smallest) return `block of ${length} octets, less than its header`;
  if (length > BLOCK_OCTETS_LIMIT)
    return `block of ${length} octets, more than the ${BLOCK_OCTETS_LIMIT} allowed`;
  return (length & 3) === 0 ? null : `block of ${length} octets, not a multiple of 4`;
}

function moveOctets(octets: Uint8Array, from: number, length: number, to: number): void {
  if (length > SHORT_MOVE_OCTETS || to > from) {
    octets.copyWithin(to, from, from + length);
    return;
  }
  for (let i = 0; i < length; i++) octets[to + i] = octets[from + i]!;
}
