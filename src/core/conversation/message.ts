import type { Moment } from '../moment.ts';
import type { Saying } from '../protocols/dissector.ts';
import type { Side } from '../side.ts';

/** Something said, and the segment with which it was complete. */
export interface Message extends Saying, Moment {
  readonly from: Side;
  /** Canonical name of the protocol in which it was said. */
  readonly protocol: string;
  /** Requests that wait for their final response once it was said. */
  readonly open: number;
}

/** In the segment `ordinal`, behind the first `before` messages that it completes, another protocol begins. */
export interface Switch {
  readonly ordinal: number;
  readonly before: number;
  /** Its canonical name, and that of what wraps it, which was decrypted; null where nothing does. */
  readonly to: string;
  readonly within: string | null;
}
