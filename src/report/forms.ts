import type { Analysis } from '../core/analysis.ts';
import type { Connection } from '../core/tcp/connection.ts';
import { connectionReport, type ReportParts, summaryReport } from '../core/view/report-of.ts';
import type { Drops } from '../core/view/snapshot.ts';
import { writeConnection, writeSummary } from './json.ts';
import type { OctetText } from './octet-text.ts';

/** How connections are put out: each as lines, and what stands behind all of them. */
export interface ReportForm {
  connection(connection: Connection, text: OctetText): void;
  /** `drops` is null where a file was read; `fileError` is null, or what was wrong with it. */
  end(drops: Drops | null, fileError: string | null, text: OctetText): void;
}

/** One JSON line a connection, then one summary line. */
export function jsonForm(analysis: Analysis, parts: ReportParts): ReportForm {
  return {
    connection: (connection, text) =>
      writeConnection(connectionReport(connection, analysis.tracker, parts), text),
    end: (drops, fileError, text) => writeSummary(summaryReport(analysis, drops, fileError), text),
  };
}
