import { printableText } from '../../printable.ts';
import { addressAt } from '../../wire/address.ts';
import { LONGEST_LABEL, POINTER, readName } from './message.ts';
import { QUERY_TYPES } from './names.ts';

/** Records of a message that are told. */
const MOST_RECORDS = 4;
/** Type, class, time to live and the length of the data (RFC 1035, section 4.1.3). */
const FIXED_OCTETS = 10;
const TEXT_CHARACTERS = 60;

/** Where one record's data lies, in a message of which `start`..`end` is here. */
interface Data {
  readonly octets: Uint8Array;
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
  readonly at: number;
  readonly length: number;
}

/** What the data of these types says, in the form of a zone file; of other types the name alone is told. */
const TELLERS: Readonly<Record<string, (data: Data) => string>> = {
  A: ({ view, at, length }) => (length === 4 ? addressAt(view, at, 4) : ''),
  AAAA: ({ view, at, length }) => (length === 16 ? addressAt(view, at, 16) : ''),
  CNAME: (data) => nameAt(data, 0),
  DNAME: (data) => nameAt(data, 0),
  NS: (data) => nameAt(data, 0),
  PTR: (data) => nameAt(data, 0),
  SOA: (data) => nameAt(data, 0),
  MX: (data) => (data.length > 2 ? `${data.view.getUint16(data.at)} ${nameAt(data, 2)}` : ''),
  SRV: (data) => (data.length > 6 ? `${nameAt(data, 6)}:${data.view.getUint16(data.at + 4)}` : ''),
  TXT: ({ octets, at, length }) => {
    const textEnd = Math.min(at + length, at + 1 + (octets[at] as number));
    return `"${printableText(octets, at + 1, textEnd, TEXT_CHARACTERS)}"`;
  },
};

/**
 * The first records of the answer section, as text: `192.0.2.1`, and with their types where it is not that which was
 * asked for: `CNAME www.example`. It begins at `at`; of the message `start`..`end` is here, so there may be fewer than
 * `count`.
 */
export function readAnswers(
  octets: Uint8Array,
  view: DataView,
  start: number,
  end: number,
  at: number,
  count: number,
  questionType: string,
): string[] {
  const answers: string[] = [];
  let next = at;
  while (answers.length < Math.min(count, MOST_RECORDS)) {
    const fixed = endOfRecordName(octets, next, end);
    if (fixed === -1 || fixed + FIXED_OCTETS > end) break;
    const type = view.getUint16(fixed);
    const length = view.getUint16(fixed + 8);
    const data = { octets, view, start, end, at: fixed + FIXED_OCTETS, length };
    next = data.at + length;
    if (next > end) break;
    const name = QUERY_TYPES[type] ?? `TYPE${type}`;
    const told = length > 0 ? (TELLERS[name]?.(data) ?? '') : '';
    answers.push(told === '' ? name : name === questionType ? told : `${name} ${told}`);
  }
  return answers;
}

function nameAt({ octets, start, at, length }: Data, offset: number): string {
  return readName(octets, start, at + offset, at + length);
}

/** Where the name of a record, whose end a pointer may stand for, ends; -1 where it is cut or none. */
function endOfRecordName(octets: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const length = octets[at] as number;
    if (length === 0) return at + 1;
    if (length >= POINTER) return at + 2;
    if (length > LONGEST_LABEL) return -1;
    at += 1 + length;
  }
  return -1;
}
