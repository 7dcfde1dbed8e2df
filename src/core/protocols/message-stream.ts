import type { Octets, Telling } from './dissector.ts';

/** What reading one message came to: 'pause' leaves what follows for later, or for the next protocol. */
export type Step = 'go-on' | 'pause' | 'malformed';

/** What a message whose length stands in front of it is, for one direction of a protocol. */
export interface MessageReader {
  /** Octets of the message at `at`, its head included; 0 where that cannot be told yet, -1 where there is none. */
  measure(octets: Uint8Array, view: DataView, at: number, end: number): number;
  /** How many of its `total` octets `read` looks at: only these have to be there. */
  wanted(octets: Uint8Array, at: number, end: number, total: number): number;
  /** Reads the message at `at`, of which `end` - `at` octets are there: those wanted, or fewer before a gap. */
  read(octets: Uint8Array, view: DataView, at: number, end: number, total: number, telling: Telling): Step;
  /** Octets behind a gap: where between `at` and `end` a message begins for certain, or -1. */
  resume(octets: Uint8Array, view: DataView, at: number, end: number): number;
}

/** One direction of messages, each with its length in front. What a reader does not want is passed over, not kept. */
export class MessageStream {
  private readonly reader: MessageReader;
  /** Octets of the message before that are still to come, and that nobody looks at. */
  private remaining = 0;
  /** It is not known where a message begins. */
  private isLost = false;
  private wasLost = false;
  /** Octets of the message that has begun, and of which more is wanted; 0 where none has. */
  private begunTotal = 0;

  constructor(reader: MessageReader) {
    this.reader = reader;
  }

  /** How many octets are done with, or -1 where these are not the protocol's messages. */
  take({ octets, view, start, end }: Octets, telling: Telling): number {
    this.begunTotal = 0;
    let at = start + Math.min(this.remaining, end - start);
    this.remaining -= at - start;
    if (this.isLost && at < end) {
      at = this.reader.resume(octets, view, at, end);
      if (at === -1) return end - start;
      this.isLost = false;
    }
    while (at < end) {
      const total = this.reader.measure(octets, view, at, end);
      const wanted = total <= 0 ? 0 : Math.min(total, this.reader.wanted(octets, at, end, total));
      if (total === 0 || end - at < wanted) {
        this.begunTotal = Math.max(0, total);
        break;
      }
      const step =
        total === -1 ? 'malformed' : this.reader.read(octets, view, at, at + wanted, total, telling);
      if (step === 'malformed') {
        if (!this.wasLost) return -1;
        this.lose();
        return end - start;
      }
      const there = Math.min(total, end - at);
      this.remaining = total - there;
      at += there;
      if (step === 'pause') break;
    }
    return at - start;
  }

  /** Octets are missing; a message that has begun is read as far as it is there, in `rest`. */
  gap(missingOctets: number, telling: Telling, rest: Octets | null): void {
    const { begunTotal } = this;
    if (begunTotal > 0 && rest !== null) {
      const { octets, view, start, end } = rest;
      this.begunTotal = 0;
      this.remaining = begunTotal - (end - start);
      this.reader.read(octets, view, start, end, begunTotal, telling);
    }
    if (missingOctets > this.remaining) this.lose();
    else this.remaining -= missingOctets;
  }

  /** The messages that are there cannot be read: it goes on where one begins for certain. */
  lose(): void {
    this.begunTotal = 0;
    this.isLost = true;
    this.wasLost = true;
    this.remaining = 0;
  }
}
