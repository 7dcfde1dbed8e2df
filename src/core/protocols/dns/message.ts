import { printableText } from '../../printable.ts';
import { QUERY_TYPES } from './names.ts';

export const HEADER_OCTETS = 12;
/** A header, the root's name, a type and a class. */
export const SHORTEST_WITH_QUESTION = HEADER_OCTETS + 5;

const NAME_CHARACTERS = 120;
export const LONGEST_LABEL = 63;
const LONGEST_NAME = 255;
/** Labels and pointers of a name that are followed. */
const MOST_PARTS = 128;
/** The length of a label from here on is part of a pointer. */
export const POINTER = 0xc0;

/** The fixed part of a message (RFC 1035, section 4.1.1). */
export interface Header {
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  readonly isTruncated: boolean;
  readonly rcode: number;
  readonly questions: number;
  readonly answers: number;
  readonly authorities: number;
  readonly additionals: number;
}

export function readHeader(view: DataView, at: number): Header {
  const flags = view.getUint16(at + 2);
  return {
    id: view.getUint16(at),
    isResponse: (flags & 0x8000) !== 0,
    opcode: (flags >> 11) & 0x0f,
    isTruncated: (flags & 0x0200) !== 0,
    rcode: flags & 0x0f,
    questions: view.getUint16(at + 4),
    answers: view.getUint16(at + 6),
    authorities: view.getUint16(at + 8),
    additionals: view.getUint16(at + 10),
  };
}

/** Where the name at `start` ends; 0 where it is cut, -1 where it is none. Questions use no compression. */
export function endOfName(octets: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const length = octets[at] as number;
    if (length === 0) return at + 1;
    if (length > LONGEST_LABEL || at + length - start > LONGEST_NAME) return -1;
    at += 1 + length;
  }
  return 0;
}

export interface Question {
  readonly name: string;
  readonly type: string;
  /** Where it ends. */
  readonly end: number;
}

/** The first question of the message at `start`; null where it is cut or none. */
export function readQuestion(
  octets: Uint8Array,
  view: DataView,
  start: number,
  end: number,
): Question | null {
  const nameStart = start + HEADER_OCTETS;
  const nameEnd = endOfName(octets, nameStart, end);
  if (nameEnd <= 0 || nameEnd + 4 > end) return null;
  const number = view.getUint16(nameEnd);
  return {
    name: readName(octets, start, nameStart, nameEnd),
    type: QUERY_TYPES[number] ?? `TYPE${number}`,
    end: nameEnd + 4,
  };
}

/**
 * The name at `at` of the message that begins at `start`, as far as it lies before `end`; its rest may stand further up
 * (RFC 1035, section 4.1.4).
 */
export function readName(octets: Uint8Array, start: number, at: number, end: number): string {
  const labels: string[] = [];
  let next = at;
  let bound = end;
  for (let parts = 0; parts < MOST_PARTS && next < bound; parts += 1) {
    const length = octets[next] as number;
    if (length === 0) break;
    if (length >= POINTER) {
      const target = start + (length - POINTER) * 256 + (octets[next + 1] as number);
      // Only what stands before it can be meant: so a chain of pointers ends.
      if (next + 1 >= bound || target >= next) break;
      bound = next;
      next = target;
      continue;
    }
    if (length > LONGEST_LABEL || next + 1 + length > bound) break;
    labels.push(printableText(octets, next + 1, next + 1 + length, LONGEST_LABEL));
    next += 1 + length;
  }
  const name = labels.join('.');
  if (name === '') return '.';
  return name.length > NAME_CHARACTERS ? `${name.slice(0, NAME_CHARACTERS - 1)}…` : name;
}
