import type { Analysis } from '../core/analysis.ts';
import type { ReportForm } from './forms.ts';
import { dialogueLines, type TextOptions } from './text.ts';

/** Each dialogue as drawn on the screen, parted by empty lines. */
export function textForm(analysis: Analysis, options: TextOptions): ReportForm {
  let first = true;
  return {
    connection: ({ id, firstSeconds, firstNanoseconds }, text) => {
      const view = analysis.dialogueOf(id, true);
      if (view === null) return;
      if (!first) text.endLine();
      first = false;
      const start = { seconds: firstSeconds, nanoseconds: firstNanoseconds };
      for (const line of dialogueLines(view, start, options)) text.line(line);
    },
    end: () => {},
  };
}
