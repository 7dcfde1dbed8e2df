import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { IS_ROOT, liveOptions, openDescriptors, startServer, talk } from './live-traffic.ts';

const WORKER = new URL('./live-worker.ts', import.meta.url);

function start(captureFilter: string): Worker {
  return new Worker(WORKER, { workerData: liveOptions({ captureFilter }) });
}

async function nextMessage(worker: Worker): Promise<unknown> {
  const [message] = await once(worker, 'message');
  return message;
}

describe.skipIf(!IS_ROOT)('live capture in worker threads (needs root)', () => {
  it('captures in two threads at once, each all of it', async () => {
    const { port, stop } = await startServer('hello');
    const workers = [start(`tcp port ${port}`), start(`tcp port ${port}`)];
    expect(await Promise.all(workers.map(nextMessage))).toEqual(['opened', 'opened']);
    await talk(port);
    for (const worker of workers) worker.postMessage('end');
    const [first, second] = (await Promise.all(workers.map(nextMessage))) as [string[], string[]];
    await stop();
    expect(first.length).toBeGreaterThanOrEqual(7);
    expect(second).toHaveLength(first.length);
  });

  it('survives the end of a thread that captures, or is about to', async () => {
    const { port, stop } = await startServer('hello');
    await start('tcp').terminate();
    const before = openDescriptors();
    for (let time = 0; time < 10; time++) {
      const worker = start(`tcp port ${port}`);
      if (time % 2 === 0) await nextMessage(worker);
      else await once(worker, 'online');
      const talking = talk(port);
      expect(await worker.terminate()).toBe(1);
      await talking;
    }
    await stop();
    expect(openDescriptors()).toBeLessThanOrEqual(before);
  });
});
