/** A worker thread that captures as its data says, and posts each frame's time; a message makes it end. */
import { parentPort, workerData } from 'node:worker_threads';
import { type LiveOptions, openLive } from '../../src/source/live.ts';
import { framesOf } from './live-traffic.ts';

const source = await openLive(workerData as LiveOptions);
parentPort?.once('message', () => source.close());
parentPort?.postMessage('opened');
const times: string[] = [];
for await (const batch of source.batches())
  for (const frame of framesOf(batch)) times.push(`${frame.seconds}.${frame.nanoseconds}`);
parentPort?.postMessage(times);
parentPort?.close();
