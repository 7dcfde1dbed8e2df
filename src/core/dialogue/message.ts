import type { Saying, Side } from '../protocols/dissector.ts';
import type { Moment } from '../tcp/reassembler.ts';

/** Something said, and the segment with which it was complete. */
export interface Message extends Saying, Moment {
  readonly from: Side;
  /** Canonical name of the protocol in which it was said. */
  readonly protocol: string;
}

/** Behind the segment `ordinal` another protocol is spoken: its canonical name. */
export interface Switch {
  readonly ordinal: number;
  readonly to: string;
}
