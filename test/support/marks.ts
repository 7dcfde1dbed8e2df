import { connectionReport } from '../../src/core/view/report-of.ts';
import type { DialogueBuilder } from './dialogue-builder.ts';

/** The marks of each segment of the first connection, by name, in order: `RETX+FAST`, empty where there are none. */
export function marksOf(d: DialogueBuilder): string[] {
  const { segments = [] } = connectionReport(d.connection, d.analysis.tracker, {
    messages: false,
    segments: true,
  });
  return segments.map((s) => s.marks.join('+'));
}

/** The marks of the newest segment of the first connection. */
export function lastMarks(d: DialogueBuilder): string {
  return marksOf(d).at(-1) ?? '';
}
