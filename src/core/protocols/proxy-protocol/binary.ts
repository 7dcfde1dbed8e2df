import { printableText } from '../../printable.ts';
import { addressAt, endpointText } from '../../wire/address.ts';
import type { FieldValue, Identification, Octets } from '../dissector.ts';
import { NEED_MORE, type ProxyHeader } from './header.ts';

/** What version 2 begins with (section 2.2): nothing that a protocol of lines would take for a line. */
const SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];
/** Signature, version and command, family, and how many octets follow. */
const HEAD_OCTETS = 16;
const LOCAL = 0x20;
const PROXY = 0x21;
const VALUE_CHARACTERS = 100;
const MOST_VALUES = 32;

/** An address family with its transport, and octets of an address. */
interface Family {
  readonly name: string;
  readonly addressOctets: 0 | 4 | 16;
}

const UNKNOWN_FAMILY: Family = { name: '', addressOctets: 0 };
const FAMILIES: Readonly<Record<number, Family>> = {
  0: { name: 'UNKNOWN', addressOctets: 0 },
  17: { name: 'TCP4', addressOctets: 4 },
  18: { name: 'UDP4', addressOctets: 4 },
  33: { name: 'TCP6', addressOctets: 16 },
  34: { name: 'UDP6', addressOctets: 16 },
  49: { name: 'UNIX stream', addressOctets: 0 },
  50: { name: 'UNIX datagram', addressOctets: 0 },
};

/** What else a header may say, of which these are text (section 2.2.1). */
const TEXTS: Readonly<Record<number, string>> = { 1: 'alpn', 2: 'authority' };
const SSL = 0x20;

export function identifyBinaryHeader({ octets, start, end }: Octets): Identification {
  const there = Math.min(SIGNATURE.length, end - start);
  for (let n = 0; n < there; n += 1) if (octets[start + n] !== SIGNATURE[n]) return 'reject';
  if (end - start < HEAD_OCTETS) return 'need-more';
  const command = octets[start + 12];
  const family = FAMILIES[octets[start + 13] as number];
  return (command === LOCAL || command === PROXY) && family !== undefined ? 'match' : 'reject';
}

export function readBinaryHeader({
  octets,
  view,
  start,
  end,
}: Octets): ProxyHeader | null | typeof NEED_MORE {
  if (end - start < HEAD_OCTETS) return NEED_MORE;
  const length = HEAD_OCTETS + view.getUint16(start + 14);
  if (end - start < length) return NEED_MORE;
  const isLocal = octets[start + 12] === LOCAL;
  const { name, addressOctets } = FAMILIES[octets[start + 13] as number] ?? UNKNOWN_FAMILY;
  const family = isLocal ? 'LOCAL' : name;
  if (isLocal || addressOctets === 0) {
    return { octets: length, family, source: null, destination: null, fields: { version: 2, family } };
  }
  const addresses = start + HEAD_OCTETS;
  const ports = addresses + 2 * addressOctets;
  if (ports + 4 > start + length) return null;
  const source = endpointText(addressAt(view, addresses, addressOctets), view.getUint16(ports));
  const destination = endpointText(
    addressAt(view, addresses + addressOctets, addressOctets),
    view.getUint16(ports + 2),
  );
  const values = readValues(octets, view, ports + 4, start + length);
  return {
    octets: length,
    family,
    source,
    destination,
    fields: { version: 2, family, source, destination, ...values },
  };
}

/** Type, length and value, again and again. */
function readValues(
  octets: Uint8Array,
  view: DataView,
  start: number,
  end: number,
): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = {};
  let at = start;
  for (let n = 0; n < MOST_VALUES && end - at >= 3; n += 1) {
    const type = octets[at] as number;
    const valueEnd = Math.min(end, at + 3 + view.getUint16(at + 1));
    const key = TEXTS[type];
    if (key !== undefined) values[key] = printableText(octets, at + 3, valueEnd, VALUE_CHARACTERS);
    if (type === SSL) values.overTls = true;
    at = valueEnd;
  }
  return values;
}
