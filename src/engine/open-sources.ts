import { openFile } from '../source/file.ts';
import type { Source } from '../source/source.ts';
import type { FileInput, LiveInput } from './options.ts';

/** What captures is loaded only where something is captured: reading a small file takes less time than loading it. */
const DRIVERS = {
  libpcap: async () => (await import('../source/live.ts')).openLive,
  cap: async () => (await import('../source/cap-driver.ts')).openCap,
} as const;

/** Opens all that a session reads from; where one cannot be opened, the others are closed again and its Failure is thrown. */
export async function openSources(input: LiveInput | FileInput): Promise<Source[]> {
  if (input.kind === 'file') return [await openFile(input.path)];
  const sources: Source[] = [];
  try {
    const open = await DRIVERS[input.driver]();
    for (const device of input.devices) sources.push(await open({ ...input, device }));
  } catch (error) {
    await Promise.all(sources.map((source) => source.close()));
    throw error;
  }
  return sources;
}
