import { useSyncExternalStore } from 'react';
import type { Store } from '../store.ts';

/** A part of a store's value for a component; `select` gives a primitive or a part that keeps its identity. */
export function useStore<Value, Part>(store: Store<Value>, select: (value: Value) => Part): Part {
  const part = () => select(store.get());
  return useSyncExternalStore(store.subscribe, part, part);
}
