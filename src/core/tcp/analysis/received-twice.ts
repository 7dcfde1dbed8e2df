import { ACK } from '../../wire/control-bits.ts';
import type { Segment } from '../../wire/segment.ts';
import { createTcpOptions, readTcpOptions, SACK_BLOCK_OCTETS } from '../../wire/tcp-options.ts';
import { isAfter, isAtOrAfter } from '../sequence.ts';
import type { Sighting } from '../sighting.ts';
import type { AnalysedEnd } from './analysed-end.ts';

/** Reports that are kept for one end; past it the oldest one is forgotten. */
export const REPORTS_AT_MOST = 32;

const options = createTcpOptions();

/** Octets that one end sent and of which the other says that they came twice: sent again, they were not missing. */
export class ReceivedTwice {
  /** Pairs of first number and number after the last, oldest report first. */
  private readonly reports: number[] = [];

  note(first: number, end: number): void {
    if (this.reports.length === 2 * REPORTS_AT_MOST) this.reports.splice(0, 2);
    this.reports.push(first, end);
  }

  /** How many reports have all from `first` up to `end`: each tells of one more that was not needed. */
  times(first: number, end: number): number {
    let times = 0;
    for (let i = 0; i < this.reports.length; i += 2)
      if (isAtOrAfter(first, this.reports[i] as number) && isAtOrAfter(this.reports[i + 1] as number, end))
        times++;
    return times;
  }
}

/** Takes in a D-SACK, where an end has sent something again and `s` of the other end has one. */
export function noteReceivedTwice(to: AnalysedEnd, s: Segment, at: Sighting): void {
  const { troubles } = to;
  if (troubles === null || s.optionsEnd === s.optionsStart || !(s.controlBits & ACK)) return;
  if (troubles.counts.retransmissions + troubles.counts.outOfOrder === 0) return;
  readTcpOptions(at.view, s.optionsStart, s.optionsEnd, options);
  if (options.sackBlocks === 0) return;
  const first = at.view.getInt32(options.sackStart);
  const end = at.view.getInt32(options.sackStart + 4);
  if (!isAfter(end, first) || isAfter(end, to.furthest) || !isDuplicate(first, end, s, at.view)) return;
  troubles.receivedTwice ??= new ReceivedTwice();
  troubles.receivedTwice.note(first, end);
}

/** RFC 2883, section 4: a first block that is acknowledged, or lies in the second one, tells of what came twice. */
function isDuplicate(first: number, end: number, s: Segment, view: DataView): boolean {
  if (isAtOrAfter(s.acknowledgmentNumber, end)) return true;
  if (options.sackBlocks < 2) return false;
  const second = options.sackStart + SACK_BLOCK_OCTETS;
  return isAtOrAfter(first, view.getInt32(second)) && isAtOrAfter(view.getInt32(second + 4), end);
}
