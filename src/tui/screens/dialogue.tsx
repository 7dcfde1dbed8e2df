import { useCallback } from 'react';
import { useTui } from '../context.ts';
import { drawDialogue } from '../panes/dialogue.ts';
import { LivePane } from '../parts/live-pane.tsx';
import { useLayout } from '../parts/use-layout.ts';

/** The ladder of one connection on the whole screen, with its details beside it where there is room. */
export function DialogueScreen() {
  const { state, data, style } = useTui();
  const layout = useLayout('dialogue');
  const draw = useCallback(
    (columns: number, rows: number) => {
      const latest = data.get();
      return latest === null ? [] : drawDialogue(state.get(), latest, { columns, rows }, style);
    },
    [state, data, style],
  );
  return <LivePane rows={layout.dialogue} draw={draw} />;
}
