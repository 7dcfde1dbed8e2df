import { Box, type DOMElement, measureElement, Text } from 'ink';
import { useLayoutEffect, useRef } from 'react';
import { useTui } from '../context.ts';
import { useStore } from './use-store.ts';

export interface LivePaneProps {
  /** Terminal rows that it takes, over the whole width. */
  readonly rows: number;
  readonly draw: (columns: number, rows: number) => readonly string[];
}

/**
 * Rows that change with every answer of the engine: Ink only keeps their place free, and the screen asks `draw` for
 * them whenever it paints, without React.
 */
export function LivePane({ rows, draw }: LivePaneProps) {
  const { screen } = useTui();
  const box = useRef<DOMElement>(null);
  useLayoutEffect(() => {
    const place = () => {
      if (box.current === null) return null;
      const { y, height } = measureElement(box.current);
      return { row: y, rows: height };
    };
    return screen?.addPane({ place, draw });
  }, [screen, draw]);
  if (screen === null) return <InkRows rows={rows} draw={draw} />;
  return <Box ref={box} height={rows} flexShrink={0} />;
}

/** The same rows through Ink, where there is no screen of ours: every answer renders then. */
function InkRows({ rows, draw }: LivePaneProps) {
  const { state, data } = useTui();
  useStore(data, (latest) => latest);
  const { columns } = useStore(state, (current) => current).size;
  const drawn = draw(columns, rows);
  return (
    <Box flexDirection="column" height={rows} flexShrink={0}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the terminal is its number
        <Text key={row} wrap="truncate">
          {drawn[row] || ' '}
        </Text>
      ))}
    </Box>
  );
}
