import { readFileSync } from 'node:fs';

export interface PcapFrame {
  readonly seconds: number;
  readonly nanoseconds: number;
  /** Octets that the wire had. */
  readonly original: number;
  /** Octets that were captured. */
  readonly octets: Uint8Array;
}

export interface PcapFile {
  readonly linkType: number;
  readonly frames: readonly PcapFrame[];
}

const MICROSECOND_MAGIC = 0xa1b2c3d4;
const NANOSECOND_MAGIC = 0xa1b23c4d;

/** Reads a little-endian pcap file, in microseconds or nanoseconds: just enough for the fixtures, independent of src. */
export function readPcap(path: string): PcapFile {
  const file = readFileSync(path);
  const magic = file.readUInt32LE(0);
  if (magic !== MICROSECOND_MAGIC && magic !== NANOSECOND_MAGIC) {
    throw new Error(`${path} is no little-endian pcap file`);
  }
  const unit = magic === MICROSECOND_MAGIC ? 1000 : 1;
  const frames: PcapFrame[] = [];
  for (let at = 24; at < file.length; ) {
    const captured = file.readUInt32LE(at + 8);
    frames.push({
      seconds: file.readUInt32LE(at),
      nanoseconds: file.readUInt32LE(at + 4) * unit,
      original: file.readUInt32LE(at + 12),
      octets: new Uint8Array(file.subarray(at + 16, at + 16 + captured)),
    });
    at += 16 + captured;
  }
  return { linkType: file.readUInt32LE(20) & 0xffff, frames };
}
