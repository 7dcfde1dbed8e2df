import type { Octets } from '../dissector.ts';
import { all, any, dialogue, from, hex, type Rule, u8, u16 } from '../signatures/rule.ts';
import { PUBLISH, readFixedHeader, SUBSCRIBE } from './packet.ts';

const DEL = 0x7f;
/** Packet identifier of SUBSCRIBE, before its first topic. */
const IDENTIFIER_OCTETS = 2;

/** CONNACK of 3.1.1 (section 3.2): whether there is a session, and a code up to 5. */
const oldAnswer: Rule = all(hex(0, '20 02'), u8(2, from(0, 1)), u8(3, from(0, 5)));

/** CONNACK of 5 (section 3.2): a reason, and properties up to the end of the packet. */
const newAnswer: Rule = all(
  hex(0, '20'),
  u8(1, from(3, DEL)),
  u8(2, from(0, 1)),
  u8(3, (reason) => reason === 0 || (reason >= 0x80 && reason <= 0x9f)),
  ({ octets, start, end }: Octets) => {
    if (end - start < 5) return 'need-more';
    return octets[start + 4] === (octets[start + 1] as number) - 3 ? 'match' : 'reject';
  },
);

/** PUBLISH or SUBSCRIBE with a topic of text that fits into it; in 5 properties stand before it, of which there are none. */
const topic: Rule = ({ octets, view, start, end }) => {
  const type = (octets[start] as number) >> 4;
  if (type !== PUBLISH && type !== SUBSCRIBE) return 'reject';
  const header = readFixedHeader(octets, start, end);
  if (typeof header === 'string') return 'reject';
  if (header === null) return 'need-more';
  const body = start + header.octets;
  let at = body + (type === SUBSCRIBE ? IDENTIFIER_OCTETS : 0);
  if (end - at < 3) return 'need-more';
  if (type === SUBSCRIBE && view.getUint16(at) === 0) at += 1;
  if (end - at < 2) return 'need-more';
  const topicEnd = at + 2 + view.getUint16(at);
  if (topicEnd === at + 2 || topicEnd > body + header.remainingLength) return 'reject';
  for (let i = at + 2; i < Math.min(end, topicEnd); i += 1)
    if ((octets[i] as number) < 0x20 || octets[i] === DEL) return 'reject';
  return topicEnd <= end ? 'match' : 'need-more';
};

const PING: Rule = hex(0, 'c0 00');
const PING_ANSWER: Rule = hex(0, 'd0 00');

/**
 * Joined late, or heard from one side only: a connection is answered, and what else either side says is of MQTT; or a ping is.
 */
export const identifyLate: Rule = any(
  dialogue(any(oldAnswer, newAnswer), any(topic, PING)),
  dialogue(PING, PING_ANSWER),
  all(oldAnswer, any(all(hex(4, '90'), u8(5, from(3, DEL)), u16(6, from(1, 0xffff))), hex(4, 'd0 00'))),
);
