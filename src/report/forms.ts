import type { Analysis } from '../core/analysis.ts';
import type { Connection } from '../core/tcp/connection.ts';
import type { Ended } from './ended.ts';
import { connectionWriter, type Parts } from './json/connection.ts';
import { writeSummary } from './json/summary.ts';
import type { OctetText } from './octet-text.ts';

/** How connections are put out: each as lines, and what stands behind all of them. */
export interface ReportForm {
  connection(connection: Connection, text: OctetText): void;
  end(ended: Ended, text: OctetText): void;
}

/** One JSON line a connection, then one summary line. */
export function jsonForm(analysis: Analysis, parts: Parts): ReportForm {
  return {
    connection: connectionWriter(analysis.tracker, parts),
    end: (ended, text) => writeSummary(analysis, parts, ended, text),
  };
}
