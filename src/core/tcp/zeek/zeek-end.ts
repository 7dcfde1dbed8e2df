/** Where Zeek takes an end of a connection to be: its own seven states, not those of RFC 9293, in its own order. */
export const INACTIVE = 0;
export const SYN_SENT = 1;
export const SYN_ACK_SENT = 2;
/** It sends, but its SYN was not seen. */
export const PARTIAL = 3;
export const ESTABLISHED = 4;
export const CLOSED = 5;
export const RESET = 6;

/** One end as Zeek follows it. Sequence numbers are signed 32-bit integers; those called relative count from `start`. */
export class ZeekEnd {
  state = INACTIVE;
  /** The state before the last change. */
  previous = INACTIVE;
  /** The sequence number of its SYN, or one before the first number seen. */
  start = 0;
  /** After the furthest octet it sent. */
  last = 0;
  /** The furthest that the other end has acknowledged. */
  acknowledged = 0;
  /** It has sent or had acknowledged 2^31 octets: a relative number below zero is far ahead then, not before the start. */
  far = false;
  /** Relative, after the last FIN; 0 as long as there was none. */
  finEnd = 0;
  /** Relative sequence numbers of the last SYN and RST: only another number makes another letter. */
  lastSyn = 0;
  lastRst = 0;
  /** Relative: everything below it was seen, or was given up as a gap. */
  delivered = 1;
  /** Gaps are looked for no longer. */
  deliveryOver = false;
  /** What was seen beyond a hole: relative beginnings and ends in turn, ascending. Null where there is no hole. */
  islands: number[] | null = null;
  retransmissions = 0;
  zeroWindows = 0;
  gaps = 0;

  enter(state: number): void {
    if (state === this.state) return;
    this.previous = this.state;
    this.state = state;
  }
}

/** It sent a SYN and has not been reset: what Zeek wants of both ends before it calls missing data a gap. */
export function isClean(end: ZeekEnd): boolean {
  return end.state === ESTABLISHED || (end.state === CLOSED && end.previous === ESTABLISHED);
}

/** Nothing of what it sent was acknowledged, apart from a SYN. */
export function nothingAcknowledged(end: ZeekEnd): boolean {
  const octets = (end.acknowledged - end.start) | 0;
  return octets === 0 || octets === 1;
}

/** Whether it sent any octet, by its sequence numbers and what the other end acknowledged. */
export function sentNothing(end: ZeekEnd): boolean {
  const sent = (end.last - end.start) | 0;
  const acknowledged = (end.acknowledged - end.start) | 0;
  return Math.max(sent, acknowledged) <= (end.finEnd !== 0 ? 2 : 1) && !end.far;
}
