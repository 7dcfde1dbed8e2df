import { describe, expect, it } from 'vitest';
import { Analysis } from '../../src/core/analysis.ts';
import { connectionReport, summaryReport } from '../../src/core/view/report-of.ts';
import { batchOf } from '../support/analyse.ts';
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
    const report = connectionReport(connection, analysis.tracker, { messages: true, segments: true });
    const { seconds, nanoseconds } = frames[0];
    const first = { seconds: seconds + secondsBase, nanoseconds };
    expect([report.firstTime, report.segments?.[0].time]).toEqual([first, first]);
    expect(report.segments?.at(-1)?.time.seconds).toBe((frames.at(-1)?.seconds ?? 0) + secondsBase);
    expect(summaryReport(analysis, null, null).firstTime).toEqual(first);
  });

  it('are unknown for all frames where they are for one', () => {
    const analysis = taken(batchOf(frames.slice(0, 3)), { ...batchOf(frames.slice(3, 5)), untimed: true });
    const summary = { firstTime: 'unknown', lastTime: 'unknown', framesWithoutTime: 2, packets: 5 };
    expect(summaryReport(analysis, null, null)).toMatchObject(summary);
    expect(analysis.span.last.nanoseconds).toBe(frames[2].nanoseconds);
  });
});
