import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { canAddDevices, HAS_IP, ip } from '../source/live-traffic.ts';
import { HTTP_CLOSE_FLAGS } from '../support/http-close-pattern.ts';
import {
  fixture,
  IS_ROOT,
  jsonLines,
  NODE,
  PROGRAM,
  ROOT,
  runProgram,
  start,
  startProgram,
  stopPrograms,
} from '../support/program.ts';
import { synFlood } from '../support/syn-flood.ts';
import { closeDialogues, converseUntil, openDialogue } from '../support/traffic.ts';

const HAS_CAP = existsSync(`${ROOT}node_modules/cap/build/Release/cap.node`);
/** What a connection of the http-close dialogue looks like: the server is the first to end it. */
const HTTP_CLOSE = { flags: expect.stringMatching(HTTP_CLOSE_FLAGS), completeness: 31, label: 'http' };
const DEVICE = `te${process.pid}`;
const CAN_ADD_DEVICES = IS_ROOT && HAS_IP && canAddDevices(DEVICE);

const folder = mkdtempSync(join(tmpdir(), 'without-screen-'));
afterAll(() => rmSync(folder, { recursive: true }));

afterEach(async () => {
  stopPrograms();
  await closeDialogues();
});

describe('a file, without a screen', () => {
  it('--json: a line for each connection, then the summary', async () => {
    const { code, output, errors } = await runProgram(['-r', fixture('http-close.pcap'), '--json']);
    expect(errors).toBe('');
    expect(code).toBe(0);
    const [connection, summary] = jsonLines(output);
    expect(connection).toMatchObject({
      type: 'connection',
      client: { address: '127.0.0.1', port: 50186 },
      server: { address: '127.0.0.1', port: 18080 },
      basis: 'syn',
      packets: [5, 5],
      close: { by: 'server', how: 'FIN' },
      ...HTTP_CLOSE,
    });
    expect(summary).toMatchObject({
      type: 'summary',
      packets: 10,
      segments: 10,
      connections: 1,
      fileError: null,
    });
  });

  it('--json --messages --segments: what was said, and each segment', async () => {
    const { output } = await runProgram([
      '-r',
      fixture('http-close.pcap'),
      '--json',
      '--messages',
      '--segments',
    ]);
    const [connection] = jsonLines(output);
    expect(connection.segments).toHaveLength(10);
    expect(connection.messages.map(({ summary }: { summary: string }) => summary)).toEqual([
      expect.stringContaining('GET / HTTP/1.1'),
      expect.stringContaining('200 OK'),
    ]);
  });

  it('--text is the default where standard output is a pipe', async () => {
    const asked = await runProgram(['-r', fixture('websocket-echo.pcap'), '--text']);
    const plain = await runProgram(['-r', fixture('websocket-echo.pcap')]);
    expect(asked.output).toContain('101 Switching Protocols');
    expect(asked.output).not.toContain('\u001b');
    expect(plain.output).toBe(asked.output);
  });

  it('--explain tells the dialogues in sentences, in the language asked for', async () => {
    const english = await runProgram(['-r', fixture('http-close.pcap'), '--explain', '--lang', 'en']);
    expect(english.errors).toBe('');
    expect(english.code).toBe(0);
    expect(english.output).toContain('C asks to open a connection (SYN).\n');
    expect(english.output).toContain('S closed first.\n');
    const japanese = await runProgram(['-r', fixture('http-close.pcap'), '--explain', '--lang=ja']);
    expect(japanese.output).toContain('C が接続を要求します（SYN）。\n');
    expect(japanese.output.split('\n')).toHaveLength(english.output.split('\n').length);
  });

  it('reads standard input', async () => {
    const command = `cat '${fixture('http-close.pcap')}' | '${NODE}' '${PROGRAM}' -r - --json`;
    const { code, output } = await start('/bin/sh', ['-c', command]).finished;
    expect(code).toBe(0);
    expect(jsonLines(output)).toHaveLength(2);
  });

  it('lets connections go, and says so, where memory is short', async () => {
    const path = join(folder, 'flood.pcap');
    const connections = 120_000;
    writeFileSync(path, synFlood(connections));
    const command = `'${NODE}' --max-old-space-size=64 '${PROGRAM}' -r '${path}' --json`;
    const { code, output, errors } = await start('/bin/sh', ['-c', command]).finished;
    expect(code).toBe(0);
    const lines = output.trimEnd().split('\n');
    expect(lines).toHaveLength(connections + 1);
    const { letGo } = JSON.parse(lines.at(-1) as string);
    expect(letGo.connections).toBeGreaterThan(connections / 2);
    expect(errors).toMatch(
      new RegExp(
        `^tcpdialog-tui: limits were reached, so not everything is shown: ${letGo.connections} connections let go \\(see (?:--max-connections|NODE_OPTIONS=--max-old-space-size)\\)\n$`,
      ),
    );
  });

  it('more connections than there is memory for: those silent for longest are let go, and the program goes on', async () => {
    const connections = 300_000;
    const path = join(folder, 'memory.pcap');
    writeFileSync(path, synFlood(connections));
    const options = ['-r', path, '--json', '--max-connections', '10000000'];
    const { code, output, errors } = await runProgram(options, { NODE_OPTIONS: '--max-old-space-size=128' });
    expect([code, errors]).toEqual([0, expect.stringContaining('connections let go')]);
    const summary = JSON.parse(output.slice(output.lastIndexOf('\n', output.length - 2)));
    expect(summary.connections).toBe(connections);
    expect(summary.letGo.connections).toBeGreaterThan(0);
    expect(output.split('\n').length).toBe(connections + 2);
  });

  it('says that its output cannot be written', async () => {
    const command = `'${NODE}' '${PROGRAM}' -r '${fixture('http-close.pcap')}' --json > /dev/full`;
    const { code, errors } = await start('/bin/sh', ['-c', command]).finished;
    expect(code).toBe(1);
    expect(errors).toMatch(
      /^tcpdialog-tui: standard output cannot be written \(ENOSPC.*and that there is room\n$/,
    );
  });

  it('ends quietly where its reader leaves', async () => {
    const command = `'${NODE}' '${PROGRAM}' -r '${fixture('wrk-close.pcap')}' --text | head -n 3`;
    const { output, errors } = await start('/bin/bash', ['-o', 'pipefail', '-c', command]).finished;
    expect(output.split('\n')).toHaveLength(4);
    expect(errors).toBe('');
  });
});

describe.skipIf(!IS_ROOT)('a live capture, without a screen (needs root)', () => {
  async function capture(extra: readonly string[], devices = ['lo']) {
    const stage = await openDialogue();
    const named = devices.flatMap((device) => ['-i', device]);
    const program = startProgram([...named, '--json', ...extra, `tcp port ${stage.port}`]);
    await converseUntil(stage, program.heard('"type":"connection"'));
    program.child.kill('SIGINT');
    const finished = await program.finished;
    const lines = jsonLines(finished.output);
    // The first may have begun before the capture did.
    return { ...finished, lines, whole: lines.filter(({ basis }) => basis === 'syn'), stage };
  }

  it('--json: a line when a connection ends, and the summary at SIGINT', async () => {
    const { code, lines, stage, whole } = await capture([]);
    expect(code).toBe(0);
    expect(whole[0]).toMatchObject({ ...HTTP_CLOSE, server: { address: '127.0.0.1', port: stage.port } });
    expect(lines.at(-1)).toMatchObject({ type: 'summary', malformed: {}, dropped: { kernel: 0 } });
  });

  it('-i any', async () => {
    const { whole } = await capture([], ['any']);
    expect(whole[0]).toMatchObject(HTTP_CLOSE);
  });

  it('two devices', async () => {
    const { lines, whole } = await capture([], ['lo', 'any']);
    expect(lines.at(-1).interfaces.map(({ name }: { name: string }) => name)).toEqual(['lo', 'any']);
    // Both see each segment of loopback: what matters is that both are read.
    expect(whole[0].packets[0]).toBeGreaterThan(0);
  });

  it.skipIf(!CAN_ADD_DEVICES)(
    'says at once that a device went away, and goes on with the others',
    async () => {
      ip('link', 'add', DEVICE, 'type', 'veth', 'peer', 'name', `${DEVICE}p`);
      ip('link', 'set', DEVICE, 'up');
      const program = startProgram(['-i', DEVICE, '-i', 'lo', 'tcp port 1']);
      await program.heard(`capturing on ${DEVICE} lo until Ctrl-C`);
      ip('link', 'delete', DEVICE);
      await program.heard(`${DEVICE} went away while capturing`);
      expect(program.child.exitCode).toBeNull();
      program.child.kill('SIGINT');
      const { code, errors } = await program.finished;
      expect(errors.match(/went away/g)).toHaveLength(1);
      expect(code).toBe(1);
    },
  );

  it.skipIf(!HAS_CAP)('--driver cap, with a word on what it cannot tell', async () => {
    const { whole, errors } = await capture(['--driver', 'cap']);
    expect(whole[0]).toMatchObject({ flags: HTTP_CLOSE.flags });
    expect(errors).toMatch(/cap/);
  });

  it('--duration ends by itself', async () => {
    const { code, output } = await runProgram(['-i', 'lo', '--json', '--duration', '0.5', 'tcp port 1']);
    expect(code).toBe(0);
    expect(jsonLines(output).at(-1)).toMatchObject({ type: 'summary', connections: 0 });
  });

  it('--demo makes its own dialogues, and they end with the program', async () => {
    const program = startProgram(['-i', 'lo', '--demo', '--json', 'tcp portrange 20001-20010']);
    await program.heard('"type":"connection"');
    program.child.kill('SIGTERM');
    const { code, output } = await program.finished;
    expect(code).toBe(0);
    expect(jsonLines(output)[0]).toMatchObject(HTTP_CLOSE);
  });
});
