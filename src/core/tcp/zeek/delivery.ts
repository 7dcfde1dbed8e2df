import { isAfter, isAtOrAfter } from '../sequence.ts';
import { nothingAcknowledged, type ZeekEnd } from './zeek-end.ts';

/** As in Zeek (tcp_max_above_hole_without_any_acks): past it the other direction is taken to be invisible. */
const OCTETS_BEYOND_HOLE_AT_MOST = 16384;

/** Stretches kept beyond holes for one end; past it the holes between further ones run together and count as one. */
const ISLANDS_AT_MOST = 64;

/** Takes in payload at a relative sequence number; octets that were seen or acknowledged before change nothing. */
export function deliver(end: ZeekEnd, sequence: number, length: number): void {
  const upTo = (sequence + length) | 0;
  const acknowledged = (end.acknowledged - end.start) | 0;
  const from = isAfter(acknowledged, sequence) ? acknowledged : sequence;
  if (!isAfter(upTo, from) || !isAfter(upTo, end.delivered)) return;
  if (end.deliveryOver) return;
  if (!isAfter(from, end.delivered)) {
    end.delivered = upTo;
    absorb(end);
    return;
  }
  end.islands ??= [];
  insert(end.islands, from, upTo);
  const furthest = end.islands[end.islands.length - 1] as number;
  if (!nothingAcknowledged(end) || ((furthest - end.delivered) | 0) <= OCTETS_BEYOND_HOLE_AT_MOST) return;
  end.deliveryOver = true;
  end.islands = null;
}

/**
 * Takes in that the other end acknowledges all below a relative sequence number. Gives how many holes that leaves for
 * good: stretches that were acknowledged and never seen.
 */
export function acknowledge(end: ZeekEnd, sequence: number, partial: boolean): number {
  const upTo = end.finEnd !== 0 && isAtOrAfter(sequence, end.finEnd) ? end.finEnd - 1 : sequence;
  if (!isAfter(upTo, end.delivered)) return 0;
  // A made-up start may be an octet or two off.
  if (partial && upTo <= 2) return 0;
  if (end.deliveryOver) {
    end.delivered = upTo;
    return 0;
  }
  let holes = 0;
  for (let next = nextIsland(end, upTo); next !== null; next = nextIsland(end, upTo)) {
    holes++;
    end.delivered = next;
    absorb(end);
  }
  if (isAfter(upTo, end.delivered)) {
    holes++;
    end.delivered = upTo;
    absorb(end);
  }
  return holes;
}

/** Where the next island begins, if that is below `upTo`. */
function nextIsland(end: ZeekEnd, upTo: number): number | null {
  const next = end.islands?.[0];
  return next !== undefined && isAfter(upTo, next) ? next : null;
}

/** Islands that what is delivered has reached are delivered too. */
function absorb(end: ZeekEnd): void {
  const { islands } = end;
  if (islands === null) return;
  let reached = 0;
  while (reached < islands.length && isAtOrAfter(end.delivered, islands[reached] as number)) {
    const islandEnd = islands[reached + 1] as number;
    if (isAfter(islandEnd, end.delivered)) end.delivered = islandEnd;
    reached += 2;
  }
  if (reached === islands.length) end.islands = null;
  else if (reached > 0) islands.splice(0, reached);
}

/** Puts in a stretch, made one with those that it touches; one island too many is not kept. */
function insert(islands: number[], from: number, upTo: number): void {
  let at = 0;
  while (at < islands.length && isAfter(from, islands[at + 1] as number)) at += 2;
  let behind = at;
  let [begins, ends] = [from, upTo];
  while (behind < islands.length && isAtOrAfter(upTo, islands[behind] as number)) {
    if (isAfter(begins, islands[behind] as number)) begins = islands[behind] as number;
    if (isAfter(islands[behind + 1] as number, ends)) ends = islands[behind + 1] as number;
    behind += 2;
  }
  if (behind === at && islands.length >= 2 * ISLANDS_AT_MOST) return;
  islands.splice(at, behind - at, begins, ends);
}
