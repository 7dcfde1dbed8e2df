import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure.ts';
import type { DemoMessage, DemoPlace } from './messages.ts';

export type { DemoPlace } from './messages.ts';

/** Dialogues that are being made on loopback, one after the other and again. */
export interface Demo {
  readonly places: readonly DemoPlace[];
  /** Ends the process that makes them, and all their connections; safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts real servers and clients in a process of their own, on loopback only. They end with this process, however it
 * ends. Rejects with Failure `demo-failed` (`reason`); `onFailure` hears the same when it fails later.
 */
export async function startDemo(onFailure: (failure: Failure) => void = () => {}): Promise<Demo> {
  const file = new URL(`../demo/child${extname(import.meta.url)}`, import.meta.url);
  const child = fork(fileURLToPath(file), [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
  const places = await ready(child);
  let stopping = false;
  let reason = 'it ended';
  child.on('message', (message: DemoMessage) => {
    if (message.kind === 'failed') reason = message.reason;
  });
  child.once('exit', () => {
    if (!stopping) onFailure(new Failure('demo-failed', { reason }));
  });
  // Nothing here keeps the program running.
  child.unref();
  child.channel?.unref();
  return {
    places,
    stop: async () => {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.ref();
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function ready(child: ChildProcess): Promise<readonly DemoPlace[]> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new Failure('demo-failed', { reason }));
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`it ended with ${signal ?? `status ${code}`}`));
    child.once('message', (message: DemoMessage) => {
      if (message.kind === 'ready') resolve(message.places);
      else fail(message.reason);
    });
  });
}
