import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpKeepAlive } from '../../src/demo/dialogues/http-keep-alive.ts';
import { jsonLines, openProgram, startProgram, stopPrograms } from '../support/program.ts';
import { CAN_CAPTURE, startTcpdump, tsharkFields } from '../support/tcpdump.ts';
import { closeTerminals, KEYS } from '../support/terminal.ts';
import { closeDialogues, converseUntil, openDialogue } from '../support/traffic.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'recording-'));
});
afterEach(async () => {
  stopPrograms();
  await closeTerminals();
  await closeDialogues();
  rmSync(directory, { recursive: true });
});

const captures = () => readdirSync(directory).filter((name) => name.endsWith('.pcap'));
const FIELDS = [
  'frame.len',
  'frame.cap_len',
  'tcp.srcport',
  'tcp.seq_raw',
  'tcp.ack_raw',
  'tcp.flags',
  'tcp.payload',
];
/** Lengths and what TCP said: enough to tell any two packets of a connection apart. */
const packets = (file: string) => tsharkFields(file, 'frame', FIELDS);
/** Nanoseconds since 1970. */
const times = async (file: string) =>
  (await tsharkFields(file, 'frame', ['frame.time_epoch'])).map(([time]) => BigInt(time!.replace('.', '')));
/** Linux gives each capturing socket its own reading of the clock for one packet, some microseconds apart. */
const BETWEEN_READINGS_NANOSECONDS = 20_000_000n;

describe.skipIf(!CAN_CAPTURE)('recording (needs root, tcpdump and tshark)', () => {
  it('r writes exactly the packets that tcpdump writes beside it', async () => {
    const stage = await openDialogue(httpKeepAlive);
    const filter = `tcp port ${stage.port}`;
    const terminal = openProgram(['-i', 'lo', filter], { cwd: directory, columns: 120 });
    await terminal.waitFor(/LIVE/);
    await terminal.press('r');
    const [, name] = await terminal.waitFor(/Recording to (\S+\.pcap)/);
    await terminal.waitFor(/REC/);
    const beside = await startTcpdump(join(directory, 'tcpdump.pcap'), 'lo', filter);
    await stage.converse();
    await terminal.waitFor(/HTTP +CLOSED/);
    await beside.stop();
    await terminal.press('r');
    await terminal.waitFor(/Recorded \d+ packets/);
    const expected = await packets(beside.file);
    expect(expected.length).toBeGreaterThan(15);
    expect(await packets(join(directory, name!))).toEqual(expected);
    const besideTimes = await times(beside.file);
    for (const [index, time] of (await times(join(directory, name!))).entries()) {
      const difference = time - besideTimes[index]!;
      expect(difference < 0n ? -difference : difference).toBeLessThan(BETWEEN_READINGS_NANOSECONDS);
    }
  });

  it('asks before it quits while recording, and Ctrl-C finishes the file', async () => {
    const stage = await openDialogue();
    const terminal = openProgram(['-i', 'lo', `tcp port ${stage.port}`], { cwd: directory });
    await terminal.waitFor(/LIVE/);
    await terminal.press('r');
    await terminal.waitFor(/REC/);
    await stage.converse();
    await terminal.waitFor(/HTTP +CLOSED/);
    await terminal.press('q');
    await terminal.waitFor(/\by\b.*yes/);
    await terminal.press(KEYS.escape);
    await terminal.waitForNo(/\by\b.*yes/);
    await terminal.waitFor(/REC/);
    await terminal.press(KEYS.ctrlC);
    expect(await terminal.ended()).toMatchObject({ code: 0 });
    expect(captures()).toHaveLength(1);
    expect((await packets(join(directory, captures()[0]!))).length).toBeGreaterThanOrEqual(10);
  });

  it('w saves what is shown to the file that is named, and nothing else', async () => {
    const first = await openDialogue();
    const second = await openDialogue(httpKeepAlive);
    const terminal = openProgram(['-i', 'lo', `tcp port ${first.port} or tcp port ${second.port}`], {
      cwd: directory,
    });
    await terminal.waitFor(/LIVE/);
    await Promise.all([first.converse(), second.converse()]);
    await terminal.type(`/port:${first.port}`);
    await terminal.press(KEYS.enter);
    await terminal.waitFor(/ 1 of 2\b/);
    await terminal.press('w');
    const [, name] = await terminal.waitFor(/save 1 shown to (\S+\.pcap)/i);
    await terminal.press(KEYS.enter);
    await terminal.waitFor(/Saved/);
    const saved = await packets(join(directory, name!));
    expect(saved.length).toBeGreaterThanOrEqual(10);
    const ports = await tsharkFields(join(directory, name!), 'tcp', ['tcp.port']);
    expect(ports.filter(([both]) => !both!.split(',').includes(String(first.port)))).toEqual([]);
  });

  it('-w records from the start, with the times that are told, to the nanosecond', async () => {
    const stage = await openDialogue();
    const file = join(directory, 'from-the-start.pcap');
    const program = startProgram(['-i', 'lo', '-w', file, '--json', '--segments', `tcp port ${stage.port}`]);
    await converseUntil(stage, program.heard('"type":"connection"'));
    program.child.kill('SIGINT');
    const { code, output } = await program.finished;
    expect(code).toBe(0);
    const told = jsonLines(output)
      .flatMap(({ type, segments }) => (type === 'connection' ? segments : []))
      .map(({ time }) => BigInt(time.replace('.', '')))
      .sort();
    expect(told.length).toBeGreaterThanOrEqual(10);
    expect(await times(file)).toEqual(told);
  });
});
