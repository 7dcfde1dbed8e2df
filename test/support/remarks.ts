import type { Analysis } from '../../src/core/analysis.ts';
import { remarkWhat } from '../../src/core/dialogue/explain/remark-catalogue.ts';
import type { RemarkCode } from '../../src/core/dialogue/remarks/values.ts';
import { remarksOf } from '../../src/core/dialogue/remarks.ts';

/** What is remarked on a connection, as `code: sentence`. */
export function remarksToldOf({ tracker }: Analysis, id = 0): string[] {
  const connection = tracker.table.list()[id];
  if (connection === undefined) throw new Error(`there is no connection ${id}`);
  return remarksOf(connection, tracker.segments).map(
    ({ code, values }) => `${code}: ${remarkWhat(code, values, 'en')}`,
  );
}

export function remarkCodesOf({ tracker }: Analysis, id = 0): RemarkCode[] {
  const connection = tracker.table.list()[id];
  if (connection === undefined) throw new Error(`there is no connection ${id}`);
  return remarksOf(connection, tracker.segments).map(({ code }) => code);
}
