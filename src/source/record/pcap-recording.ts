import {
  type Batch,
  CAPTURED_OCTETS_LIMIT,
  type CaptureInterface,
  RECORD_HEADER_OCTETS,
  recordEnd,
} from '../../core/batch.ts';
import { Failure } from '../../failure.ts';
import { PCAP_HEADER_OCTETS, PCAP_MAGIC_NANOSECONDS } from '../file/pcap.ts';
import type { Block } from './block.ts';
import type { RecordingFormat } from './format.ts';

const LINK_TYPE_ETHERNET = 1;

/** pcap with nanoseconds, little-endian: a batch's records as they are. One link type a file. */
export class PcapRecording implements RecordingFormat {
  readonly #path: string;
  readonly #interfaces: readonly CaptureInterface[];
  #linkType: number | null = null;

  constructor(path: string, interfaces: readonly CaptureInterface[]) {
    this.#path = path;
    this.#interfaces = interfaces;
  }

  objection(interfaceIndex: number): Failure | null {
    const linkType = this.#interfaces[interfaceIndex]?.linkType;
    const first = this.#linkType ?? this.#interfaces[0]?.linkType;
    if (linkType === undefined || first === undefined || linkType === first) return null;
    const why = `link types ${first} and ${linkType}: a name that ends in .pcapng takes both`;
    return new Failure('mixed-link-types', { path: this.#path, first, second: linkType, why });
  }

  prepare(block: Block, interfaceIndex: number): boolean {
    if (this.#linkType !== null) return true;
    if (block.room < PCAP_HEADER_OCTETS) return false;
    const { view, used } = block;
    const known = this.#interfaces[interfaceIndex];
    this.#linkType = known?.linkType ?? LINK_TYPE_ETHERNET;
    view.setUint32(used, PCAP_MAGIC_NANOSECONDS, true);
    view.setUint16(used + 4, 2, true);
    view.setUint16(used + 6, 4, true);
    view.setBigUint64(used + 8, 0n, true);
    view.setUint32(used + 16, known?.snapshotLength || CAPTURED_OCTETS_LIMIT, true);
    view.setUint32(used + 20, this.#linkType, true);
    block.used += PCAP_HEADER_OCTETS;
    return true;
  }

  fill(block: Block, batch: Batch, at: number): number {
    const limit = Math.min(batch.end, at + block.room);
    let end = at;
    let frames = 0;
    while (end < limit) {
      const next = recordEnd(batch.view, end);
      if (next > limit) break;
      end = next;
      frames++;
    }
    if (frames > 0) block.octets.set(batch.octets.subarray(at, end), block.used);
    block.used += end - at;
    block.frames += frames;
    return end;
  }

  whole(block: Block, octets: number, offset: number): { octets: number; frames: number } {
    const header = offset === 0 ? PCAP_HEADER_OCTETS : 0;
    if (octets < header) return { octets: 0, frames: 0 };
    let end = header;
    let frames = 0;
    while (end + RECORD_HEADER_OCTETS <= octets) {
      const next = recordEnd(block.view, end);
      if (next > octets) break;
      end = next;
      frames++;
    }
    return { octets: end, frames };
  }
}
