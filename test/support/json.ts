import type { Analysis } from '../../src/core/analysis.ts';
import type { Connection } from '../../src/core/tcp/connection.ts';
import { connectionWriter, type Parts } from '../../src/report/json/connection.ts';
import { writeSummary } from '../../src/report/json/summary.ts';
import { written } from './octet-text.ts';

/** The JSON line of a connection as it is written. */
export function connectionLine(
  analysis: Analysis,
  connection: Connection,
  parts: Parts = { messages: false, segments: false },
): string {
  return written((text) => connectionWriter(analysis.tracker, parts)(connection, text));
}

/** What that says. */
// biome-ignore lint/suspicious/noExplicitAny: what JSON.parse gives
export const connectionJson = (...of: Parameters<typeof connectionLine>): any =>
  JSON.parse(connectionLine(...of));

/** What the last line of a file says. */
// biome-ignore lint/suspicious/noExplicitAny: what JSON.parse gives
export const summaryJson = (analysis: Analysis): any =>
  JSON.parse(
    written((text) =>
      writeSummary(
        analysis,
        { messages: true, segments: true },
        { drops: null, recorded: null, fileError: null },
        text,
      ),
    ),
  );
