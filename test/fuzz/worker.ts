import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort, threadId, workerData } from 'node:worker_threads';
import { type Campaign, runCampaign } from './campaign.ts';
import { loadMaterial } from './material.ts';

/** One thread of a campaign: writes which case it is at to shared memory, and posts what was wrong when it is done. */
const { campaign, at } = workerData as { readonly campaign: Campaign; readonly at: Float64Array };
const path = join(tmpdir(), `fuzz-${process.pid}-${threadId}.capture`);
const onCase = (index: number): void => {
  at[0] = index;
};
const outcome = await runCampaign({ ...campaign, onCase }, { materials: loadMaterial(), path });
rmSync(path, { force: true });
parentPort?.postMessage({ ...outcome, heapOctets: heapAfterCollection() });

function heapAfterCollection(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
