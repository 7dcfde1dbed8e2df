import { describe, expect, it } from 'vitest';
import { Analysis } from '../../src/core/analysis.ts';
import { timeText } from '../../src/core/time.ts';
import { batchOf } from '../support/analyse.ts';
import { connectionJson, summaryJson } from '../support/json.ts';
import { readPcap } from '../support/pcap.ts';

const { linkType, frames } = readPcap(new URL('../fixtures/http-close.pcap', import.meta.url).pathname);
const YEARS = 2 ** 32;

function taken(...batches: readonly Parameters<Analysis['ingest']>[0][]): Analysis {
  const analysis = new Analysis();
  analysis.addInterface({ name: 'test', linkType, snapshotLength: 65_535 });
  for (const batch of batches) analysis.ingest(batch, 0, 0);
  return analysis;
}

describe('times of a batch', () => {
  it.each([3 * YEARS, -YEARS])('are told from its base: %d s', (secondsBase) => {
    const analysis = taken({ ...batchOf(frames), secondsBase });
    const [connection] = analysis.tracker.table.list();
    const report = connectionJson(analysis, connection, { messages: true, segments: true });
    const { seconds, nanoseconds } = frames[0];
    const first = timeText({ seconds: seconds + secondsBase, nanoseconds });
    expect([report.firstTime, report.segments[0].time]).toEqual([first, first]);
    const last = frames.at(-1) ?? { seconds: 0, nanoseconds: 0 };
    expect(report.segments.at(-1).time).toBe(timeText({ ...last, seconds: last.seconds + secondsBase }));
    expect(summaryJson(analysis).firstTime).toBe(first);
  });

  it('are unknown for all frames where they are for one', () => {
    const analysis = taken(batchOf(frames.slice(0, 3)), { ...batchOf(frames.slice(3, 5)), untimed: true });
    const summary = { firstTime: '', lastTime: '', framesWithoutTime: 2, packets: 5 };
    expect(summaryJson(analysis)).toMatchObject(summary);
    expect(analysis.span.last.nanoseconds).toBe(frames[2].nanoseconds);
  });
});
