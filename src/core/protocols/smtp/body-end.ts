import { CR, indexOfOctet, LF } from '../ascii.ts';

/** What ends a message, the line end before it included (RFC 5321, section 4.1.1.4). */
const END = [CR, LF, 0x2e, CR, LF] as const;
/** A message begins at the beginning of a line. */
const AFTER_LINE_END = 2;
/** The full stop on a line of its own is not the message's. */
const LAST_LINE_OCTETS = 3;

/** Looks for the end of a message in octets that are not kept. */
export class BodyEnd {
  isFound = false;
  /** Of the message, once its end is found. */
  octets = 0;
  private matched = AFTER_LINE_END;

  begin(): void {
    this.isFound = false;
    this.octets = 0;
    this.matched = AFTER_LINE_END;
  }

  /** Passes over the message; where it has ended, or `end`. */
  find(octets: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end && !this.isFound) {
      if (this.matched === 0) {
        const carriageReturn = indexOfOctet(octets, CR, at, end);
        at = carriageReturn === -1 ? end : carriageReturn + 1;
        this.matched = carriageReturn === -1 ? 0 : 1;
        continue;
      }
      const octet = octets[at] as number;
      at += 1;
      this.matched = octet === END[this.matched] ? this.matched + 1 : octet === CR ? 1 : 0;
      this.isFound = this.matched === END.length;
    }
    this.octets += at - start - (this.isFound ? LAST_LINE_OCTETS : 0);
    return at;
  }

  gap(missingOctets: number): void {
    this.octets += missingOctets;
    this.matched = 0;
  }
}
