import {
  cursorHide,
  cursorShow,
  cursorTo,
  endSynchronizedOutput,
  enterAlternativeScreen,
  eraseLine,
  exitAlternativeScreen,
} from 'ansi-escapes';
import type { Size } from '../size.ts';
import { createKeyDecoder, type KeyPress, type Pending } from './keys.ts';
import type { Signals } from './signals.ts';

/** Every terminal takes a row behind its last one for the last one. */
const LAST_ROW = 9998;
/** Autowrap (DECAWM) off: narrowing the terminal would leave garbage otherwise. Bracketed paste on. */
const ENTER = `${enterAlternativeScreen}${cursorHide}\u001b[?7l\u001b[?2004h`;
/** A terminal without an alternate screen (GNU screen by default) goes on below what was shown, and not in the middle of it. */
const BELOW = `${cursorTo(0, LAST_ROW)}${eraseLine}\r\n`;
const LEAVE = `${endSynchronizedOutput}\u001b[0m\u001b[?2004l\u001b[?7h${BELOW}${exitAlternativeScreen}${cursorShow}`;
/** How long what may be a key may wait for the rest of its sequence; over a slow line octets come far apart. */
const WAIT_MILLISECONDS: Readonly<Record<Pending, number>> = { escape: 30, sequence: 1000 };
/** After this a stop that did not happen (no shell holds us) counts as over. */
const STOP_MILLISECONDS = 200;

/** The parts of `process.stdin` that are used. */
export interface TerminalInput {
  readonly isTTY?: boolean;
  setRawMode(on: boolean): unknown;
  setEncoding(encoding: 'utf8'): unknown;
  on(event: 'data', listener: (chunk: string) => void): unknown;
  on(event: 'end' | 'error', listener: () => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** The parts of `process.stdout` that are used. */
export interface TerminalOutput {
  readonly columns: number;
  readonly rows: number;
  /** What it has not taken yet. */
  readonly writableLength?: number;
  write(data: string, taken?: () => void): boolean;
  on(event: 'resize' | 'error', listener: () => void): unknown;
  off(event: 'resize' | 'error', listener: () => void): unknown;
}

export interface SessionEvents {
  readonly onKeys: (keys: readonly KeyPress[]) => void;
  /** It has this size now; `again` where the terminal was someone else's in between. */
  readonly onEnter: (size: Size) => void;
  readonly onLeave: () => void;
  readonly onResize: (size: Size) => void;
  /** The terminal is gone. */
  readonly onGone: () => void;
}

/** Owns the terminal's modes: every way in and out of them is here. */
export interface TerminalSession {
  enter(): void;
  /** Asks the terminal for its size, in case that a change of it was not told. */
  refreshSize(): void;
  /** Gives the terminal back as it was; safe to call at any time, as often as one likes. */
  leave(): void;
  /** Gives the terminal back and stops the whole process group, as a shell expects after Ctrl-Z. */
  suspend(): void;
  /** Takes the terminal again after a stop. */
  resume(): void;
  end(): void;
}

export function createTerminalSession(
  input: TerminalInput,
  output: TerminalOutput,
  events: SessionEvents,
  signals: Pick<Signals, 'stopGroup' | 'askForSize'>,
): TerminalSession {
  const decoder = createKeyDecoder();
  let inside = false;
  let flushTimer: NodeJS.Timeout | undefined;
  let stopTimer: NodeJS.Timeout | undefined;

  const size = (): Size => ({ columns: output.columns || 80, rows: output.rows || 24 });
  const onData = (chunk: string) => {
    if (!inside) return;
    clearTimeout(flushTimer);
    events.onKeys(decoder.push(chunk));
    const pending = decoder.pending();
    if (pending === null) return;
    flushTimer = setTimeout(() => events.onKeys(decoder.flush()), WAIT_MILLISECONDS[pending]);
  };
  const onResize = () => inside && events.onResize(size());
  const onGone = () => events.onGone();

  input.setEncoding('utf8');
  input.on('data', onData);
  input.on('end', onGone);
  input.on('error', onGone);
  output.on('resize', onResize);
  output.on('error', onGone);

  const enter = () => {
    clearTimeout(stopTimer);
    if (inside) return;
    signals.askForSize();
    inside = true;
    attempt(() => input.setRawMode(true));
    input.resume();
    attempt(() => output.write(ENTER));
    events.onEnter(size());
  };
  /** `onTaken`: the terminal has taken all that was written to it, and with that is as it was. */
  const leave = (onTaken?: () => void) => {
    clearTimeout(flushTimer);
    if (!inside) return;
    inside = false;
    events.onLeave();
    attempt(() => output.write(LEAVE, onTaken));
    attempt(() => input.setRawMode(false));
    input.pause();
  };
  return {
    enter,
    refreshSize: signals.askForSize,
    leave: () => leave(),
    suspend() {
      // Stopped before that, the rest of a screen and how the terminal is given back would come with `fg` only.
      leave(() => {
        if (inside) return;
        stopTimer = setTimeout(enter, STOP_MILLISECONDS);
        signals.stopGroup();
      });
    },
    resume() {
      // Stopped from outside without a word (SIGSTOP): the shell has changed the modes behind our back.
      if (inside) leave();
      enter();
    },
    end() {
      clearTimeout(stopTimer);
      leave();
      output.off('resize', onResize);
    },
  };
}

/** A terminal that is gone refuses; there is nothing left to restore then. */
function attempt(work: () => unknown): void {
  try {
    work();
  } catch {}
}
