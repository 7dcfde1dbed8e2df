import type { HostNames } from '../../core/host-names.ts';
import { printableText } from '../../core/printable.ts';
import { addressAt } from '../../core/wire/address.ts';
import { NAMES_END, NAMES_IPV4, NAMES_IPV6 } from './pcapng-blocks.ts';

const MOST_CHARACTERS = 253;

const RECORD_HEADER_OCTETS = 4;
const ADDRESS_OCTETS: Readonly<Record<number, number>> = { [NAMES_IPV4]: 4, [NAMES_IPV6]: 16 };

/**
 * Takes in the records of a Name Resolution Block between `start` and `end`: the first name in each. Records that make no
 * sense are passed over, because no frame depends on them.
 * https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html section 4.5
 */
export function readNames(
  octets: Uint8Array,
  view: DataView,
  start: number,
  end: number,
  littleEndian: boolean,
  into: HostNames,
): void {
  for (let at = start; end - at >= RECORD_HEADER_OCTETS; ) {
    const type = view.getUint16(at, littleEndian);
    const length = view.getUint16(at + 2, littleEndian);
    const value = at + RECORD_HEADER_OCTETS;
    if (type === NAMES_END || value + length > end) return;
    const name = value + (ADDRESS_OCTETS[type] ?? length);
    if (name < value + length) {
      const text = firstName(octets, name, value + length);
      if (text !== '') into.add(addressAt(view, value, type === NAMES_IPV4 ? 4 : 16), text);
    }
    at = value + length + (-length & 3);
  }
}

/** Names end with a zero octet each; the first is the one that the address is known by. */
function firstName(octets: Uint8Array, start: number, end: number): string {
  let stop = start;
  while (stop < end && octets[stop] !== 0) stop++;
  return printableText(octets, start, stop, MOST_CHARACTERS);
}
