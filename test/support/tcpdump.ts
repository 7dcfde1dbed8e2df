import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Root, with tcpdump and tshark to compare with: what tests on live traffic need. */
export const CAN_CAPTURE =
  process.getuid?.() === 0 &&
  ['tcpdump', 'tshark'].every((name) => spawnSync(name, ['--version']).error === undefined);

export interface Recording {
  readonly file: string;
  /** Resolves when all that has been on the wire is in the file. */
  stop(): Promise<void>;
}

/** In immediate mode every packet takes a place of the largest size: room for as many as a busy machine lets wait. */
const BUFFER_KIBIBYTES = '32768';
/** A file that has not grown for so long holds all that there was. */
const STILL_MILLISECONDS = 800;

/** Starts tcpdump and resolves when it is capturing. Times are kept to the nanosecond. */
export async function startTcpdump(file: string, device: string, filter: string): Promise<Recording> {
  const options = ['-i', device, '-B', BUFFER_KIBIBYTES, '-U', '--immediate-mode', '-w', file];
  const child = spawn('tcpdump', [...options, '--time-stamp-precision=nano', filter], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
      if (said.includes('listening on')) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`tcpdump does not start: ${said}`)));
  });
  return {
    file,
    stop: async () => {
      await settled(file);
      const ended = once(child, 'close');
      child.kill('SIGINT');
      await ended;
      if (!/^0 packets dropped by kernel/m.test(said)) throw new Error(`tcpdump lost packets: ${said}`);
    },
  };
}

/** Resolves when a file has stopped growing. */
async function settled(file: string): Promise<void> {
  for (let size = -1, next = 0; size !== next; ) {
    size = next;
    await pause(STILL_MILLISECONDS);
    next = statSync(file).size;
  }
}

/** The values of some fields of each packet that a display filter lets through, as tshark reads them. */
export async function tsharkFields(
  file: string,
  filter: string,
  fields: readonly string[],
): Promise<string[][]> {
  const wanted = fields.flatMap((field) => ['-e', field]);
  const { stdout } = await run('tshark', ['-n', '-r', file, '-Y', filter, '-T', 'fields', ...wanted], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}
