import { printableText } from '../../printable.ts';
import { indexOfOctet } from '../ascii.ts';

/** The codes that stand where a version may stand: PostgreSQL, "Message Formats". */
export const CANCEL_REQUEST = 80_877_102;
export const SSL_REQUEST = 80_877_103;
export const GSSENC_REQUEST = 80_877_104;

/** Octets of each that has no parameters. */
const LENGTHS: ReadonlyMap<number, number> = new Map([
  [SSL_REQUEST, 8],
  [GSSENC_REQUEST, 8],
]);
/** A process, and a key of 4 octets; up to 256 from version 3.2 on. */
const CANCEL_OCTETS = [16, 12 + 256] as const;
/** PostgreSQL's MAX_STARTUP_PACKET_LENGTH. */
const MOST_OCTETS = 10_000;
const HEAD_OCTETS = 8;
const TEXT_CHARACTERS = 64;

/** Octets of a message without a type at `at`; 0: cannot be told yet; -1: there is none. */
export function measureStartup(view: DataView, at: number, end: number): number {
  const there = end - at;
  if (there >= 2 && view.getUint16(at) !== 0) return -1;
  if (there < 4) return 0;
  const length = view.getUint32(at);
  if (length < HEAD_OCTETS || length > MOST_OCTETS) return -1;
  if (there < HEAD_OCTETS) return 0;
  const code = view.getUint32(at + 4);
  if (code === CANCEL_REQUEST) return length >= CANCEL_OCTETS[0] && length <= CANCEL_OCTETS[1] ? length : -1;
  const wanted = LENGTHS.get(code);
  if (wanted !== undefined) return wanted === length ? length : -1;
  return code >>> 16 === 3 && length > HEAD_OCTETS ? length : -1;
}

/** Names and values of a StartupMessage: pairs of texts with a NUL behind each, as far as they are there. */
export function startupParameters(octets: Uint8Array, at: number, end: number): Map<string, string> {
  const parameters = new Map<string, string>();
  let start = at + HEAD_OCTETS;
  while (start < end) {
    const nameEnd = indexOfOctet(octets, 0, start, end);
    const valueEnd = nameEnd <= start ? -1 : indexOfOctet(octets, 0, nameEnd + 1, end);
    if (valueEnd === -1) break;
    const name = printableText(octets, start, nameEnd, TEXT_CHARACTERS);
    parameters.set(name, printableText(octets, nameEnd + 1, valueEnd, TEXT_CHARACTERS));
    start = valueEnd + 1;
  }
  return parameters;
}
