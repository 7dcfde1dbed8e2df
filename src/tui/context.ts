import { createContext, useContext } from 'react';
import type { Style } from '../draw/style.ts';
import type { FailureReport } from '../failure.ts';
import type { Latest } from './data.ts';
import type { TuiState } from './state.ts';
import type { Store } from './store.ts';
import type { Screen } from './terminal/screen.ts';

/** What every part of the screen works with. */
export interface Tui {
  readonly style: Style;
  readonly state: Store<TuiState>;
  /** The engine's newest answer; changes many times a second, so only live panes follow all of it. */
  readonly data: Store<Latest | null>;
  /** Null where Ink alone draws, live panes too. */
  readonly screen: Screen | null;
  /** True where `--demo` makes dialogues by itself. */
  readonly demo: boolean;
  readonly describeFailure: (report: FailureReport) => string;
  readonly startedMilliseconds: number;
}

const TuiContext = createContext<Tui | null>(null);
export const TuiProvider = TuiContext.Provider;

export function useTui(): Tui {
  const tui = useContext(TuiContext);
  if (tui === null) throw new Error('no TuiProvider above');
  return tui;
}
