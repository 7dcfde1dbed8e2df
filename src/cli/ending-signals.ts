/** Signals that end a run in order: what was captured is still put out. */
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** The launcher and the terminal may both send one signal; only a later one means "at once". */
const SAME_SIGNAL_MILLISECONDS = 500;

/** Calls `end` at the first signal that asks for the end; a later one ends the process at once. Gives how to stop listening. */
export function onEndingSignal(end: () => void): () => void {
  let endedAt = 0;
  const listener = (): void => {
    if (endedAt === 0) {
      endedAt = Date.now();
      end();
    } else if (Date.now() - endedAt > SAME_SIGNAL_MILLISECONDS) {
      process.exit(1);
    }
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of ENDING_SIGNALS) process.off(signal, listener);
  };
}
