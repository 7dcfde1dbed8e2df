import { useCallback } from 'react';
import { useTui } from '../context.ts';
import { layoutOf } from '../layout.ts';
import { drawExplain } from '../panes/explain.ts';
import { LivePane } from '../parts/live-pane.tsx';
import { useStore } from '../parts/use-store.ts';

/** One dialogue told in sentences, on the whole screen. */
export function ExplainScreen() {
  const { state, data, style } = useTui();
  const body = useStore(state, (current) => layoutOf(current).body);
  const draw = useCallback(
    (columns: number, rows: number) => {
      const latest = data.get();
      return latest === null ? [] : drawExplain(state.get(), latest, { columns, rows }, style);
    },
    [state, data, style],
  );
  return <LivePane rows={body} draw={draw} />;
}
