import {
  type Batch,
  type CaptureInterface,
  RECORD_CAPTURED_LENGTH,
  RECORD_HEADER_OCTETS,
  RECORD_NANOSECONDS,
  RECORD_ORIGINAL_LENGTH,
  RECORD_SECONDS,
} from '../../core/batch.ts';
import { NANOSECONDS_PER_SECOND } from '../../core/time.ts';
import {
  BLOCK_ENHANCED_PACKET,
  BLOCK_INTERFACE,
  BLOCK_SECTION,
  BYTE_ORDER_MAGIC,
  OPTION_NAME,
  OPTION_RESOLUTION,
  PACKET_DATA,
} from '../file/pcapng-blocks.ts';
import type { Knowledge } from '../source.ts';
import type { Block } from './block.ts';
import type { RecordingFormat } from './format.ts';
import { PcapngKnowledge } from './pcapng-knowledge.ts';

const BLOCK_HEADER_OCTETS = 8;
const SECTION_OCTETS = 28;
/** An Interface Description Block without its name. */
const INTERFACE_OCTETS = 40;
const INTERFACE_NAME_LIMIT = 256;
/** An Enhanced Packet Block without its frame. */
const PACKET_OCTETS = 32;
/** Below this a loop copies octets faster than a call does. */
const SHORT_COPY_OCTETS = 64;
const RESOLUTION_NANOSECONDS = 9;
const HALF_WORD = 0x1_0000;
const WORD = 0x1_0000_0000;

/**
 * pcapng, little-endian: one section, an Interface Description Block with nanoseconds for each interface, before the
 * first frame that it saw, what the capture knows of names and secrets as soon as it does, and an Enhanced Packet Block a
 * frame.
 * https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html
 */
export class PcapngRecording implements RecordingFormat {
  readonly #interfaces: readonly CaptureInterface[];
  readonly #knowledge: PcapngKnowledge;
  #begun = false;
  #described = 0;

  constructor(interfaces: readonly CaptureInterface[], knowledge: Knowledge) {
    this.#interfaces = interfaces;
    this.#knowledge = new PcapngKnowledge(knowledge);
  }

  objection(): null {
    return null;
  }

  prepare(block: Block, interfaceIndex: number): boolean {
    if (!this.#begun) {
      if (block.room < SECTION_OCTETS) return false;
      this.#putSection(block);
    }
    while (this.#described <= interfaceIndex) {
      if (!this.#putInterface(block, this.#interfaces[this.#described])) return false;
      this.#described++;
    }
    return this.#knowledge.put(block);
  }

  fill(block: Block, batch: Batch, at: number, interfaceIndex: number): number {
    let next = at;
    while (next < batch.end) {
      const captured = batch.view.getUint32(next + RECORD_CAPTURED_LENGTH, true);
      const length = PACKET_OCTETS + padded(captured);
      if (length > block.room) break;
      putPacket(block, batch, next, interfaceIndex, captured, length);
      next += RECORD_HEADER_OCTETS + captured;
    }
    return next;
  }

  whole(block: Block, octets: number): { octets: number; frames: number } {
    let end = 0;
    let frames = 0;
    while (end + BLOCK_HEADER_OCTETS <= octets) {
      const next = end + block.view.getUint32(end + 4, true);
      if (next > octets) break;
      if (block.view.getUint32(end, true) === BLOCK_ENHANCED_PACKET) frames++;
      end = next;
    }
    return { octets: end, frames };
  }

  #putSection(block: Block): void {
    const { view, used } = block;
    view.setUint32(used, BLOCK_SECTION, true);
    view.setUint32(used + 4, SECTION_OCTETS, true);
    view.setUint32(used + 8, BYTE_ORDER_MAGIC, true);
    view.setUint16(used + 12, 1, true);
    view.setUint16(used + 14, 0, true);
    // The length of the section is left open.
    view.setBigInt64(used + 16, -1n, true);
    view.setUint32(used + 24, SECTION_OCTETS, true);
    block.used += SECTION_OCTETS;
    this.#begun = true;
  }

  #putInterface(block: Block, described: CaptureInterface | undefined): boolean {
    const name = new TextEncoder().encode(described?.name ?? '').subarray(0, INTERFACE_NAME_LIMIT);
    const length = INTERFACE_OCTETS + padded(name.length);
    if (length > block.room) return false;
    const { octets, view, used } = block;
    octets.fill(0, used, used + length);
    view.setUint32(used, BLOCK_INTERFACE, true);
    view.setUint32(used + 4, length, true);
    view.setUint16(used + 8, described?.linkType ?? 0, true);
    view.setUint32(used + 12, described?.snapshotLength ?? 0, true);
    view.setUint16(used + 16, OPTION_NAME, true);
    view.setUint16(used + 18, name.length, true);
    octets.set(name, used + 20);
    const resolution = used + 20 + padded(name.length);
    view.setUint16(resolution, OPTION_RESOLUTION, true);
    view.setUint16(resolution + 2, 1, true);
    view.setUint8(resolution + 4, RESOLUTION_NANOSECONDS);
    // Four octets of zero, the end of the options, and then the length again.
    view.setUint32(used + length - 4, length, true);
    block.used += length;
    return true;
  }
}

/** An Enhanced Packet Block (section 4.3) of the record at `record`. */
function putPacket(
  block: Block,
  batch: Batch,
  record: number,
  interfaceIndex: number,
  captured: number,
  length: number,
): void {
  const { octets, view, used } = block;
  const seconds = batch.view.getUint32(record + RECORD_SECONDS, true);
  const nanoseconds = batch.view.getUint32(record + RECORD_NANOSECONDS, true);
  // Nanoseconds since 1970 in two words; each step stays below 2^53.
  const upper = (seconds >>> 16) * NANOSECONDS_PER_SECOND;
  const upperWord = Math.floor(upper / HALF_WORD);
  const lower =
    (upper - upperWord * HALF_WORD) * HALF_WORD + (seconds & 0xffff) * NANOSECONDS_PER_SECOND + nanoseconds;
  // Zeros for the padding first: what is put here then is laid over them.
  view.setUint32(used + length - 8, 0, true);
  view.setUint32(used, BLOCK_ENHANCED_PACKET, true);
  view.setUint32(used + 4, length, true);
  view.setUint32(used + 8, interfaceIndex, true);
  view.setUint32(used + 12, upperWord + Math.floor(lower / WORD), true);
  view.setUint32(used + 16, lower % WORD, true);
  view.setUint32(used + 20, captured, true);
  view.setUint32(used + 24, batch.view.getUint32(record + RECORD_ORIGINAL_LENGTH, true), true);
  copyOctets(batch.octets, record + RECORD_HEADER_OCTETS, captured, octets, used + PACKET_DATA);
  view.setUint32(used + length - 4, length, true);
  block.used += length;
  block.frames++;
}

function copyOctets(from: Uint8Array, start: number, length: number, to: Uint8Array, at: number): void {
  if (length > SHORT_COPY_OCTETS) {
    Buffer.prototype.copy.call(from, to, at, start, start + length);
    return;
  }
  for (let i = 0; i < length; i++) to[at + i] = from[start + i]!;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}
