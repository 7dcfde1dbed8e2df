import type { Segment } from '../wire/segment.ts';
import { createTcpOptions, readTcpOptions, type TcpOptions } from '../wire/tcp-options.ts';
import { Troubles } from './analysis/analysed-end.ts';
import type { Endpoint } from './endpoint.ts';

/** Hosts offer few different things: past so many, what is known is forgotten. */
const MOST_KNOWN = 1024;

/** Of one end, as many offers are kept that differ from the one after. */
const MOST_EARLIER = 4;

/** What the SYNs of one end offered before the segment of its connection with this ordinal, which offers something else. */
export interface EarlierOffer {
  /** Null where it is not kept. */
  readonly offered: Readonly<TcpOptions> | null;
  readonly untilOrdinal: number;
}

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

/**
 * The SYN with this ordinal offers this: one that is sent again may offer less, where it seems that the first one was lost
 * for what it offered (RFC 7413, section 4.2.1).
 */
export function noteOffer(end: Endpoint, offered: Readonly<TcpOptions>, ordinal: number): void {
  if (end.offered !== null && end.offered !== offered) {
    end.troubles ??= new Troubles();
    end.troubles.earlierOffers ??= [];
    const { earlierOffers } = end.troubles;
    const isKept = earlierOffers.length < MOST_EARLIER;
    earlierOffers[Math.min(earlierOffers.length, MOST_EARLIER)] = {
      offered: isKept ? end.offered : null,
      untilOrdinal: ordinal,
    };
  }
  end.offered = offered;
}

/** What the SYN of an end with this ordinal offered; null where that is not known any more. */
export function offeredBy({ troubles, offered }: Endpoint, ordinal: number): Readonly<TcpOptions> | null {
  const earlier = troubles?.earlierOffers?.find(({ untilOrdinal }) => ordinal < untilOrdinal);
  return earlier === undefined ? offered : earlier.offered;
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
