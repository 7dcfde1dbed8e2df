import type { Segment } from '../wire/segment.ts';
import { createTcpOptions, readTcpOptions, type TcpOptions } from '../wire/tcp-options.ts';

/** Hosts offer few different things: past so many, what is known is forgotten. */
const MOST_KNOWN = 1024;

const FAST_OPEN = { none: 0, request: 1, cookie: 2 } as const satisfies Record<
  TcpOptions['fastOpen'],
  number
>;

const known = new Map<number, Readonly<TcpOptions>>();
const read = createTcpOptions();

/**
 * What a SYN offers. All ends that offer the same share one object, because there may be a million of them; so what is of
 * one SYN alone, the values of its timestamps and where it has what, is left out.
 */
export function offeredOptions(view: DataView, s: Segment): Readonly<TcpOptions> {
  readTcpOptions(view, s.optionsStart, s.optionsEnd, read);
  read.timestampValue = 0;
  read.timestampEcho = 0;
  read.sackStart = 0;
  const key = keyOf(read);
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const fresh = { ...read };
  known.set(key, fresh);
  return fresh;
}

/** Everything in one number: 16 bits for the segment size, and few for each of the others. */
function keyOf(options: TcpOptions): number {
  const flags =
    (options.sackPermitted ? 1 : 0) +
    (options.hasTimestamps ? 2 : 0) +
    (options.multipath ? 4 : 0) +
    (options.malformed ? 8 : 0);
  // Forty octets hold no more than 4 blocks and 20 options.
  let key = options.maximumSegmentSize;
  key = key * 16 + options.windowShift + 1;
  key = key * 8 + options.sackBlocks;
  key = key * 32 + options.others;
  key = key * 3 + FAST_OPEN[options.fastOpen];
  return key * 16 + flags;
}
