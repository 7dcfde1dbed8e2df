import type { Analysis } from '../core/analysis.ts';
import type { Language } from '../core/dialogue/explain/values.ts';
import type { Time } from '../core/time.ts';
import type { DialogueView } from '../core/view/snapshot.ts';
import { asWritten } from '../draw/ascii.ts';
import { drawLadder, drawLadderHeader } from '../draw/ladder.ts';
import type { Style } from '../draw/style.ts';
import { drawDialogueTitle } from '../draw/summary.ts';
import { dialogueForm } from './dialogue-form.ts';
import type { ReportForm } from './forms.ts';

/** How dialogues are put out as text. */
export interface TextOptions {
  /** Columns of a row at the most. */
  readonly width: number;
  readonly style: Style;
  /** That of sentences and remarks. */
  readonly language: Language;
}

/** A drawn row as a line of a report. */
export const reportLine = (row: string, { glyphs }: Style): string => asWritten(row.trimEnd(), glyphs);

const TIME_MODE = 'start';

/** Each dialogue as drawn on the screen. */
export function textForm(analysis: Analysis, options: TextOptions): ReportForm {
  return dialogueForm(analysis, true, (view, { firstSeconds: seconds, firstNanoseconds: nanoseconds }) =>
    dialogueLines(view, { seconds, nanoseconds }, options),
  );
}

/**
 * A dialogue as text, drawn as on the screen: its title, its ladder, and how it stands where it has not ended. The view
 * must hold all entries. `startTime` is when its first segment was seen.
 */
export function dialogueLines(
  view: DialogueView,
  startTime: Time,
  { width, style, language }: TextOptions,
): string[] {
  const lines = [
    drawDialogueTitle(view, width, style),
    drawLadderHeader(view.row, width, style, TIME_MODE),
    ...drawLadder(view.entries, width, style, { timeMode: TIME_MODE, startTime, language }),
  ];
  const last = view.entries.at(-1);
  if (last?.kind !== 'ended') lines.push(`not over: client ${view.clientState}, server ${view.serverState}`);
  return lines.map((line) => reportLine(line, style));
}
