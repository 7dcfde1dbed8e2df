import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { fixture, NODE, PROGRAM } from '../support/program.ts';
import { closeTerminals, openTerminal } from '../support/terminal.ts';

afterEach(closeTerminals);

/** More than a kernel holds for a terminal that takes nothing. */
const SCREENS = 40;

test('a signal ends the program where its terminal takes nothing', async () => {
  const terminal = openTerminal({
    command: NODE,
    args: [PROGRAM, '-r', fixture('refused.pcap')],
    columns: 120,
    rows: 40,
  });
  await terminal.waitFor(/4 of 4/);
  terminal.stall(true);
  for (let i = 0; i < SCREENS; i += 1) {
    terminal.type(i % 2 === 0 ? '?' : 'q');
    await sleep(50);
  }
  expect(isRunning(terminal.pid)).toBe(true);
  process.kill(terminal.pid, 'SIGTERM');
  for (let i = 0; i < 100 && isRunning(terminal.pid); i += 1) await sleep(50);
  expect(isRunning(terminal.pid)).toBe(false);
  terminal.stall(false);
});

/** A process that has ended may not have been waited for yet. */
function isRunning(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}
