/** Octets of what a Zstandard stream is made of, RFC 8878 section 3.1. */
export const MAGIC_OCTETS = 4;
export const BLOCK_HEADER_OCTETS = 3;
export const CHECKSUM_OCTETS = 4;
export const SKIPPABLE_HEADER_OCTETS = 8;
/** Section 3.1.1.2.4: no block is larger, decompressed or not. */
export const BLOCK_OCTETS_LIMIT = 128 << 10;

const MAGIC = 0xfd2fb528;
const MAGIC_SKIPPABLE = 0x184d2a50;
const BLOCK_RLE = 1;
/** Octets of the fields of a frame's header, by the flags of its descriptor (section 3.1.1.1.1). */
const CONTENT_SIZE_OCTETS = [0, 2, 4, 8];
const DICTIONARY_ID_OCTETS = [0, 1, 2, 4];

/** What begins at `at`: a frame, octets to pass over, or neither. */
export function frameKind(octets: Uint8Array, at: number): 'frame' | 'skippable' | null {
  const magic = readU32(octets, at);
  if (magic === MAGIC) return 'frame';
  return (magic & ~0xf) === MAGIC_SKIPPABLE ? 'skippable' : null;
}

/** Octets of a frame's header, magic number included, by its descriptor, the octet behind the magic number. */
export function frameHeaderOctets(descriptor: number): number {
  const singleSegment = (descriptor >> 5) & 1;
  const contentSize = CONTENT_SIZE_OCTETS[descriptor >> 6]! || singleSegment;
  return MAGIC_OCTETS + 1 + (1 - singleSegment) + DICTIONARY_ID_OCTETS[descriptor & 3]! + contentSize;
}

/** Whether a checksum follows the last block of a frame with this descriptor. */
export function hasChecksum(descriptor: number): boolean {
  return (descriptor & 4) !== 0;
}

/** The octets behind a block's header, and whether its frame ends with it (section 3.1.1.2). */
export function readBlockHeader(
  octets: Uint8Array,
  at: number,
): { readonly length: number; readonly last: boolean } {
  const header = octets[at]! | (octets[at + 1]! << 8) | (octets[at + 2]! << 16);
  return { last: (header & 1) !== 0, length: ((header >> 1) & 3) === BLOCK_RLE ? 1 : header >> 3 };
}

export function readU32(octets: Uint8Array, at: number): number {
  return (octets[at]! | (octets[at + 1]! << 8) | (octets[at + 2]! << 16) | (octets[at + 3]! << 24)) >>> 0;
}
