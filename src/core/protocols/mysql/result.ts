import { printableText } from '../../printable.ts';
import type { FieldValue } from '../dissector.ts';
import { errorText } from '../sql-text.ts';
import { lengthEncoded, littleEndian, NO_NUMBER, numberOctets } from './packet.ts';

const TEXT_CHARACTERS = 120;
/** First octets of a packet that ends a result. */
export const OK = 0x00;
export const EOF = 0xfe;
export const ERROR = 0xff;
/** Octets of EOF: its header, warnings and status. */
export const EOF_LENGTH = 5;
/** Status flags of the server: MySQL, "SERVER_STATUS_flags_enum". */
const MORE_RESULTS = 0x0008;
const CURSOR_EXISTS = 0x0040;
/** An error of this number is none: MariaDB tells how far a command has come. */
const PROGRESS = 0xffff;

/** What one packet that ends a result tells. */
export interface Result {
  readonly summary: string;
  readonly fields: Record<string, FieldValue>;
  /** The summary describes rows, and is no word of the server. */
  readonly isDescription?: boolean;
  /** Another result of the same command follows. */
  readonly hasMore: boolean;
}

/** OK, whatever its first octet: MySQL, "OK_Packet". `tracksState`: it was agreed to tell changes of the session. */
export function readOk(octets: Uint8Array, body: number, end: number, tracksState: boolean): Result {
  const affected = lengthEncoded(octets, body + 1, end);
  const insertAt = behindNumber(octets, body + 1, end);
  const insertId = lengthEncoded(octets, insertAt, end);
  const statusAt = behindNumber(octets, insertAt, end);
  const warnings = littleEndian(octets, statusAt + 2, 2);
  const info = infoText(octets, statusAt + 4, end, tracksState);
  const fields: Record<string, FieldValue> = {};
  if (affected > 0) fields.affectedRows = affected;
  if (insertId > 0) fields.insertId = insertId;
  if (warnings > 0) fields.warnings = warnings;
  if (info !== '') fields.info = info;
  const parts = ['OK'];
  if (affected > 0) parts.push(`${counted(affected, 'row')} affected`);
  if (insertId > 0) parts.push(`insert id ${insertId}`);
  if (warnings > 0) parts.push(counted(warnings, 'warning'));
  return {
    summary: parts.join(', '),
    fields,
    hasMore: (littleEndian(octets, statusAt, 2) & MORE_RESULTS) !== 0,
  };
}

/** Words such as `Records: 3  Duplicates: 0`; with their length in front where changes of the session follow. */
function infoText(octets: Uint8Array, at: number, end: number, tracksState: boolean): string {
  if (at >= end) return '';
  if (!tracksState) return printableText(octets, at, end, TEXT_CHARACTERS);
  const start = behindNumber(octets, at, end);
  const length = Math.max(0, lengthEncoded(octets, at, end));
  return printableText(octets, start, Math.min(start + length, end), TEXT_CHARACTERS);
}

/** What the packet behind the last row tells: EOF, or OK in its place. */
export interface EndOfRows {
  readonly hasMore: boolean;
  /** The rows wait behind a cursor. */
  readonly isCursor: boolean;
  readonly warnings: number;
}

export function readEndOfRows(octets: Uint8Array, body: number, end: number, length: number): EndOfRows {
  const isEof = length <= EOF_LENGTH;
  const statusAt = isEof ? body + 3 : behindNumber(octets, behindNumber(octets, body + 1, end), end);
  const status = littleEndian(octets, statusAt, 2);
  return {
    hasMore: (status & MORE_RESULTS) !== 0,
    isCursor: (status & CURSOR_EXISTS) !== 0,
    warnings: littleEndian(octets, isEof ? body + 1 : statusAt + 2, 2),
  };
}

function behindNumber(octets: Uint8Array, at: number, end: number): number {
  return at + (lengthEncoded(octets, at, end) === NO_NUMBER ? 1 : numberOctets(octets, at));
}

/** ERR: MySQL, "ERR_Packet". */
export function readError(octets: Uint8Array, body: number, end: number): Result {
  const code = littleEndian(octets, body + 1, 2);
  const hasState = octets[body + 3] === 0x23 && end - body >= 9;
  const sqlState = hasState ? printableText(octets, body + 4, body + 9, 5) : null;
  const message = errorText(octets, Math.min(body + (hasState ? 9 : 3), end), end);
  const head = sqlState === null ? `Error ${code}` : `Error ${code} (${sqlState})`;
  return {
    summary: message === '' ? head : `${head}: ${message}`,
    fields: { errorCode: code, sqlState, message },
    hasMore: false,
  };
}

/** How far a command has come, in place of an error: MariaDB, "Progress Reporting"; else null. */
export function readProgress(octets: Uint8Array, body: number, end: number): string | null {
  if (littleEndian(octets, body + 1, 2) !== PROGRESS || end - body < 9) return null;
  const percent = Math.round(littleEndian(octets, body + 6, 3) / 1000);
  const length = Math.max(0, lengthEncoded(octets, body + 9, end));
  const stage = printableText(octets, body + 10, Math.min(body + 10 + length, end), TEXT_CHARACTERS);
  const place = `Progress ${octets[body + 4]}/${octets[body + 5]}, ${percent} %`;
  return stage === '' ? place : `${place}: ${stage}`;
}

/** `1 row`, `3 rows`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
