const END_OF_LIST = 0;
const NO_OPERATION = 1;
const LOOSE_SOURCE_ROUTE = 131;
const STRICT_SOURCE_ROUTE = 137;
/** Of an option: its kind, its length, and in a route where the next address stands, counted from 1. */
const ROUTE_HEADER_OCTETS = 3;
const ADDRESS_OCTETS = 4;

/**
 * Where a packet with these IPv4 options is bound for in the end: a source route (RFC 791, section 3.1) that is not used
 * up has its last address there, and the header's is only the next stop. `otherwise` where there is none.
 */
export function finalDestination(view: DataView, start: number, end: number, otherwise: number): number {
  for (let at = start; at + 1 < end; ) {
    const kind = view.getUint8(at);
    if (kind === END_OF_LIST) return otherwise;
    if (kind === NO_OPERATION) {
      at++;
      continue;
    }
    const length = view.getUint8(at + 1);
    if (length < 2 || at + length > end) return otherwise;
    if (kind === LOOSE_SOURCE_ROUTE || kind === STRICT_SOURCE_ROUTE) {
      const hasAddress = length >= ROUTE_HEADER_OCTETS + ADDRESS_OCTETS;
      if (!hasAddress || view.getUint8(at + 2) > length - ROUTE_HEADER_OCTETS) return otherwise;
      return view.getInt32(at + length - ADDRESS_OCTETS);
    }
    at += length;
  }
  return otherwise;
}
