import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { fixture, jsonLines, startProgram, stopPrograms } from '../support/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'signals-'));
afterEach(stopPrograms);
afterAll(() => rmSync(folder, { recursive: true }));

it.each(['SIGUSR1', 'SIGUSR2'] as const)('%s neither ends it nor opens the inspector', async (signal) => {
  const pipe = join(folder, signal);
  execFileSync('mkfifo', [pipe]);
  const program = startProgram(['-r', pipe, '--json']);
  // Resolves when the program has opened the other end.
  const writer = await open(pipe, 'w');
  program.child.kill(signal);
  await writer.writeFile(readFileSync(fixture('http-close.pcap')));
  await writer.close();
  const { code, output, errors } = await program.finished;
  expect(errors).toBe('');
  expect(code).toBe(0);
  expect(jsonLines(output)).toHaveLength(2);
});
