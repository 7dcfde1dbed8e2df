#!/usr/bin/env node
/**
 * Builds the capture addon, src/native → prebuilds/<platform>-<arch>/pcap.node, with the C compiler `cc` (or $CC) and
 * Node-API's headers from npm. Does nothing when it is up to date. No libpcap headers are needed.
 *
 *   node scripts/build-addon.mjs [--force] [--strict: a warning is an error] [--output FILE]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = join(root, 'src', 'native');
const flags = process.argv.slice(2);
const compiler = process.env.CC || 'cc';

const OPTIONS = [
  '-shared',
  '-fPIC',
  '-O2',
  '-std=c11',
  '-D_GNU_SOURCE',
  '-Wall',
  '-Wextra',
  '-fvisibility=hidden',
  '-pthread',
];

function outputPath() {
  const at = flags.indexOf('--output');
  if (at >= 0 && flags[at + 1]) return flags[at + 1];
  return join(root, 'prebuilds', `${process.platform}-${process.arch}`, 'pcap.node');
}

function isUpToDate(output) {
  if (!existsSync(output)) return false;
  const built = statSync(output).mtimeMs;
  const inputs = readdirSync(sources).map((name) => join(sources, name));
  return inputs.every((input) => statSync(input).mtimeMs <= built);
}

function headers() {
  const main = createRequire(import.meta.url).resolve('node-api-headers');
  return join(dirname(main), 'include');
}

function fail(text) {
  process.stderr.write(`tcpdialog-tui: the capture addon cannot be built: ${text}\n`);
  process.exit(1);
}

function compile(output) {
  const files = readdirSync(sources).filter((name) => name.endsWith('.c'));
  const strict = flags.includes('--strict') ? ['-Werror'] : [];
  mkdirSync(dirname(output), { recursive: true });
  // Under another name first: two builds at once, or a process that has the old one open, must not see half a file.
  const unfinished = `${output}.${process.pid}`;
  const paths = files.map((name) => join(sources, name));
  const result = spawnSync(
    compiler,
    [...OPTIONS, ...strict, '-I', headers(), '-o', unfinished, ...paths, '-ldl'],
    {
      encoding: 'utf8',
    },
  );
  if (result.error?.code === 'ENOENT')
    fail(`no C compiler (${compiler}): install gcc, on Debian: apt-get install gcc libc6-dev`);
  if (result.error) fail(result.error.message);
  if (result.status !== 0) {
    rmSync(unfinished, { force: true });
    process.stderr.write(result.stderr);
    fail(`${compiler} ended with status ${result.status}`);
  }
  renameSync(unfinished, output);
}

const output = outputPath();
try {
  if (flags.includes('--force') || !isUpToDate(output)) compile(output);
} catch (error) {
  fail(error.message);
}
