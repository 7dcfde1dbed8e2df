import type { Analysis } from '../core/analysis.ts';
import { explain } from '../core/dialogue/explain.ts';
import { drawExplanation, drawExplanationTitle } from '../draw/explanation.ts';
import { dialogueForm } from './dialogue-form.ts';
import type { ReportForm } from './forms.ts';
import { reportLine, type TextOptions } from './text.ts';

/** Each dialogue told in sentences. */
export function explainForm(analysis: Analysis, { width, style, language }: TextOptions): ReportForm {
  return dialogueForm(analysis, false, (view) => {
    const rows = drawExplanation(explain(view, language), width, style);
    return [drawExplanationTitle(view, width, style), ...rows].map((row) => reportLine(row, style));
  });
}
