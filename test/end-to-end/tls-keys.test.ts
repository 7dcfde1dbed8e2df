import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request, Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { finish } from '../../src/demo/http-client.ts';
import { closed, listen } from '../../src/demo/listen.ts';
import { IS_ROOT, jsonLines, startProgram, stopPrograms } from '../support/program.ts';

const ADDRESS = '127.0.0.1';
/** How much later than what they are for secrets are written, as by programs that write them beside. */
const LATE_MILLISECONDS = 10;

const folder = mkdtempSync(join(tmpdir(), 'tls-keys-'));
const keys = join(folder, 'keys');
let server: Server;
let port = 0;

beforeAll(async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'a.example.test' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  });
  server = new Server({ key, cert }, (_request, response) => response.end('ok'));
  port = await listen(server, ADDRESS, 0);
});
afterEach(stopPrograms);
afterAll(async () => {
  await closed(server);
  rmSync(folder, { recursive: true });
});

/** Asks once, on a connection of its own. */
async function ask(path: string): Promise<void> {
  const asked = request({ host: ADDRESS, port, path, agent: false, rejectUnauthorized: false });
  asked.once('socket', (socket) =>
    socket.on('keylog', (line: Buffer) => setTimeout(() => appendFileSync(keys, line), LATE_MILLISECONDS)),
  );
  await finish(asked);
  await pause(2 * LATE_MILLISECONDS);
}

describe.skipIf(!IS_ROOT)('--tls-keys with a live capture (needs root)', () => {
  it('decrypts what is captured while the secrets are written, also to a new file of the same name', async () => {
    writeFileSync(keys, '');
    const program = startProgram([
      '-i',
      'lo',
      '--json',
      '--messages',
      '--tls-keys',
      keys,
      `tcp port ${port}`,
    ]);
    const askUntil = async (path: string) => {
      let isOver = false;
      const heard = program.heard(`GET ${path}`).finally(() => {
        isOver = true;
      });
      while (!isOver) {
        await ask(path);
        await Promise.race([heard, pause(100)]);
      }
      await heard;
    };
    await askUntil('/first');
    renameSync(keys, `${keys}.1`);
    await askUntil('/second');
    await Promise.all(Array.from({ length: 10 }, () => ask('/many')));
    await program.heard('GET /many');
    program.child.kill('SIGINT');
    const { code, output, errors } = await program.finished;
    expect([code, errors]).toEqual([0, '']);
    const connections = jsonLines(output).filter(({ basis }) => basis === 'syn');
    expect(connections.length).toBeGreaterThanOrEqual(12);
    for (const { protocols, tls, requests, responses } of connections)
      expect({ protocols, isDecrypted: tls.decrypted, requests, responses }).toEqual({
        protocols: ['tls', 'http'],
        isDecrypted: true,
        requests: 1,
        responses: 1,
      });
  });
});
