import type { Exchanges } from '../dialogue/exchanges.ts';
import { REMARK_CATALOGUE, remarkWhat } from '../dialogue/explain/remark-catalogue.ts';
import { remarksOf, timeOfRemark } from '../dialogue/remarks.ts';
import type { Connection } from '../tcp/connection.ts';
import type { SegmentLog } from '../tcp/segment-log.ts';
import { inSeconds } from '../time.ts';
import type { FirstByteReport, RemarkReport } from './report.ts';

/** What the JSON says of the times from request to response; undefined where no pair was seen. */
export function firstByteReport(exchanges: Exchanges | null): FirstByteReport | undefined {
  const mean = exchanges?.meanNanoseconds ?? null;
  if (exchanges === null || mean === null) return undefined;
  return {
    least: inSeconds(exchanges.leastNanoseconds),
    mean: inSeconds(mean),
    most: inSeconds(exchanges.mostNanoseconds),
  };
}

/** What the JSON says of a connection as an expert would. */
export function remarkReports(c: Connection, log: SegmentLog): RemarkReport[] {
  return remarksOf(c, log).map((remark) => ({
    code: remark.code,
    time: timeOfRemark(c, remark),
    text: remarkWhat(remark.code, remark.values, 'en'),
    why: REMARK_CATALOGUE[remark.code].why.en,
  }));
}
