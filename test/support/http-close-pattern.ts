/**
 * The strip of the dialogue http-close, in a row of the list. On a slow machine the ACK of the first FIN comes on its
 * own, before the second FIN.
 */
export const HTTP_CLOSE_STRIP = /\bSsAPapA?fA?Fa\b/;
/** The same as the field `flags` of the JSON lines. */
export const HTTP_CLOSE_FLAGS = /^>S <SA >A >PA <A <PA (>A )?<FA (>A )?>FA <A$/;
