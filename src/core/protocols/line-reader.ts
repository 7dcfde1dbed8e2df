import { CR, indexOfOctet, LF } from './ascii.ts';

/** Octets of a line that are looked at; the rest of a longer one is passed over. */
const LONGEST_LINE = 1000;

/** Reads one direction line by line; holds nothing. */
export class LineReader {
  /** Where the text of the line that was read begins, and where it ends, without its line end. */
  textStart = 0;
  textEnd = 0;
  /** Everything before this is done with. */
  next = 0;
  private passesOver = false;

  /** Is there a line at `start`? */
  read(octets: Uint8Array, start: number, end: number): boolean {
    this.next = start;
    if (this.passesOver && !this.passOver(octets, start, end)) return false;
    const from = this.next;
    this.textStart = from;
    const bound = Math.min(end, from + LONGEST_LINE);
    const lineFeed = indexOfOctet(octets, LF, from, bound);
    if (lineFeed === -1) {
      if (end - from < LONGEST_LINE) return false;
      this.passesOver = true;
      this.textEnd = bound;
      this.next = bound;
      return true;
    }
    this.textEnd = lineFeed > from && octets[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed;
    this.next = lineFeed + 1;
    return true;
  }

  /** The rest of the line that was begun is missing, or of no interest: the next line is read after its end. */
  passRest(): void {
    this.passesOver = true;
  }

  private passOver(octets: Uint8Array, start: number, end: number): boolean {
    const lineFeed = indexOfOctet(octets, LF, start, end);
    this.next = lineFeed === -1 ? end : lineFeed + 1;
    this.passesOver = lineFeed === -1;
    return !this.passesOver;
  }
}
