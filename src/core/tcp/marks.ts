// Marks of a segment, a bit set of at most 21 bits.

/** Sent again, in whatever way. */
export const MARK_RETRANSMISSION = 1 << 0;
export const MARK_ZERO_WINDOW = 1 << 1;
/** A TCP keep-alive probe (RFC 9293, section 3.8.4); a probe of a closed window is marked as such instead. */
export const MARK_KEEP_ALIVE = 1 << 2;
/** Behind octets that had not been seen by then. */
export const MARK_GAP_BEFORE = 1 << 3;
/** Sent again because of duplicate ACKs; always beside MARK_RETRANSMISSION, as are the next two. */
export const MARK_FAST = 1 << 4;
/** Sent again after so long a silence of its sender that only its timer can be the cause. */
export const MARK_TIMEOUT = 1 << 5;
/** Sent again though the other end had acknowledged it. */
export const MARK_SPURIOUS = 1 << 6;
export const MARK_OUT_OF_ORDER = 1 << 7;
export const MARK_DUPLICATE_ACK = 1 << 8;
/** Fills the window that the other end offers. */
export const MARK_WINDOW_FULL = 1 << 9;
export const MARK_WINDOW_PROBE = 1 << 10;
export const MARK_WINDOW_PROBE_ACK = 1 << 11;
export const MARK_KEEP_ALIVE_ACK = 1 << 12;
/** Acknowledges octets that had not been seen by then. */
export const MARK_ACKED_UNSEEN = 1 << 13;
export const MARK_WINDOW_UPDATE = 1 << 14;
/** In a ladder only, and alone: the packet above, captured again. */
export const MARK_COPY = 1 << 15;
/** Sent again as a probe for the loss of what was sent last (RFC 8985, section 7); beside MARK_RETRANSMISSION. */
export const MARK_LOSS_PROBE = 1 << 16;
/** In a ladder only, and alone: a packet that came before, once more: it was doubled on its way. */
export const MARK_DOUBLE = 1 << 17;
/** The first that was seen of a newer connection on the same pair of ends, whose SYN was not; no part of its analysis. */
export const MARK_NEWER = 1 << 18;
/** Names for text and JSON, in the order of their bits. */
export const MARK_NAMES = [
  'RETX',
  'ZERO-WINDOW',
  'KEEP-ALIVE',
  'GAP-BEFORE',
  'FAST',
  'TIMEOUT',
  'SPURIOUS',
  'OUT-OF-ORDER',
  'DUP-ACK',
  'WINDOW-FULL',
  'WINDOW-PROBE',
  'WINDOW-PROBE-ACK',
  'KEEP-ALIVE-ACK',
  'ACKED-UNSEEN',
  'WINDOW-UPDATE',
  'COPY',
  'LOSS-PROBE',
  'DOUBLE',
] as const;
/** These tell of nothing that went wrong, and are folded away without a trace. */
export const QUIET_MARKS = MARK_WINDOW_UPDATE;
/** A segment that has no other mark than these may be folded: they come with every segment while a state of things lasts. */
export const FOLDED_MARKS = QUIET_MARKS | MARK_WINDOW_FULL | MARK_DUPLICATE_ACK;
