import { CR, decimal, indexOfOctet, LF, startsWith } from '../ascii.ts';
import { BULK_STRING } from './value-stream.ts';

/** Redis, "How Redis replication works": where the length is not known before, a mark of so many octets ends it. */
const MARK_OCTETS = 40;
const MARKED = 'EOF:';
/** `$EOF:`, the mark, and a line end; of a length there is less. */
const LONGEST_HEAD = 1 + MARKED.length + MARK_OCTETS + 2;

/** What a replica gets first: all data as an RDB, which is no value of RESP. It is passed over and counted. */
export class Snapshot {
  octets = 0;
  /** What the octets given last came to: 'absent' where something else comes than a snapshot, 'over' behind its end. */
  state: 'open' | 'over' | 'absent' = 'open';
  /** Octets of one that a mark ends are missing: the mark may be among them. */
  mayHaveEnded = false;
  private phase: 'head' | 'of a length' | 'up to a mark' = 'head';
  private remaining = 0;
  private mark = new Uint8Array(0);
  /** How much of the mark stands at the end of what was looked at, and where to go on where the next octet is not its. */
  private matched = 0;
  private fallbacks: readonly number[] = [];

  get hasBegun(): boolean {
    return this.phase !== 'head';
  }

  /** How many octets are done with. */
  take(octets: Uint8Array, start: number, end: number): number {
    let at = this.phase === 'head' ? this.takeHead(octets, start, end) : start;
    if (this.phase === 'head') return at - start;
    at = this.phase === 'of a length' ? this.pass(at, end) : this.findMark(octets, at, end);
    if (this.isOver) this.state = 'over';
    return at - start;
  }

  /** Octets are missing inside of it; false where they are more than is left of it. */
  gap(missingOctets: number): boolean {
    if (this.phase === 'head' || (this.phase === 'of a length' && missingOctets >= this.remaining))
      return false;
    this.octets += this.phase === 'of a length' ? 0 : missingOctets;
    this.remaining -= missingOctets;
    this.matched = 0;
    this.mayHaveEnded = this.phase === 'up to a mark';
    return true;
  }

  private get isOver(): boolean {
    return this.phase === 'of a length' ? this.remaining === 0 : this.matched === MARK_OCTETS;
  }

  /** Where what it is begins; it is still to come where the phase stays the same. */
  private takeHead(octets: Uint8Array, start: number, end: number): number {
    let at = start;
    // As long as it is being made, empty lines keep the connection alive.
    while (at < end && octets[at] === LF) at += 1;
    if (at === end) return end;
    const lineFeed = indexOfOctet(octets, LF, at, Math.min(end, at + LONGEST_HEAD));
    const isHead = octets[at] === BULK_STRING && (lineFeed !== -1 || end - at < LONGEST_HEAD);
    if (isHead && lineFeed === -1) return at;
    if (isHead && this.begin(octets, at + 1, lineFeed)) return lineFeed + 1;
    this.state = 'absent';
    this.phase = 'head';
    return at;
  }

  /** Reads what stands behind `$`, up to the line feed. */
  private begin(octets: Uint8Array, start: number, lineFeed: number): boolean {
    const end = octets[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed;
    const markStart = start + MARKED.length;
    if (end - markStart === MARK_OCTETS && startsWith(octets, start, end, MARKED)) {
      this.phase = 'up to a mark';
      this.mark = octets.slice(markStart, end);
      this.fallbacks = fallbacksOf(this.mark);
      return true;
    }
    this.phase = 'of a length';
    this.octets = decimal(octets, start, end);
    this.remaining = this.octets;
    return this.octets >= 0;
  }

  private pass(at: number, end: number): number {
    const passed = Math.min(this.remaining, end - at);
    this.remaining -= passed;
    return at + passed;
  }

  private findMark(octets: Uint8Array, start: number, end: number): number {
    const { mark, fallbacks } = this;
    let at = start;
    while (at < end && this.matched < MARK_OCTETS) {
      const octet = octets[at] as number;
      while (this.matched > 0 && octet !== mark[this.matched])
        this.matched = fallbacks[this.matched - 1] as number;
      if (octet === mark[this.matched]) this.matched += 1;
      at += 1;
    }
    this.octets += at - start;
    if (this.matched === MARK_OCTETS) this.octets -= MARK_OCTETS;
    return at;
  }
}

/** For each beginning of the mark, the longest shorter one that it also ends with (Knuth, Morris and Pratt). */
function fallbacksOf(mark: Uint8Array): number[] {
  const fallbacks = [0];
  let length = 0;
  for (let at = 1; at < mark.length; at += 1) {
    while (length > 0 && mark[at] !== mark[length]) length = fallbacks[length - 1] as number;
    if (mark[at] === mark[length]) length += 1;
    fallbacks.push(length);
  }
  return fallbacks;
}
