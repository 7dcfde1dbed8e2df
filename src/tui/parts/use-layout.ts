import { useRef } from 'react';
import { useTui } from '../context.ts';
import { type Layout, layoutOf } from '../layout.ts';
import type { TuiState } from '../state.ts';
import { useStore } from './use-store.ts';

/** What is shown where while this screen is on top: the same object for as long as nothing of it changes. */
export function useLayout(screen: TuiState['screens'][number]): Layout {
  const { state } = useTui();
  const known = useRef<Layout | null>(null);
  return useStore(state, (current) => {
    const layout = layoutOf({ ...current, screens: [screen] });
    if (known.current === null || !isSame(known.current, layout)) known.current = layout;
    return known.current;
  });
}

function isSame(one: Layout, other: Layout): boolean {
  return (Object.keys(one) as (keyof Layout)[]).every((part) => one[part] === other[part]);
}
