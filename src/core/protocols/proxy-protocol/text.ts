import { printableText } from '../../printable.ts';
import { endpointText } from '../../wire/address.ts';
import { CR, indexOfOctet, LF, startsWith } from '../ascii.ts';
import type { Identification, Octets } from '../dissector.ts';
import { NEED_MORE, type ProxyHeader } from './header.ts';

const BEGINNING = 'PROXY ';
/** Octets of the longest line, with its end (section 2.1). */
const LONGEST_LINE = 107;
const LINE = /^PROXY (TCP4 [\d.]{7,15}|TCP6 [\da-fA-F:.]{2,45}) ([\da-fA-F:.]{2,45}) (\d{1,5}) (\d{1,5})$/;

/** Is this a line of version 1: `PROXY TCP4 192.0.2.7 198.51.100.1 40000 80`? */
export function identifyTextHeader(given: Octets): Identification {
  const { octets, start, end } = given;
  if (!startsWith(octets, start, end, BEGINNING)) return 'reject';
  const header = readTextHeader(given);
  if (header === NEED_MORE) return end - start < LONGEST_LINE ? 'need-more' : 'reject';
  return header === null ? 'reject' : 'match';
}

export function readTextHeader({ octets, start, end }: Octets): ProxyHeader | null | typeof NEED_MORE {
  const lineFeed = indexOfOctet(octets, LF, start, Math.min(end, start + LONGEST_LINE));
  if (lineFeed === -1) return NEED_MORE;
  if (octets[lineFeed - 1] !== CR) return null;
  const line = printableText(octets, start, lineFeed - 1, LONGEST_LINE);
  const length = lineFeed + 1 - start;
  if (line === 'PROXY UNKNOWN' || line.startsWith('PROXY UNKNOWN ')) {
    const fields = { version: 1, family: 'UNKNOWN' };
    return { octets: length, family: 'UNKNOWN', source: null, destination: null, fields };
  }
  const [, first = '', to = '', fromPort, toPort] = LINE.exec(line) ?? [];
  const [family = '', from = ''] = first.split(' ');
  const ports = [Number(fromPort), Number(toPort)] as const;
  if (from === '' || ports.some((port) => port > 0xffff)) return null;
  const source = endpointText(from, ports[0]);
  const destination = endpointText(to, ports[1]);
  return {
    octets: length,
    family,
    source,
    destination,
    fields: { version: 1, family, source, destination },
  };
}
