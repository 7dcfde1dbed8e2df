import { printableText } from '../../printable.ts';
import { uint24 } from './record.ts';

/** What a certificate says of whose it is, as far as it is told. */
export interface CertificateNames {
  /** The common name, or the organization where it has none; null where it has neither. */
  readonly subject: string | null;
  readonly issuer: string | null;
  /** Names of hosts that it is for (RFC 5280, section 4.2.1.6). */
  readonly names: readonly string[];
}

/** One element of DER (X.690, section 8.1): its tag, and where its content lies. */
interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

const SEQUENCE = 0x30;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const OCTET_STRING = 0x04;
const DNS_NAME = 0x82;
const COMMON_NAME = [0x55, 0x04, 0x03];
const ORGANIZATION = [0x55, 0x04, 0x0a];
const SUBJECT_ALTERNATIVE_NAME = [0x55, 0x1d, 0x11];
const LENGTH_OCTETS = 3;
const NAME_CHARACTERS = 100;
const MOST_NAMES = 16;
/** Elements of one sequence that are looked at. */
const MOST_ELEMENTS = 64;

/**
 * The names in the first certificate of a list with its length in front (RFC 5246, section 7.4.2) that is `start`..`end`;
 * null where there is none that can be read.
 */
export function readCertificateNames(
  octets: Uint8Array,
  start: number,
  end: number,
): CertificateNames | null {
  const first = start + 2 * LENGTH_OCTETS;
  if (first > end) return null;
  const firstEnd = first + uint24(octets, start + LENGTH_OCTETS);
  const certificate = elementAt(octets, first, Math.min(end, firstEnd));
  const signed = certificate && elementAt(octets, certificate.start, certificate.end);
  if (signed?.tag !== SEQUENCE) return null;
  const parts = childrenOf(octets, signed);
  if (parts[0]?.tag === VERSION) parts.shift();
  // serialNumber, signature, issuer, validity, subject: RFC 5280, section 4.1.
  const issuer = parts[2];
  const subject = parts[4];
  if (issuer?.tag !== SEQUENCE || subject?.tag !== SEQUENCE) return null;
  const extensions = parts.find(({ tag }) => tag === EXTENSIONS);
  return {
    subject: nameIn(octets, subject),
    issuer: nameIn(octets, issuer),
    names: extensions === undefined ? [] : alternativeNames(octets, extensions),
  };
}

function elementAt(octets: Uint8Array, at: number, end: number): Element | null {
  if (end - at < 2) return null;
  const tag = octets[at] as number;
  const first = octets[at + 1] as number;
  const lengthOctets = first < 0x80 ? 0 : first & 0x7f;
  const start = at + 2 + lengthOctets;
  if (lengthOctets > LENGTH_OCTETS || start > end) return null;
  let length = lengthOctets === 0 ? first : 0;
  for (let n = at + 2; n < start; n += 1) length = length * 256 + (octets[n] as number);
  return start + length > end ? null : { tag, start, end: start + length };
}

function childrenOf(octets: Uint8Array, { start, end }: Element): Element[] {
  const children: Element[] = [];
  let at = start;
  while (at < end && children.length < MOST_ELEMENTS) {
    const child = elementAt(octets, at, end);
    if (child === null) break;
    children.push(child);
    at = child.end;
  }
  return children;
}

function isObject(octets: Uint8Array, element: Element | undefined, identifier: readonly number[]): boolean {
  if (element === undefined || element.end - element.start !== identifier.length) return false;
  return identifier.every((octet, n) => octets[element.start + n] === octet);
}

/** A name is a sequence of sets of attributes, each a type and a value. */
function nameIn(octets: Uint8Array, name: Element): string | null {
  const attributes = childrenOf(octets, name)
    .flatMap((set) => childrenOf(octets, set))
    .map((attribute) => childrenOf(octets, attribute));
  for (const wanted of [COMMON_NAME, ORGANIZATION]) {
    const value = attributes.find(([type]) => isObject(octets, type, wanted))?.[1];
    if (value !== undefined) return printableText(octets, value.start, value.end, NAME_CHARACTERS);
  }
  return null;
}

function alternativeNames(octets: Uint8Array, extensions: Element): string[] {
  const all = childrenOf(octets, extensions).flatMap((sequence) => childrenOf(octets, sequence));
  const value = all
    .map((extension) => childrenOf(octets, extension))
    .find(([identifier]) => isObject(octets, identifier, SUBJECT_ALTERNATIVE_NAME))
    ?.find(({ tag }) => tag === OCTET_STRING);
  const names = value && elementAt(octets, value.start, value.end);
  if (!names) return [];
  return childrenOf(octets, names)
    .filter(({ tag }) => tag === DNS_NAME)
    .slice(0, MOST_NAMES)
    .map(({ start, end }) => printableText(octets, start, end, NAME_CHARACTERS));
}
