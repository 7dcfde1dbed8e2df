import { Box, Text } from 'ink';
import { drawPieces, type Piece } from '../../draw/pieces.ts';
import { useTui } from '../context.ts';
import { useStore } from './use-store.ts';

/** One row of the terminal, cut or filled to its width. */
export function Row({ pieces }: { readonly pieces: readonly Piece[] }) {
  const { state, style } = useTui();
  const columns = useStore(state, ({ size }) => size.columns);
  return (
    <Box height={1} flexShrink={0}>
      <Text wrap="truncate">{drawPieces(pieces, columns, style)}</Text>
    </Box>
  );
}
