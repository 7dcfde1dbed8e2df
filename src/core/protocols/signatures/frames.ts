import { IDENTIFICATION_OCTETS, type Octets } from '../dissector.ts';
import type { Rule } from './rule.ts';

/** Is this no frame? */
export const NO_FRAME = -1;
/** Are there too few octets to tell? */
export const NOT_YET = 0;

/**
 * Octets of the frame at the beginning of `start`..`end`, as its own head tells, where all that it tells is sound;
 * `NO_FRAME`; or `NOT_YET` while there are too few octets to tell.
 */
export type FrameReader = (octets: Uint8Array, view: DataView, start: number, end: number) => number;

/**
 * The first `count` frames are sound and whole, and what is there behind them are frames as well, whole up to the last
 * one: that a few octets are like a head is little, and where the frame ends tells most. One that is longer than what is
 * looked at is not waited for.
 */
export function frames(read: FrameReader, count: number): Rule {
  return ({ octets, view, start, end }: Octets) => {
    let at = start;
    for (let n = 0; n < count; n += 1) {
      if (at >= end) return 'need-more';
      const length = read(octets, view, at, end);
      if (length === NO_FRAME) return 'reject';
      if (length === NOT_YET) return 'need-more';
      at += length;
    }
    while (at < end) {
      const length = read(octets, view, at, end);
      if (length === NO_FRAME) return 'reject';
      if (length === NOT_YET) return 'need-more';
      at += length;
    }
    return at === end || at - start > IDENTIFICATION_OCTETS ? 'match' : 'need-more';
  };
}
