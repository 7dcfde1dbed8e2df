import { useMemo } from 'react';
import { ASCII } from '../../draw/style.ts';
import { useTui } from '../context.ts';
import { helpRows } from '../help-text.ts';
import { layoutOf } from '../layout.ts';
import { Row } from '../parts/row.tsx';
import { useStore } from '../parts/use-store.ts';
import { narrowOf } from '../state.ts';

/** All keys, the letters of the strip and the filter language, scrolled by the usual keys. */
export function HelpScreen() {
  const { state, style } = useTui();
  const top = useStore(state, (current) => current.helpTop);
  const rows = useStore(state, (current) => layoutOf(current).body);
  const narrow = useStore(state, narrowOf);
  const all = useMemo(() => helpRows(style.glyphs === ASCII, narrow), [style, narrow]);
  const shown = all.slice(top, top + rows);
  // biome-ignore lint/suspicious/noArrayIndexKey: a row of the help is its number
  return shown.map((pieces, index) => <Row key={top + index} pieces={pieces} />);
}
