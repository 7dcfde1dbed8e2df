import { Pace } from './pace.ts';
import type { TerminalOutput } from './session.ts';

/** Writes whole screens to a terminal that may be slow. */
export interface PacedOutput {
  write(text: string): void;
  /** Whether to write now: not while the terminal has not taken what was written, or more than arrives there soon. */
  ready(): boolean;
}

/** `onReady` is called once it is ready again, where it has said that it is not. */
export function createPacedOutput(
  output: Pick<TerminalOutput, 'write' | 'writableLength'>,
  onReady: () => void,
  now: () => number = () => performance.now(),
): PacedOutput {
  const pace = new Pace();
  let isTimed = false;
  let isWaitedFor = false;
  const isTaken = () => (output.writableLength ?? 0) === 0;
  return {
    write(text) {
      const octets = Buffer.byteLength(text);
      let atOnce = true;
      output.write(text, () => {
        pace.taken(octets, atOnce, now());
        if (isWaitedFor) onReady();
        isWaitedFor = false;
      });
      atOnce = isTaken();
    },
    ready() {
      if (!isTaken()) {
        isWaitedFor = true;
        return false;
      }
      const wait = pace.wait(now());
      if (wait === 0) return true;
      if (!isTimed)
        setTimeout(() => {
          isTimed = false;
          onReady();
        }, wait).unref();
      isTimed = true;
      return false;
    },
  };
}

/** The parts of a stream to a terminal that are used here; `_handle` is Node's own. */
interface Blocking {
  readonly _handle?: { setBlocking?(on: boolean): unknown };
}

/**
 * Node writes to terminals so that the whole program stands still until they take it: one that takes nothing (Ctrl-S, a
 * line that is down) would keep even signals from being heard.
 */
export function unblock(stream: object): void {
  (stream as Blocking)._handle?.setBlocking?.(false);
}

/** Whether a terminal has taken all that was written to it, within so many milliseconds. */
export async function isTakenWithin(
  stream: { readonly writableLength: number },
  milliseconds: number,
): Promise<boolean> {
  const until = performance.now() + milliseconds;
  while (stream.writableLength > 0 && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, ASKED_EACH_MILLISECONDS));
  return stream.writableLength === 0;
}

const ASKED_EACH_MILLISECONDS = 20;
