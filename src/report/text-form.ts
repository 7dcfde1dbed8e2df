import type { Analysis } from '../core/analysis.ts';
import type { ReportForm } from './forms.ts';
import { dialogueLines, type TextOptions } from './text.ts';

/** Each dialogue as drawn on the screen, parted by empty lines. */
export function textForm(analysis: Analysis, options: TextOptions): ReportForm {
  let first = true;
  return {
    connection: ({ id, firstSeconds, firstNanoseconds }) => {
      const view = analysis.dialogueOf(id, true);
      if (view === null) return [];
      const lines = dialogueLines(view, { seconds: firstSeconds, nanoseconds: firstNanoseconds }, options);
      if (first) {
        first = false;
        return lines;
      }
      return ['', ...lines];
    },
    end: () => [],
  };
}
