import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../../bin', import.meta.url));
const OLD_NODE = '/usr/bin/node';

/** The major version of a Node.js that the system has, 0 where it has none. */
function majorOf(node: string): number {
  const { stdout } = spawnSync(node, ['-p', 'parseInt(process.versions.node, 10)'], { encoding: 'utf8' });
  return Number(stdout) || 0;
}

/** A program in place of the built one: it tells how it was started, and ends as it is told. */
const PROGRAM = `
export async function main(argv) {
  if (argv[0] === 'signal') process.kill(process.pid, argv[1]);
  if (argv[0] === 'wait') {
    process.on('SIGTERM', () => process.exit(7));
    process.on('SIGINT', () => process.exit(8));
    setInterval(() => {}, 1000);
    console.log('waiting');
    return new Promise(() => {});
  }
  console.log(JSON.stringify({ argv, version: process.versions.node, again: process.env.TCPDIALOG_TUI_STARTED_AGAIN ?? null }));
  return argv[0] === 'status' ? Number(argv[1]) : 0;
}
`;

let folder = '';
const at = (...parts: string[]) => join(folder, ...parts);

beforeAll(() => {
  // A space and a quote in the path, as some home directories have.
  folder = realpathSync(mkdtempSync(join(tmpdir(), "bin o'test ")));
  cpSync(bin, at('package', 'bin'), { recursive: true });
  mkdirSync(at('package', 'dist', 'cli'), { recursive: true });
  writeFileSync(at('package', 'package.json'), '{"type":"module"}');
  writeFileSync(at('package', 'dist', 'cli', 'main.js'), PROGRAM);
  symlinkSync(at('package', 'bin', 'tcpdialog-tui'), at('tcpdialog-tui'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const start = (node: string, ...words: string[]): SpawnSyncReturns<string> =>
  spawnSync(node, [at('tcpdialog-tui'), ...words], {
    encoding: 'utf8',
    env: { ...process.env, NODE_PATH: '' },
  });

describe('the launcher', () => {
  it('runs the program through a symbolic link, with its words and its status', () => {
    const { stdout, stderr, status } = start(process.execPath, '-i', 'lo', 'a b');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      argv: ['-i', 'lo', 'a b'],
      version: process.versions.node,
      again: null,
    });
    expect(status).toBe(0);
    expect(start(process.execPath, 'status', '2').status).toBe(2);
  });

  it('says on one line that it is not built', () => {
    const bare = at('bare');
    cpSync(bin, join(bare, 'bin'), { recursive: true });
    const { stderr, status } = spawnSync(process.execPath, [join(bare, 'bin', 'tcpdialog-tui')], {
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/^tcpdialog-tui: it is not built yet: .*npm run build\n$/);
    expect(status).toBe(1);
  });

  it('is written so that the oldest Node.js understands it', () => {
    const source = spawnSync(
      'grep',
      ['-nE', '=>|\\b(let|const|import|class|async)\\b|`', join(bin, 'tcpdialog-tui')],
      { encoding: 'utf8' },
    );
    // Comments may say what they like.
    expect(source.stdout.split('\n').filter((line) => line !== '' && !/^\d+:\s*\/\//.test(line))).toEqual([]);
  });
});

const old = majorOf(OLD_NODE);
const left = old > 0 && old < 22 ? '' : ` (left out: ${OLD_NODE} is not an old one)`;

describe.skipIf(left !== '')(`the launcher under an old Node.js${left}`, () => {
  const own = () => at('package', 'node_modules', `node-linux-${process.arch}`);
  const withOwnNode = (where = own()) => {
    mkdirSync(join(where, 'bin'), { recursive: true });
    writeFileSync(join(where, 'package.json'), '{}');
    if (!existsSync(join(where, 'bin', 'node'))) symlinkSync(process.execPath, join(where, 'bin', 'node'));
  };

  it('says on one line which version it needs where there is no other', (context) => {
    const above = createRequire(at('x'))
      .resolve.paths('x')!
      .filter((path) => existsSync(join(path, `node-linux-${process.arch}`)));
    context.skip(above.length > 0, `left out: there is a Node.js in ${above[0]}`);
    const { stderr, status } = start(OLD_NODE);
    expect(stderr).toMatch(
      /^tcpdialog-tui: Node\.js \d+\.\d+\.\d+ is too old: install Node\.js 22 or newer\n$/,
    );
    expect(status).toBe(1);
  });

  it('starts itself again with the one in its own node_modules', () => {
    withOwnNode();
    const { stdout, stderr, status } = start(OLD_NODE, '-i', 'lo', "it's $HOME");
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      argv: ['-i', 'lo', "it's $HOME"],
      version: process.versions.node,
      again: null,
    });
    expect(status).toBe(0);
    expect(start(OLD_NODE, 'status', '2').status).toBe(2);
  });

  it('finds it where npm has put it beside the package', () => {
    const hoisted = at('global', 'node_modules');
    cpSync(at('package'), join(hoisted, 'tcpdialog-tui'), {
      recursive: true,
      filter: (path) => !path.includes('node_modules/node'),
    });
    withOwnNode(join(hoisted, `node-linux-${process.arch}`));
    const launcher = join(hoisted, 'tcpdialog-tui', 'bin', 'tcpdialog-tui');
    const { stdout } = spawnSync(OLD_NODE, [launcher], { encoding: 'utf8' });
    expect(JSON.parse(stdout).version).toBe(process.versions.node);
  });

  it('ends by the signal that ended the program', () => {
    withOwnNode();
    expect(start(OLD_NODE, 'signal', 'SIGKILL').signal).toBe('SIGKILL');
    expect(start(OLD_NODE, 'signal', 'SIGTERM').signal).toBe('SIGTERM');
  });

  it.each([
    ['SIGTERM', 7],
    ['SIGINT', 8],
  ] as const)('hands %s on to the program', async (signal, status) => {
    withOwnNode();
    const child = spawn(OLD_NODE, [at('tcpdialog-tui'), 'wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([status, null]);
  });

  it('does not go round in circles where its own is old as well', () => {
    rmSync(own(), { recursive: true, force: true });
    mkdirSync(join(own(), 'bin'), { recursive: true });
    writeFileSync(join(own(), 'package.json'), '{}');
    symlinkSync(OLD_NODE, join(own(), 'bin', 'node'));
    const { stderr, status } = start(OLD_NODE);
    expect(stderr).toContain('is too old');
    expect(status).toBe(1);
  });
});
