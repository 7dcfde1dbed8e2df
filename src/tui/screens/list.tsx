import { useCallback, useMemo } from 'react';
import { useTui } from '../context.ts';
import { drawDialogue, drawPreviewLine } from '../panes/dialogue.ts';
import { drawEmpty } from '../panes/empty.ts';
import { createListPane } from '../panes/list.ts';
import { LivePane } from '../parts/live-pane.tsx';
import { useLayout } from '../parts/use-layout.ts';
import { useStore } from '../parts/use-store.ts';

/** The connections, with one line on the selected one below; where there is room, with its whole dialogue. */
export function ListScreen() {
  const { state, data, style, demo, startedMilliseconds } = useTui();
  const layout = useLayout('list');
  const pane = useMemo(() => createListPane(style), [style]);
  const none = useStore(data, (latest) => latest === null || latest.snapshot.counters.connectionsSeen === 0);

  const drawList = useCallback(
    (columns: number, rows: number) => {
      const latest = data.get();
      return latest === null ? [] : pane.draw(state.get(), latest, columns, rows);
    },
    [pane, state, data],
  );
  const drawBelow = useCallback(
    (columns: number, rows: number) => {
      const latest = data.get();
      if (latest === null) return [];
      if (layout.preview > 0) return drawPreviewLine(state.get(), latest, columns, style);
      return drawDialogue(state.get(), latest, { columns, rows }, style);
    },
    [layout, state, data, style],
  );
  const drawNone = useCallback(
    (columns: number) => drawEmpty(data.get(), columns, style, demo ? startedMilliseconds : null),
    [data, style, demo, startedMilliseconds],
  );

  if (none) return <LivePane rows={layout.body} draw={drawNone} />;
  return (
    <>
      <LivePane rows={layout.list} draw={drawList} />
      <LivePane rows={layout.preview + layout.dialogue} draw={drawBelow} />
    </>
  );
}
