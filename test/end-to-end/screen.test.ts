import { afterEach, describe, expect, it } from 'vitest';
import { halfClose } from '../../src/demo/dialogues/half-close.ts';
import { webSocket } from '../../src/demo/dialogues/websocket.ts';
import { HTTP_CLOSE_STRIP } from '../support/http-close-pattern.ts';
import { fixture, IS_ROOT, openProgram } from '../support/program.ts';
import { closeTerminals, KEYS, type OpenTerminal } from '../support/terminal.ts';
import { closeDialogues, openDialogue } from '../support/traffic.ts';

afterEach(async () => {
  await closeTerminals();
  await closeDialogues();
});

const rowWith = (terminal: OpenTerminal, text: string) =>
  terminal.screen().find((line) => line.includes(text)) ?? '';

describe.skipIf(!IS_ROOT)('a live capture on the screen (needs root)', () => {
  it('shows where it waits, then each connection with its strip, and opens its ladder', async () => {
    const stage = await openDialogue();
    const terminal = openProgram(['-i', 'lo', 'tcp', 'port', String(stage.port)]);
    await terminal.waitFor(/LIVE/);
    expect(terminal.screen().join('\n')).toContain(`tcp port ${stage.port}`);
    await stage.converse();
    await terminal.waitFor(HTTP_CLOSE_STRIP);
    expect(rowWith(terminal, `127.0.0.1:${stage.port}`)).toMatch(/HTTP +CLOSED S/);
    await terminal.press(KEYS.enter);
    await terminal.waitFor('[SYN,ACK]');
    const ladder = (await terminal.waitFor(/S closed first/)).input ?? '';
    expect(ladder).toMatch(/\[PSH,ACK\] \d+ B ─*▶│ {2}GET \/page\.html … {2}Connection: close/);
    expect(ladder).toMatch(/◀─* \[PSH,ACK\] \d+ B ─*│ {2}200 OK/);
    await terminal.press(KEYS.escape);
    await terminal.waitFor(HTTP_CLOSE_STRIP);
    await terminal.press('q');
    expect(await terminal.ended()).toEqual({ code: 0, signal: 0 });
  });

  it('the ladder grows while the dialogue goes on', async () => {
    const stage = await openDialogue(webSocket);
    const terminal = openProgram(['-i', 'lo', 'tcp', 'port', String(stage.port)], { columns: 110, rows: 40 });
    await terminal.waitFor(/LIVE/);
    const over = stage.converse();
    await terminal.waitFor(/WebSocket +OPEN/);
    await terminal.press(KEYS.enter);
    await terminal.waitFor('101 Switching Protocols');
    await terminal.waitFor(/"Hello\?"/);
    await terminal.waitFor(/"Good bye\."(.|\n)*"Good bye\."/);
    await over;
    await terminal.waitFor(/S closed first/);
  });

  it('filters by keys while it runs, and keeps the last good filter when one is wrong', async () => {
    const first = await openDialogue();
    const second = await openDialogue(halfClose);
    const terminal = openProgram(['-i', 'lo', `tcp port ${first.port} or tcp port ${second.port}`]);
    await terminal.waitFor(/LIVE/);
    await Promise.all([first.converse(), second.converse()]);
    await terminal.waitFor(`127.0.0.1:${first.port}`);
    await terminal.waitFor(`127.0.0.1:${second.port}`);
    await terminal.type(`/port:${first.port}`);
    await terminal.waitForNo(new RegExp(`127\\.0\\.0\\.1:${second.port}`));
    await terminal.press(KEYS.enter);
    await Promise.all([first.converse(), second.converse()]);
    await terminal.waitFor(/ 2 of 4\b/);
    // The filter in force stands there to be changed.
    await terminal.type('/x');
    await terminal.waitFor(/\d+x' is not a port/);
    expect(terminal.screen().join('\n')).toMatch(/ 2 of 4\b/);
    await terminal.press(KEYS.escape);
    await terminal.waitForNo(/is not a port/);
    await terminal.waitFor(/ 2 of 4\b/);
    expect(terminal.screen().join('\n')).not.toContain(`127.0.0.1:${second.port}`);
  });

  it('--demo fills the screen by itself', async () => {
    const terminal = openProgram(['-i', 'lo', '--demo', 'tcp portrange 20001-20010']);
    await terminal.waitFor(HTTP_CLOSE_STRIP);
    await terminal.waitFor(/HTTP +OPEN/);
    await terminal.press('q');
    expect(await terminal.ended()).toEqual({ code: 0, signal: 0 });
  });

  it('-i any shows the same dialogue', async () => {
    const stage = await openDialogue();
    const terminal = openProgram(['-i', 'any', `tcp port ${stage.port}`]);
    await terminal.waitFor(/LIVE/);
    await stage.converse();
    await terminal.waitFor(HTTP_CLOSE_STRIP);
  });
});

describe('a file on the screen', () => {
  it('shows its connections, and the next and the previous one in the ladder', async () => {
    const terminal = openProgram(['-r', fixture('refused.pcap')]);
    await terminal.waitFor(/SsAPapApAfFa/);
    expect(terminal.screen().filter((line) => /REFUSED.*\bSr\b/.test(line))).toHaveLength(3);
    await terminal.press(KEYS.enter);
    await terminal.waitFor(/\[RST,ACK\]/);
    await terminal.press(']', ']', ']');
    await terminal.waitFor(/GET \S+ HTTP\/1\.1/);
    await terminal.press('[');
    await terminal.waitForNo(/GET \S+ HTTP\/1\.1/);
    await terminal.waitFor(/REFUSED/);
  });

  it('draws every size anew, with nothing left of the size before', async () => {
    const terminal = openProgram(['-r', fixture('http-keepalive-session.pcap')], { columns: 120, rows: 36 });
    await terminal.waitFor(/ENDED/);
    for (const [columns, rows] of [
      [80, 24],
      [200, 50],
      [61, 17],
      [120, 36],
    ] as const) {
      terminal.resize(columns, rows);
      const resized = await terminal.still();
      expect(resized[0]).toContain('http-keepalive-session.pcap');
      expect(resized[rows - 1]).toContain('Enter open');
      await terminal.press(KEYS.ctrlL);
      expect(await terminal.still()).toEqual(resized);
      expect(terminal.modes().wraparound).toBe(false);
    }
  });

  it('--ascii draws with ASCII characters only', async () => {
    const terminal = openProgram(['-r', fixture('http-close.pcap'), '--ascii'], { env: { LANG: 'C' } });
    await terminal.waitFor('SsAPapAfFa');
    await terminal.press(KEYS.enter);
    await terminal.waitFor(/GET \/ HTTP\/1\.1/);
    const characters = terminal.screen().join('');
    expect([...characters].filter((character) => character > '~')).toEqual([]);
  });

  it.each([
    ['NO_COLOR', [], { NO_COLOR: '1' }],
    ['--no-color', ['--no-color'], {}],
  ])('%s: no colour, and all the same words', async (_what, args, env) => {
    const plain = openProgram(['-r', fixture('reset-mid-stream.pcap'), ...args], { env });
    const coloured = openProgram(['-r', fixture('reset-mid-stream.pcap')]);
    for (const terminal of [plain, coloured]) await terminal.waitFor(/RESET (by )?S/);
    expect(await plain.still()).toEqual(await coloured.still());
    const colours = (terminal: OpenTerminal) =>
      terminal
        .cells()
        .flatMap((row) => row.filter(({ foreground, background }) => (foreground ?? background) !== null));
    expect(colours(coloured)).not.toEqual([]);
    expect(colours(plain)).toEqual([]);
  });
});
