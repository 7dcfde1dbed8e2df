import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { fixture, IS_ROOT, jsonLines, NODE, PROGRAM, start, stopPrograms } from '../support/program.ts';
import { synFlood } from '../support/syn-flood.ts';
import { closeTerminals, openTerminal } from '../support/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
const recording = join(folder, 'x.pcap');
/** A capture that is much longer than what is on its way to a disk at once; outside what the small disk covers. */
const long = `${folder}.pcap`;
const PACKETS = 200_000;
const CAN_MOUNT = IS_ROOT && spawnSync('unshare', ['-m', 'true']).status === 0;

afterEach(async () => {
  stopPrograms();
  await closeTerminals();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(long, { force: true });
});

/** The words of a command that runs the program where the folder is a disk of 256 KiB: less than this recording needs. */
function onSmallDisk(...args: readonly string[]): string[] {
  return reading(fixture('wrk-close.pcap'), args);
}

function reading(capture: string, args: readonly string[]): string[] {
  const script = `mount -t tmpfs -o size=256k tmpfs '${folder}' && "$@"`;
  const words = ['-r', capture, '-w', recording, ...args];
  return ['-m', 'sh', '-c', script, 'sh', NODE, PROGRAM, ...words];
}

describe.skipIf(!CAN_MOUNT)('a disk that is full when the recording ends (needs root and unshare)', () => {
  it.each([['--json'], ['--json', '-c', '3000']])('is told by a report: %s %s %s', async (...args) => {
    const { code, output, errors } = await start('unshare', onSmallDisk(...args)).finished;
    const { recording: recorded, packets, fileError } = jsonLines(output).at(-1);
    expect(recorded.packets).toBeGreaterThan(2000);
    expect(recorded).toEqual({
      file: recording,
      packets: recorded.packets,
      unwritten: packets - recorded.packets,
    });
    expect(fileError).toBeNull();
    expect(errors).toContain(`tcpdialog-tui: ${recorded.unwritten} packets did not get into the recording`);
    expect(errors).toContain(`tcpdialog-tui: the disk is full: the recording ${recording} ends here: `);
    expect(code).toBe(1);
  });

  it('all that came after it was full is counted', async () => {
    writeFileSync(long, synFlood(PACKETS));
    const { output } = await start('unshare', reading(long, ['--json'])).finished;
    const { recording: recorded, packets } = jsonLines(output).at(-1);
    expect(packets).toBe(PACKETS);
    expect(recorded.packets + recorded.unwritten).toBe(PACKETS);
  });

  it('is told when the screen is left', async () => {
    const terminal = openTerminal({ command: 'unshare', args: onSmallDisk(), columns: 120 });
    await terminal.waitFor(/the disk is full/);
    await terminal.press('q');
    expect(await terminal.ended()).toMatchObject({ code: 1 });
    expect(terminal.modes()).toMatchObject({ alternateScreen: false });
    expect(terminal.screen().join('')).toContain('tcpdialog-tui: the disk is full');
  });
});
