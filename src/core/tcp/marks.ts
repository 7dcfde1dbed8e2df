/** Marks of a segment, a bit set. */
export const MARK_RETRANSMISSION = 1;
export const MARK_ZERO_WINDOW = 2;
export const MARK_KEEP_ALIVE = 4;
/** Behind data that was never seen. */
export const MARK_GAP_BEFORE = 8;
/** Names for text and JSON, in the order of their bits. */
export const MARK_NAMES = ['RETX', 'ZERO-WINDOW', 'KEEP-ALIVE', 'GAP-BEFORE'] as const;
