import type { Analysis } from '../core/analysis.ts';
import type { Connection } from '../core/tcp/connection.ts';
import type { DialogueView } from '../core/view/snapshot.ts';
import type { ReportForm } from './forms.ts';

/** Dialogues as lines, parted by empty ones. The view has all entries, of which those that belong together are one with `fold`. */
export function dialogueForm(
  analysis: Analysis,
  fold: boolean,
  linesOf: (view: DialogueView, connection: Connection) => readonly string[],
): ReportForm {
  let first = true;
  return {
    connection: (connection, text) => {
      const view = analysis.dialogueOf(connection.id, fold);
      if (view === null) return;
      if (!first) text.endLine();
      first = false;
      for (const line of linesOf(view, connection)) text.line(line);
    },
    end: () => {},
  };
}
