import type { Octets } from '../dissector.ts';
import {
  CONNACK,
  type FixedHeader,
  PUBACK,
  PUBCOMP,
  PUBREC,
  PUBREL,
  SUBSCRIBE,
  UNSUBSCRIBE,
} from './packet.ts';

/** No packet has told yet which version is spoken. */
export const UNKNOWN_LEVEL = 0;
const LEVEL_4 = 4;
const LEVEL_5 = 5;
/** What these packets have behind their fixed header before version 5; it may be so in 5 too, except of CONNACK. */
const SHORT_OCTETS = 2;
const ACKNOWLEDGMENTS = new Set([PUBACK, PUBREC, PUBREL, PUBCOMP]);

/**
 * The protocol level that a packet other than CONNECT shows by where its properties are, which only version 5 has;
 * `UNKNOWN_LEVEL` where it does not. `span` is what is here of the packet, behind its fixed header.
 */
export function levelShownBy({ type, remainingLength }: FixedHeader, { view, start, end }: Octets): number {
  if (type === CONNACK) return remainingLength > SHORT_OCTETS ? LEVEL_5 : LEVEL_4;
  if (ACKNOWLEDGMENTS.has(type)) return remainingLength > SHORT_OCTETS ? LEVEL_5 : UNKNOWN_LEVEL;
  if ((type !== SUBSCRIBE && type !== UNSUBSCRIBE) || end - start < 4) return UNKNOWN_LEVEL;
  // No topic is empty: two zeros are no properties, and the first octet of a topic's length.
  const topicOctets = view.getUint16(start + 2);
  if (topicOctets === 0) return LEVEL_5;
  return topicOctets < 0x100 ? LEVEL_4 : UNKNOWN_LEVEL;
}
