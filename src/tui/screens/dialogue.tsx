import { useCallback, useMemo } from 'react';
import { useTui } from '../context.ts';
import { layoutOf } from '../layout.ts';
import { drawDialogue } from '../panes/dialogue.ts';
import { LivePane } from '../parts/live-pane.tsx';
import { useStore } from '../parts/use-store.ts';

/** The ladder of one connection on the whole screen, with its details beside it where there is room. */
export function DialogueScreen() {
  const { state, data, style } = useTui();
  const size = useStore(state, (current) => current.size);
  const banner = useStore(state, (current) => current.banner);
  const layout = useMemo(() => layoutOf({ size, banner, screens: ['dialogue'] }), [size, banner]);
  const draw = useCallback(
    (columns: number, rows: number) => {
      const latest = data.get();
      return latest === null
        ? []
        : drawDialogue(state.get(), latest, { columns, rows, details: layout.details }, style);
    },
    [layout, state, data, style],
  );
  return <LivePane rows={layout.dialogue} draw={draw} />;
}
