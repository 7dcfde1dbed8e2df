import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { fixture, IS_ROOT, NODE, openProgram, PROGRAM, runProgram, start } from '../support/program.ts';
import { closeTerminals } from '../support/terminal.ts';

const directory = mkdtempSync(join(tmpdir(), 'refusals-'));
const LINE = /^tcpdialog-tui: [^\n]+: [^\n]+\n$/;

afterEach(closeTerminals);
afterAll(() => rmSync(directory, { recursive: true }));

describe('what it cannot do, it says in one line', () => {
  it.each([
    ['an unknown option', ['--nonsense'], 2, 'nonsense'],
    ['no such file', ['-r', '/no/such/file.pcap'], 1, '/no/such/file.pcap'],
    ['no capture file', ['-r', PROGRAM], 1, PROGRAM],
    [
      'a wrong view filter',
      ['-r', fixture('http-close.pcap'), '--filter', 'port:nonsense'],
      2,
      'port:nonsense',
    ],
  ])('%s', async (_what, args, status, word) => {
    const { code, output, errors } = await runProgram([...args, '--json']);
    expect(errors).toMatch(LINE);
    expect(errors).toContain(word);
    expect(code).toBe(status);
    expect(output).toBe('');
  });

  it('a damaged file: what could be read comes first', async () => {
    const cut = join(directory, 'cut.pcap');
    writeFileSync(cut, readFileSync(fixture('http-close.pcap')).subarray(0, 1000));
    const { code, output, errors } = await runProgram(['-r', cut, '--json']);
    expect(errors).toMatch(LINE);
    expect(code).toBe(1);
    expect(output).toContain('"type":"connection"');
    expect(output).toContain('"type":"summary"');
  });
});

describe('where its output cannot be written, it says so in one line', () => {
  it.each(['--help', '--version', 'completion'])('%s', async (word) => {
    const command = `'${NODE}' '${PROGRAM}' ${word} > /dev/full`;
    const { code, errors } = await start('/bin/sh', ['-c', command]).finished;
    expect(errors).toMatch(LINE);
    expect(errors).toContain('standard output cannot be written');
    expect(code).toBe(1);
  });
});

describe('a recording of what is read', () => {
  it('is not made in the file that standard input is', async () => {
    const same = join(directory, 'same.pcap');
    copyFileSync(fixture('http-close.pcap'), same);
    const command = `'${NODE}' '${PROGRAM}' -r - -w '${same}' --json < '${same}'`;
    const { code, errors } = await start('/bin/sh', ['-c', command]).finished;
    expect(errors).toMatch(LINE);
    expect(code).toBe(2);
    expect(readFileSync(same)).toEqual(readFileSync(fixture('http-close.pcap')));
  });
});

describe.skipIf(!IS_ROOT)('what it may not or cannot capture, it says in one line (needs root)', () => {
  it.each([
    ['no such device', ['-i', 'nosuch0'], 1, 'nosuch0'],
    ['a name that is none', ['-i', 'l\u001b[31mo'], 1, 'l [31mo'],
    ['a wrong capture filter', ['-i', 'lo', 'tcp', 'prt', '80'], 2, 'tcp prt 80'],
  ])('%s, with and without a screen', async (_what, args, status, word) => {
    const { code, output, errors } = await runProgram([...args, '--json']);
    expect(errors).toMatch(LINE);
    expect(errors).toContain(word);
    expect(code).toBe(status);
    expect(output).toBe('');

    const terminal = openProgram(args);
    expect(await terminal.ended()).toMatchObject({ code: status });
    expect(terminal.screen().join('')).toContain(word);
    expect(terminal.modes()).toMatchObject({ alternateScreen: false, cursorShown: true, wraparound: true });
  });

  it('says what it captures on only once it does', async () => {
    const { errors } = await runProgram(['-i', 'l\u001b[31mo']);
    expect(errors).toMatch(LINE);
  });

  it('no permission', async () => {
    const powerless = ['--inh-caps=-all', '--bounding-set=-all', NODE, PROGRAM, '-i', 'lo', '--json'];
    const { code, errors } = await start('setpriv', powerless).finished;
    expect(errors).toMatch(LINE);
    expect(errors).toMatch(/permission/);
    expect(errors).toMatch(/sudo/);
    expect(code).toBe(1);
  });
});

describe('where there is no screen to draw on', () => {
  it('TERM=dumb: says so and names the text output', async () => {
    const terminal = openProgram(['-r', fixture('http-close.pcap')], { env: { TERM: 'dumb' } });
    expect(await terminal.ended()).toMatchObject({ code: 1 });
    expect(terminal.screen().join('')).toMatch(/--text/);
  });
});
