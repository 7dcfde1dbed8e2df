import {
  CAPTURED_OCTETS_LIMIT,
  RECORD_CAPTURED_LENGTH,
  RECORD_NANOSECONDS,
  RECORD_ORIGINAL_LENGTH,
  RECORD_SECONDS,
} from '../../core/batch.ts';
import { NANOSECONDS_PER_SECOND } from '../../core/time.ts';

/** Writes the header of a batch's record. */
export function writeRecordHeader(
  view: DataView,
  at: number,
  seconds: number,
  nanoseconds: number,
  captured: number,
  original: number,
): void {
  writeTime(view, at, seconds, nanoseconds);
  view.setUint32(at + RECORD_CAPTURED_LENGTH, captured, true);
  view.setUint32(at + RECORD_ORIGINAL_LENGTH, original, true);
}

/** Writes a record's time; nanoseconds of a second and more, which a careless writer left, go to the seconds. */
export function writeTime(view: DataView, at: number, seconds: number, nanoseconds: number): void {
  const carry = Math.floor(nanoseconds / NANOSECONDS_PER_SECOND);
  view.setUint32(at + RECORD_SECONDS, seconds + carry, true);
  view.setUint32(at + RECORD_NANOSECONDS, nanoseconds - carry * NANOSECONDS_PER_SECOND, true);
}

/** That a record, or a frame, is longer than any can be, in words; null where it is not. */
export function lengthProblem(what: 'record' | 'frame', octets: number): string | null {
  if (octets <= CAPTURED_OCTETS_LIMIT) return null;
  return `${what} of ${octets} octets, more than the ${CAPTURED_OCTETS_LIMIT} that a frame can have`;
}
