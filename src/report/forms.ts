import type { Analysis } from '../core/analysis.ts';
import type { Connection } from '../core/tcp/connection.ts';
import type { Drops } from '../core/view/snapshot.ts';
import { connectionWriter, type Parts } from './json/connection.ts';
import { writeSummary } from './json/summary.ts';
import type { OctetText } from './octet-text.ts';

/** How connections are put out: each as lines, and what stands behind all of them. */
export interface ReportForm {
  connection(connection: Connection, text: OctetText): void;
  /** `drops` is null where a file was read; `fileError` is null, or what was wrong with it. */
  end(drops: Drops | null, fileError: string | null, text: OctetText): void;
}

/** One JSON line a connection, then one summary line. */
export function jsonForm(analysis: Analysis, parts: Parts): ReportForm {
  return {
    connection: connectionWriter(analysis.tracker, parts),
    end: (drops, fileError, text) => writeSummary(analysis, parts, drops, fileError, text),
  };
}
