import type { CaptureInterface } from '../../core/batch.ts';
import {
  OPTION_DESCRIPTION,
  OPTION_END,
  OPTION_NAME,
  OPTION_OFFSET,
  OPTION_RESOLUTION,
} from './pcapng-blocks.ts';
import { DEFAULT_RESOLUTION, TimeUnit } from './time-unit.ts';

/** Octets of an interface's name that are kept. */
const NAME_OCTETS_LIMIT = 256;

/** An interface as its section describes it. */
export interface SectionInterface {
  /** Which interface of the whole file it is. */
  readonly index: number;
  readonly snapshotLength: number;
  readonly timeUnit: TimeUnit;
}

/**
 * Reads the body (after type and length, up to the last length) of an Interface Description Block.
 * https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html#section-4.2
 */
export function readInterface(
  view: DataView,
  start: number,
  end: number,
  littleEndian: boolean,
  index: number,
): { readonly inFile: CaptureInterface; readonly inSection: SectionInterface } {
  let name = '';
  let description = '';
  let resolution = DEFAULT_RESOLUTION;
  let offsetSeconds = 0;
  let at = start + 8;
  while (end - at >= 4) {
    const code = view.getUint16(at, littleEndian);
    const length = view.getUint16(at + 2, littleEndian);
    const value = at + 4;
    if (code === OPTION_END || length > end - value) break;
    if (code === OPTION_NAME) name = text(view, value, length);
    else if (code === OPTION_DESCRIPTION) description = text(view, value, length);
    else if (code === OPTION_RESOLUTION && length >= 1) resolution = view.getUint8(value);
    else if (code === OPTION_OFFSET && length >= 8)
      offsetSeconds = Number(view.getBigInt64(value, littleEndian));
    at = value + ((length + 3) & ~3);
  }
  const linkType = view.getUint16(start, littleEndian);
  const snapshotLength = view.getUint32(start + 4, littleEndian);
  return {
    inFile: { name: name || description || `interface ${index}`, linkType, snapshotLength },
    inSection: { index, snapshotLength, timeUnit: new TimeUnit(resolution, offsetSeconds) },
  };
}

/** UTF-8 as the format demands, some files end it with a NUL; control characters have no place in a name. */
function text(view: DataView, start: number, length: number): string {
  const octets = new Uint8Array(view.buffer, view.byteOffset + start, Math.min(length, NAME_OCTETS_LIMIT));
  return new TextDecoder().decode(octets).replace(/\p{C}/gu, '').trim();
}
