import type { Analysis } from '../../core/analysis.ts';
import { type Time, timeText } from '../../core/time.ts';
import type { Ended } from '../ended.ts';
import { letGoOf } from '../let-go.ts';
import type { OctetText } from '../octet-text.ts';
import type { Parts } from './connection.ts';

/** The last line: the run as a whole. */
export function writeSummary(
  analysis: Analysis,
  parts: Parts,
  { drops, recorded, fileError }: Ended,
  text: OctetText,
): void {
  const { counters, span, interfaces, framesWithoutTime } = analysis;
  // Where a frame has no time of its own, no instant stands for the first or the last one.
  const letGo = letGoOf(analysis, parts);
  const timeOf = (time: Time) => (framesWithoutTime > 0 ? '' : span.empty ? null : timeText(time));
  const summary = {
    type: 'summary',
    packets: counters.frames,
    segments: counters.segments,
    ignored: counters.ignored,
    malformed: counters.malformed,
    connections: counters.connectionsSeen,
    firstTime: timeOf(span.first),
    lastTime: timeOf(span.last),
    ...(framesWithoutTime > 0 && { framesWithoutTime }),
    interfaces: interfaces.map(({ name, linkType }) => ({ name, linkType })),
    // What was lost before we saw it; null where that cannot be known.
    ...(drops && { dropped: { kernel: drops.byKernel, interface: drops.byInterface, us: drops.byUs } }),
    ...(letGo && { letGo }),
    // Dialogues that a fault of ours cut off.
    ...(counters.dissectorFailures > 0 && { dissectorFailures: counters.dissectorFailures }),
    // What the disk did not take, in time or at all, is no longer anywhere.
    ...(recorded && {
      recording: { file: recorded.path, packets: recorded.frames, unwritten: recorded.unwritten },
    }),
    fileError,
  };
  text.line(JSON.stringify(summary));
}
