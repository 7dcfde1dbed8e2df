import { setTimeout as pause } from 'node:timers/promises';
import { cycle, openAll } from './cycle.ts';
import { DIALOGUES } from './dialogues/index.ts';
import type { DemoMessage } from './messages.ts';

/** The process that makes the dialogues. It ends with the one that started it, however that one ends. */
process.once('disconnect', () => process.exit(0));
// Ctrl-C in the terminal goes to all its processes; this one leaves when the program has finished its own work.
process.on('SIGINT', () => {});
// Else it would open Node's inspector.
process.on('SIGUSR1', () => {});

/** The capture begins at about the same time, and should see the first dialogue from its first segment. */
const BEFORE_THE_FIRST_MILLISECONDS = 1000;

function tell(message: DemoMessage): void {
  if (process.connected) process.send?.(message);
}

async function main(): Promise<void> {
  const open = await openAll(DIALOGUES, pause);
  const places = open.map(({ dialogue: { name, shows, address }, stage: { port } }) => ({
    name,
    shows,
    address,
    port,
  }));
  tell({ kind: 'ready', places });
  await pause(BEFORE_THE_FIRST_MILLISECONDS);
  await cycle(open, pause);
}

main().catch((error: unknown) => {
  tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
  process.disconnect?.();
});
