import { Box, Text } from 'ink';
import { useCallback } from 'react';
import { useTui } from './context.ts';
import { layoutOf } from './layout.ts';
import { drawStatus } from './panes/status.ts';
import { Boundary } from './parts/boundary.tsx';
import { Footer } from './parts/footer.tsx';
import { LivePane } from './parts/live-pane.tsx';
import { Message } from './parts/message.tsx';
import { useStore } from './parts/use-store.ts';
import { DialogueScreen } from './screens/dialogue.tsx';
import { ExplainScreen } from './screens/explain.tsx';
import { HelpScreen } from './screens/help.tsx';
import { ListScreen } from './screens/list.tsx';
import { SMALLEST } from './size.ts';

const SCREENS = {
  list: ListScreen,
  dialogue: DialogueScreen,
  explain: ExplainScreen,
  help: HelpScreen,
} as const;

export interface AppProps {
  /** Gets what a part of the screen threw; the others go on. */
  readonly onFault: (error: unknown) => void;
}

/** The whole screen: status, the screen that is on top, footer. */
export function App({ onFault }: AppProps) {
  const { state, data, style, startedMilliseconds } = useTui();
  const size = useStore(state, (current) => current.size);
  const banner = useStore(state, (current) => current.banner);
  const top = useStore(state, (current) => current.screens.at(-1) ?? 'list');
  const tiny = useStore(state, (current) => layoutOf(current).kind === 'tiny');
  const drawHeader = useCallback(
    (columns: number) => drawStatus(state.get(), data.get(), columns, style, startedMilliseconds),
    [state, data, style, startedMilliseconds],
  );
  if (tiny) {
    const words = `Too small: ${SMALLEST.columns}x${SMALLEST.rows} at least`;
    return <Text wrap="truncate">{words}</Text>;
  }
  const Top = SCREENS[top];
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <LivePane rows={2} draw={drawHeader} />
      {banner === null ? null : (
        <Boundary onFault={onFault}>
          <Message text={banner} paint="trouble" />
        </Boundary>
      )}
      <Box flexDirection="column" flexGrow={1}>
        <Boundary key={top} onFault={onFault}>
          <Top />
        </Boundary>
      </Box>
      <Boundary onFault={onFault}>
        <Footer />
      </Boundary>
    </Box>
  );
}
