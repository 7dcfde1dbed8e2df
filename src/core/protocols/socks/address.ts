import { printableText } from '../../printable.ts';
import { addressAt, endpointText } from '../../wire/address.ts';
import type { Octets } from '../dissector.ts';

/** A host and a port, and how many octets they take. */
export interface Destination {
  readonly text: string;
  readonly octets: number;
}

const IPV4 = 1;
/** The address is a name: its length stands before it. */
export const NAME = 3;
const IPV6 = 4;
export const PORT_OCTETS = 2;
const NAME_CHARACTERS = 255;

/**
 * How many octets the address at `at` takes, with its type before it and a port behind it (RFC 1928, section 5); null: not
 * all of it is there.
 */
export function destinationOctets({ octets, end }: Octets, at: number): number | null | 'malformed' {
  if (end - at < 2) return null;
  const type = octets[at] as number;
  const lengths: Readonly<Record<number, number>> = {
    [IPV4]: 4,
    [NAME]: 1 + (octets[at + 1] as number),
    [IPV6]: 16,
  };
  const length = lengths[type];
  if (length === undefined || (type === NAME && length === 1)) return 'malformed';
  const all = 1 + length + PORT_OCTETS;
  return end - at < all ? null : all;
}

/** What stands there. */
export function readDestination(given: Octets, at: number): Destination | null | 'malformed' {
  const length = destinationOctets(given, at);
  if (typeof length !== 'number') return length;
  const { octets, view } = given;
  const type = octets[at];
  const host = at + 1;
  const port = at + length - PORT_OCTETS;
  const address =
    type === NAME
      ? printableText(octets, host + 1, port, NAME_CHARACTERS)
      : addressAt(view, host, type === IPV4 ? 4 : 16);
  return { text: endpointText(address, view.getUint16(port)), octets: length };
}
