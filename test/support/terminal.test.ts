import { afterEach, expect, it } from 'vitest';
import { screenToSvg } from './screen-svg.ts';
import { closeTerminals, KEYS, openTerminal } from './terminal.ts';

afterEach(closeTerminals);

it('shows what a program writes, takes keys and tells how it ended', async () => {
  const program = `printf 'name? '; read name; printf '\\033[31mhello\\033[m %s\\n' "$name"; read again; exit 3`;
  const terminal = openTerminal({ command: '/bin/sh', args: ['-c', program], columns: 40, rows: 6 });
  await terminal.waitFor('name?');
  await terminal.type('you');
  await terminal.press(KEYS.enter);
  await terminal.waitFor(/hello you/);
  const [red, , , , , , plain] = terminal.cells()[1]!;
  expect(red).toMatchObject({ text: 'h', foreground: 1 });
  expect(plain).toMatchObject({ text: 'y', foreground: null });
  expect(screenToSvg(terminal.cells(), 'a greeting')).toContain('hello');
  await terminal.press(KEYS.enter);
  expect(await terminal.ended()).toEqual({ code: 3, signal: 0 });
});

it('resizes, and rejects with the screen where a pattern does not come', async () => {
  const program = `trap 'stty size' WINCH; stty size; while :; do sleep 0.1; done`;
  const terminal = openTerminal({ command: '/bin/bash', args: ['-c', program], columns: 80, rows: 24 });
  await terminal.waitFor('24 80');
  terminal.resize(100, 30);
  await terminal.waitFor('30 100');
  await expect(terminal.waitFor('never', 300)).rejects.toThrow('24 80');
});
