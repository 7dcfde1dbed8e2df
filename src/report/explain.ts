import type { Analysis } from '../core/analysis.ts';
import { explain } from '../core/dialogue/explain.ts';
import { drawExplanation, drawExplanationTitle } from '../draw/explanation.ts';
import type { ReportForm } from './forms.ts';
import { reportLine, type TextOptions } from './text.ts';

/** Each dialogue told in sentences, parted by empty lines. */
export function explainForm(analysis: Analysis, { width, style, language }: TextOptions): ReportForm {
  let first = true;
  return {
    connection: ({ id }, text) => {
      const view = analysis.dialogueOf(id, false);
      if (view === null) return;
      if (!first) text.endLine();
      first = false;
      const rows = drawExplanation(explain(view, language), width, style);
      for (const row of [drawExplanationTitle(view, width, style), ...rows])
        text.line(reportLine(row, style));
    },
    end: () => {},
  };
}
