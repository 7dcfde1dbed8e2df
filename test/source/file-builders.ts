import type { Batch } from '../../src/core/batch.ts';

/** A frame as a test describes and expects it. */
export interface Frame {
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly original: number;
  readonly octets: readonly number[];
  readonly interfaceIndex: number;
}

export function frame(number: number, over: Partial<Frame> = {}): Frame {
  const octets = Array.from({ length: 14 + (number % 7) }, (_, index) => (number * 31 + index) & 0xff);
  return {
    seconds: 1_700_000_000 + number,
    nanoseconds: (number * 1_234_567_000) % 1_000_000_000,
    original: octets.length + (number % 3),
    octets,
    interfaceIndex: 0,
    ...over,
  };
}

export interface PcapVariant {
  readonly littleEndian?: boolean;
  readonly magic?: number;
  readonly version?: readonly [number, number];
  readonly network?: number;
  /** Octets that a patched libpcap puts behind each record's header. */
  readonly extra?: number;
  readonly originalFirst?: boolean;
}

/** A pcap file; fractions of a second are microseconds unless the magic number says nanoseconds. */
export function pcap(frames: readonly Frame[], variant: PcapVariant = {}): Buffer {
  const { littleEndian = true, magic = 0xa1b2c3d4, version = [2, 4], network = 1, extra = 0 } = variant;
  const out = new Writer(littleEndian);
  out.u32(magic).u16(version[0]).u16(version[1]).u32(0).u32(0).u32(65_535).u32(network);
  for (const { seconds, nanoseconds, original, octets } of frames) {
    const lengths = variant.originalFirst ? [original, octets.length] : [octets.length, original];
    out.u32(seconds).u32(magic === 0xa1b23c4d ? nanoseconds : Math.floor(nanoseconds / 1000));
    out.u32(lengths[0]).u32(lengths[1]).octets(new Array(extra).fill(0xee)).octets(octets);
  }
  return out.end();
}

/** A snoop file (RFC 1761) of Ethernet, records padded to a multiple of 4. */
export function snoop(frames: readonly Frame[], datalink = 4, version = 2): Buffer {
  const out = new Writer(false).octets(Buffer.from('snoop\0\0\0')).u32(version).u32(datalink);
  for (const { seconds, nanoseconds, original, octets } of frames) {
    const length = 24 + octets.length + ((4 - (octets.length % 4)) % 4);
    out.u32(original).u32(octets.length).u32(length).u32(0);
    out
      .u32(seconds)
      .u32(Math.floor(nanoseconds / 1000))
      .padded(octets);
  }
  return out.end();
}

/** Blocks of a pcapng file in one byte order. */
export class PcapngBuilder {
  readonly #little: boolean;

  constructor(littleEndian = true) {
    this.#little = littleEndian;
  }

  section(): Buffer {
    return this.block(0x0a0d0d0a, (out) => out.u32(0x1a2b3c4d).u16(1).u16(0).u32(0xffffffff).u32(0xffffffff));
  }

  interface(
    linkType: number,
    options: readonly (readonly [code: number, value: Buffer])[] = [],
    kept = 65_535,
  ): Buffer {
    return this.block(1, (out) => {
      out.u16(linkType).u16(0).u32(kept);
      for (const [code, value] of options) out.u16(code).u16(value.length).padded(value);
      if (options.length > 0) out.u32(0);
    });
  }

  /** An Enhanced Packet Block; `id` is the interface's within its section. */
  enhanced(id: number, timestamp: bigint, { octets, original }: Frame): Buffer {
    return this.block(6, (out) => {
      out
        .u32(id)
        .u32(Number(timestamp >> 32n))
        .u32(Number(timestamp & 0xffffffffn));
      out.u32(octets.length).u32(original).padded(octets);
    });
  }

  simple({ octets, original }: Frame): Buffer {
    return this.block(3, (out) => out.u32(original).padded(octets));
  }

  obsolete(id: number, timestamp: bigint, { octets, original }: Frame): Buffer {
    return this.block(2, (out) => {
      out
        .u16(id)
        .u16(7)
        .u32(Number(timestamp >> 32n))
        .u32(Number(timestamp & 0xffffffffn));
      out.u32(octets.length).u32(original).padded(octets);
    });
  }

  /** A Name Resolution Block: addresses in network byte order, each with its names. */
  names(records: readonly (readonly [address: readonly number[], ...names: readonly string[]])[]): Buffer {
    return this.block(4, (out) => {
      for (const [address, ...names] of records) {
        const value = Buffer.from([...address, ...names.flatMap((name) => [...Buffer.from(name), 0])]);
        out
          .u16(address.length === 4 ? 1 : 2)
          .u16(value.length)
          .padded(value);
      }
      out.u32(0);
    });
  }

  /** A Decryption Secrets Block; the type of secrets is that of a key log of TLS. */
  secrets(text: string, type = 0x544c534b): Buffer {
    return this.block(10, (out) => out.u32(type).u32(text.length).padded(Buffer.from(text)));
  }

  block(type: number, body: (out: Writer) => unknown): Buffer {
    const inside = new Writer(this.#little);
    body(inside);
    const octets = inside.end();
    const length = 12 + octets.length;
    return new Writer(this.#little).u32(type).u32(length).octets(octets).u32(length).end();
  }
}

export class Writer {
  readonly #little: boolean;
  readonly #octets: number[] = [];

  constructor(littleEndian: boolean) {
    this.#little = littleEndian;
  }

  u16(value: number): this {
    return this.octets(this.#little ? [value & 0xff, value >>> 8] : [value >>> 8, value & 0xff]);
  }

  u32(value: number): this {
    const [high, low] = [value >>> 16, value & 0xffff];
    return this.#little ? this.u16(low).u16(high) : this.u16(high).u16(low);
  }

  octets(octets: Iterable<number>): this {
    for (const octet of octets) this.#octets.push(octet);
    return this;
  }

  padded(octets: ArrayLike<number> & Iterable<number>): this {
    return this.octets(octets).octets(new Array((4 - (octets.length % 4)) % 4).fill(0));
  }

  end(): Buffer {
    return Buffer.from(this.#octets);
  }
}

/** The frames of a batch, copied; fails where its records do not fill it exactly. */
export function framesOf(batch: Batch): Frame[] {
  const frames: Frame[] = [];
  let at = batch.start;
  while (at < batch.end) {
    const [seconds, nanoseconds, captured, original] = [0, 4, 8, 12].map((o) =>
      batch.view.getUint32(at + o, true),
    );
    const octets = Array.from(batch.octets.subarray(at + 16, at + 16 + captured));
    if (octets.length !== captured) throw new Error('a record leads out of its memory');
    frames.push({
      seconds: seconds + (batch.secondsBase ?? 0),
      nanoseconds,
      original,
      octets,
      interfaceIndex: batch.interfaceIndex,
    });
    at += 16 + captured;
  }
  if (at !== batch.end) throw new Error('a record leads out of its batch');
  return frames;
}

/** A batch of frames of one interface. */
export function batchOf(frames: readonly Frame[], interfaceIndex = 0): Batch {
  const records = pcap(frames, { magic: 0xa1b23c4d }).subarray(24);
  const octets = new Uint8Array(records);
  return { octets, view: new DataView(octets.buffer), start: 0, end: octets.length, interfaceIndex };
}
