import { openCap } from '../source/cap-driver.ts';
import { openFile } from '../source/file.ts';
import { openLive } from '../source/live.ts';
import type { Source } from '../source/source.ts';
import type { FileInput, LiveInput } from './options.ts';

const DRIVERS = { libpcap: openLive, cap: openCap } as const;

/** Opens all that a session reads from; where one cannot be opened, the others are closed again and its Failure is thrown. */
export async function openSources(input: LiveInput | FileInput): Promise<Source[]> {
  if (input.kind === 'file') return [await openFile(input.path)];
  const sources: Source[] = [];
  try {
    for (const device of input.devices) sources.push(await DRIVERS[input.driver]({ ...input, device }));
  } catch (error) {
    await Promise.all(sources.map((source) => source.close()));
    throw error;
  }
  return sources;
}
