import type { Format } from './format.ts';
import { isPcapMagic, PCAP_HEADER_OCTETS, PcapFormat } from './pcap.ts';
import { PcapngFormat } from './pcapng.ts';
import { BLOCK_SECTION } from './pcapng-blocks.ts';
import { isSnoopMagic, SNOOP_HEADER_OCTETS, SnoopFormat } from './snoop.ts';
import type { Window } from './window.ts';

/** Octets at a file's start that say what it is. */
export const MAGIC_OCTETS = 4;

/** What people mistake for a capture that we read, by how it begins. */
const OTHERS: readonly (readonly [magic: string, what: string])[] = [
  ['btsnoop\0', 'a Bluetooth snoop capture'],
  ['RTSS', 'a Microsoft Network Monitor capture: editcap turns it into pcap'],
  ['GMBU', 'a Microsoft Network Monitor capture: editcap turns it into pcap'],
  ['TRSNIFF', 'a Sniffer capture: editcap turns it into pcap'],
  ['\x04\x22\x4d\x18', 'compressed with lz4: decompress it with lz4 -dc'],
  ['\xfd7zXZ\0', 'compressed with xz: decompress it with xz -dc'],
  ['BZh', 'compressed with bzip2: decompress it with bzip2 -dc'],
  ['PK\x03\x04', 'a ZIP archive'],
  ['\x7fELF', 'a program'],
];

/**
 * The format of a file whose first octets are in the window, its header taken; null where it is no capture; a number
 * of octets where more are needed first.
 */
export function recogniseFormat(window: Window, interfaceName: string): Format | number | null {
  const { view, start, end } = window;
  if (end - start < MAGIC_OCTETS) return MAGIC_OCTETS;
  if (view.getUint32(start, true) === BLOCK_SECTION) return new PcapngFormat();
  if (isSnoopMagic(window)) {
    return end - start < SNOOP_HEADER_OCTETS ? SNOOP_HEADER_OCTETS : new SnoopFormat(window, interfaceName);
  }
  if (!isPcapMagic(view, start)) return null;
  if (end - start < PCAP_HEADER_OCTETS) return PCAP_HEADER_OCTETS;
  return new PcapFormat(window, interfaceName);
}

/** What a file is that is no capture, in words. */
export function describeOther(window: Window): string {
  const octets = window.octets.subarray(window.start, window.end);
  if (octets.length === 0) return 'empty';
  if (octets.length < MAGIC_OCTETS)
    return `no more than ${octets.length} octet${octets.length === 1 ? '' : 's'}`;
  const head = Buffer.from(octets.subarray(0, 512)).toString('latin1');
  const known = OTHERS.find(([magic]) => head.startsWith(magic));
  if (known !== undefined) return known[1];
  return /^[\t\n\r\x20-\x7e\x80-\xff]+$/.test(head) ? 'a text file' : 'neither pcap nor pcapng';
}
