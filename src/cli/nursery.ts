import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** The heap's nursery grows no further from here on: larger ones spare no time and cost up to 100 MB. */
const LARGE_ENOUGH_OCTETS = 8 << 20;
const LOOK_MILLISECONDS = 10;

/**
 * Ends the growth of this thread's nursery where it has grown large enough; V8 has no other way than a flag at its start,
 * which is too late here. What a report makes is either gone at once or kept for the whole run. Gives how to stop looking.
 */
export function limitNursery(): () => void {
  const timer = setInterval(() => {
    const nursery = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    if (nursery !== undefined && nursery.space_size < LARGE_ENOUGH_OCTETS) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    clearInterval(timer);
  }, LOOK_MILLISECONDS).unref();
  return () => clearInterval(timer);
}
