import { constants } from 'node:os';

/** Signals that end the program, with the exit status that tells of each: 128 and the signal's number. */
export const SIGNAL_STATUS = {
  SIGTERM: 128 + constants.signals.SIGTERM,
  SIGHUP: 128 + constants.signals.SIGHUP,
  SIGQUIT: 128 + constants.signals.SIGQUIT,
} as const;

/** A signal to our own process group has arrived by then. */
const ARRIVAL_MILLISECONDS = 50;

export interface SignalEvents {
  readonly onEnd: (status: number) => void;
  /** As Ctrl-C, though from outside. */
  readonly onInterrupt: () => void;
  readonly onStop: () => void;
  readonly onContinue: () => void;
  readonly onCrash: (error: unknown) => void;
  /** Last chance before the process is gone: synchronous work only. */
  readonly onExit: () => void;
}

export interface Signals {
  /** Stops the process group as Ctrl-Z does; where no shell could continue it the kernel does not stop it. */
  stopGroup(): void;
  /** Has Node ask the terminal for its size, and the output tell it: while we were stopped SIGWINCH went to others. */
  askForSize(): void;
  remove(): void;
}

/** Takes over the signals that would leave the terminal in disorder. */
export function installSignals(events: SignalEvents): Signals {
  const listeners: [string, (...values: unknown[]) => void][] = [
    ...Object.entries(SIGNAL_STATUS).map(([name, status]): [string, () => void] => [
      name,
      () => events.onEnd(status),
    ]),
    ['SIGINT', events.onInterrupt],
    ['SIGTSTP', events.onStop],
    ['SIGCONT', events.onContinue],
    ['uncaughtException', events.onCrash],
    ['unhandledRejection', events.onCrash],
    ['exit', events.onExit],
  ];
  for (const [name, listener] of listeners) process.on(name as 'exit', listener);
  return {
    stopGroup() {
      // Without a listener the signal does again what it does by itself.
      process.off('SIGTSTP', events.onStop);
      process.kill(0, 'SIGTSTP');
      // Listening again at once would swallow the signal where it has not arrived yet.
      setTimeout(() => process.on('SIGTSTP', events.onStop), ARRIVAL_MILLISECONDS);
    },
    askForSize: () => process.emit('SIGWINCH', 'SIGWINCH'),
    remove() {
      for (const [name, listener] of listeners) process.off(name as 'exit', listener);
    },
  };
}
