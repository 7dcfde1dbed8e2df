import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixture, NODE, PROGRAM } from '../support/program.ts';
import { closeTerminals, KEYS, type OpenTerminal, openTerminal } from '../support/terminal.ts';

const COMMAND = `'${NODE}' '${PROGRAM}' -r '${fixture('refused.pcap')}'`;
const CRASH = fileURLToPath(new URL('../support/crash.cjs', import.meta.url));
/** The shell waits for a command, on the last line that is written. */
const PROMPT = /ready>\s*$/;

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'restored-'));
});
afterEach(async () => {
  await closeTerminals();
  rmSync(directory, { recursive: true });
});

/** An interactive shell in which something was said before the program came. */
async function openShell(env: Record<string, string> = {}): Promise<OpenTerminal> {
  const shell = openTerminal({
    command: '/bin/bash',
    args: ['--norc', '--noprofile', '-i'],
    env: {
      PS1: 'ready> ',
      INPUTRC: '/dev/null',
      HISTFILE: '/dev/null',
      BASH_SILENCE_DEPRECATION_WARNING: '1',
      ...env,
    },
  });
  await shell.waitFor(PROMPT);
  shell.enter(`bind 'set enable-bracketed-paste off'; before=$(stty -g); echo said before`);
  await shell.waitFor(/^said before$/m);
  return shell;
}

async function openInShell(shell: OpenTerminal, command = COMMAND): Promise<void> {
  shell.enter(command);
  await shell.waitFor(/4 of 4/);
  expect(shell.modes().alternateScreen).toBe(true);
}

/** The process that the shell is waiting for. */
function programOf(shell: OpenTerminal): number {
  return Number(
    readFileSync(`/proc/${shell.pid}/task/${shell.pid}/children`, 'utf8').trim().split(' ').at(-1),
  );
}

/** The terminal is as it was before the program came, and the shell goes on in it. Gives the program's exit status. */
async function expectWhole(shell: OpenTerminal): Promise<number> {
  // What is typed before the shell is back would still be the program's.
  await shell.waitForNo(/4 of 4/);
  await shell.waitFor(PROMPT);
  shell.enter(`echo "status $?"; [ "$before" = "$(stty -g)" ] && echo settings the same`);
  const [, status] = await shell.waitFor(/^status (\d+)$/m);
  await shell.waitFor(/^settings the same$/m);
  expect(shell.modes()).toEqual({
    alternateScreen: false,
    cursorShown: true,
    wraparound: true,
    synchronizedOutput: false,
    bracketedPaste: false,
    mouseTracking: 'none',
    applicationCursorKeys: false,
    focusReports: false,
  });
  expect(shell.screen()).toContain('said before');
  expect(shell.screen().join('\n')).not.toContain('4 of 4');
  return Number(status);
}

describe('the terminal is whole again', () => {
  it.each([
    ['q', 'q'],
    ['Ctrl-C', KEYS.ctrlC],
  ])('after %s', async (_name, key) => {
    const shell = await openShell();
    await openInShell(shell);
    await shell.press(key);
    expect(await expectWhole(shell)).toBe(0);
  });

  it.each([
    ['SIGTERM', [0, 128 + 15]],
    ['SIGINT', [0, 128 + 2]],
    ['SIGHUP', [0, 128 + 1]],
  ] as const)('after %s', async (signal, statuses) => {
    const shell = await openShell();
    await openInShell(shell);
    process.kill(programOf(shell), signal);
    expect(statuses).toContain(await expectWhole(shell));
  });

  it.each(['main', 'engine'])('after a crash of the %s thread, and the crash is told', async (thread) => {
    const file = join(directory, 'crash');
    const shell = await openShell({ CRASH_FILE: file });
    await openInShell(shell, `NODE_OPTIONS='--require=${CRASH}' ${COMMAND}`);
    writeFileSync(file, thread);
    await shell.waitFor('a crash that the test made');
    // Without its engine the program still shows what it knows, until it is told to go.
    if (thread === 'engine') await shell.press('q');
    expect(await expectWhole(shell)).toBe(1);
  });

  it.each([
    ['Ctrl-Z', (shell: OpenTerminal) => shell.press(KEYS.ctrlZ)],
    ['SIGTSTP', (shell: OpenTerminal) => process.kill(programOf(shell), 'SIGTSTP')],
  ])('while it is suspended by %s, and fg brings the screen back', async (_name, suspend) => {
    const shell = await openShell();
    await openInShell(shell);
    await suspend(shell);
    await shell.waitFor(/Stopped/);
    expect(await expectWhole(shell)).toBe(128 + 20);
    // Only whoever has the terminal is told of its new size.
    shell.resize(100, 26);
    shell.enter('clear; fg');
    await shell.waitFor(/4 of 4/);
    const screen = await shell.still();
    expect(screen).toHaveLength(26);
    expect(screen.at(-1)).toContain('q quit');
    expect(screen[2]).toMatch(/^ +#/);
    expect(shell.modes()).toMatchObject({ alternateScreen: true, cursorShown: false, wraparound: false });
    await shell.press(KEYS.enter);
    await shell.waitFor(/\[RST,ACK\]/);
    await shell.press('q');
    await shell.waitFor(/REFUSED/);
    await shell.press('q');
    await shell.waitForNo(/4 of 4/);
    await shell.waitFor(PROMPT);
    shell.enter('[ "$before" = "$(stty -g)" ] && echo settings the same');
    await shell.waitFor(/^settings the same$/m);
    expect(shell.modes()).toMatchObject({ alternateScreen: false, cursorShown: true, wraparound: true });
  });
});
