import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture, jsonLines, NODE, ROOT } from '../support/program.ts';

const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'package-'));
const prefix = join(directory, 'prefix');
const installed = join(prefix, 'lib/node_modules/tcpdialog-tui');
const version = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;
let packed: { filename: string; files: { path: string }[] };

/** Nodes to try it with: the one of the tests and, where there is another, the one of the system. */
const NODES = [NODE, ...['/usr/local/bin/node', '/usr/bin/node'].filter((path) => existsSync(path))];

beforeAll(async () => {
  // What is built stands already, and building it anew would pull it away under the other tests.
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', directory];
  packed = JSON.parse((await run('npm', pack, { cwd: ROOT })).stdout)[0];
  const options = [
    '--global',
    '--prefix',
    prefix,
    '--ignore-scripts',
    '--prefer-offline',
    '--loglevel=error',
  ];
  await run('npm', ['install', ...options, '--no-audit', '--no-fund', join(directory, packed.filename)]);
}, 300_000);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('npm pack', () => {
  it('holds the program, the addon for this machine and its sources, and nothing else', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'package.json',
        'README.md',
        'LICENSE',
        'CHANGELOG.md',
        'bin/tcpdialog-tui',
        'dist/cli/main.js',
        `prebuilds/${process.platform}-${process.arch}/pcap.node`,
        'scripts/build-addon.mjs',
      ]),
    );
    expect(paths.filter((path) => path.endsWith('.c')).length).toBe(
      readdirSync(join(ROOT, 'src/native')).filter((name) => name.endsWith('.c')).length,
    );
    const places = new Set(paths.map((path) => (path.includes('/') ? path.split('/')[0] : '')));
    expect([...places].sort()).toEqual(['', 'bin', 'dist', 'prebuilds', 'scripts', 'src']);
    expect(paths.filter((path) => path.endsWith('.map') || /\.test\./.test(path))).toEqual([]);
  });
});

describe('installed globally from that, with scripts disallowed', () => {
  it('brings no development packages', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    for (const name of Object.keys(devDependencies)) {
      expect(existsSync(join(installed, 'node_modules', name)), name).toBe(false);
    }
  });

  it.each(NODES)('runs with %s first on the PATH', async (node) => {
    const env = { ...process.env, PATH: `${join(node, '..')}:/usr/bin:/bin` };
    const program = join(prefix, 'bin/tcpdialog-tui');
    expect((await run(program, ['--version'], { env })).stdout).toContain(version);
    const { stdout } = await run(program, ['-r', fixture('http-close.pcap'), '--json'], { env });
    expect(jsonLines(stdout).map(({ type }) => type)).toEqual(['connection', 'summary']);
  });

  it('finds its prebuilt addon', async () => {
    const { stdout } = await run(join(prefix, 'bin/tcpdialog-tui'), ['-D']);
    expect(stdout).toMatch(/\blo\b/);
  });

  it('can build the addon from its sources', async () => {
    rmSync(join(installed, 'prebuilds'), { recursive: true });
    await run(NODE, [join(installed, 'scripts/build-addon.mjs')]);
    const { stdout } = await run(join(prefix, 'bin/tcpdialog-tui'), ['-D']);
    expect(stdout).toMatch(/\blo\b/);
  });
});
