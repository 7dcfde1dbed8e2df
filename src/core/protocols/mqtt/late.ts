import { type Octets, otherThan } from '../dissector.ts';
import { all, any, dialogue, from, hex, oneOf, type Rule, u8, u16 } from '../signatures/rule.ts';
import { PUBLISH, QOS_BITS, readFixedHeader, SUBSCRIBE, UNSUBSCRIBE } from './packet.ts';

const DEL = 0x7f;
/** Packet identifier of SUBSCRIBE and UNSUBSCRIBE, before their first topic. */
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

/** PUBLISH, SUBSCRIBE or UNSUBSCRIBE with a topic of text that fits into it; in 5 properties stand before it, of which there are none. */
const topic: Rule = ({ octets, view, start, end }) => {
  const type = (octets[start] as number) >> 4;
  if (type !== PUBLISH && type !== SUBSCRIBE && type !== UNSUBSCRIBE) return 'reject';
  const header = readFixedHeader(octets, start, end);
  if (typeof header === 'string') return 'reject';
  if (header === null) return 'need-more';
  const body = start + header.octets;
  let at = body + (type === PUBLISH ? 0 : IDENTIFIER_OCTETS);
  if (end - at < 3) return 'need-more';
  if (type !== PUBLISH && view.getUint16(at) === 0) at += 1;
  if (end - at < 2) return 'need-more';
  const topicEnd = at + 2 + view.getUint16(at);
  if (topicEnd === at + 2 || topicEnd > body + header.remainingLength) return 'reject';
  for (let i = at + 2; i < Math.min(end, topicEnd); i += 1)
    if ((octets[i] as number) < 0x20 || octets[i] === DEL) return 'reject';
  return topicEnd <= end ? 'match' : 'need-more';
};

/** By the type of a packet, the first octets of its answers, which repeat its identifier. */
const ANSWERS: Readonly<Record<number, readonly number[]>> = {
  [PUBLISH]: [0x40, 0x50],
  [SUBSCRIBE]: [0x90],
  [UNSUBSCRIBE]: [0xb0],
};

/** PUBACK, PUBREC and UNSUBACK with a reason and no properties at the most; SUBACK has a code for each topic. */
const answer: Rule = any(
  all(u8(0, oneOf(0x40, 0x50, 0xb0)), u8(1, from(2, 4))),
  all(hex(0, '90'), u8(1, from(3, DEL))),
);

/** Where the packet identifier stands of a packet that is answered, and has a topic that fits; -1 where it has none. */
function identifierAt({ octets, view, start, end }: Octets): number {
  const header = readFixedHeader(octets, start, end);
  if (header === null || typeof header === 'string') return -1;
  const body = start + header.octets;
  if (header.type !== PUBLISH) return body;
  return (header.flags & QOS_BITS) === 0 ? -1 : body + 2 + view.getUint16(body);
}

/** What `first` says has an identifier, and the other side's first octets are the answer that repeats it. */
const asks: Rule = (first, side, other) => {
  const isTopic = topic(first, side, other);
  if (isTopic !== 'match') return isTopic;
  const at = identifierAt(first);
  if (at === -1) return 'reject';
  const isAnswer = other.end === other.start ? 'need-more' : answer(other, otherThan(side), first);
  if (isAnswer === 'reject') return 'reject';
  if (isAnswer === 'need-more' || first.end - at < 2 || other.end - other.start < 4) return 'need-more';
  const answers = ANSWERS[(first.octets[first.start] as number) >> 4] ?? [];
  const isOfIt = answers.includes(other.octets[other.start] as number);
  return isOfIt && other.view.getUint16(other.start + 2) === first.view.getUint16(at) ? 'match' : 'reject';
};

const answers: Rule = (first, side, other) => {
  const isAnswer = answer(first, side, other);
  if (isAnswer === 'reject' || other.end === other.start)
    return isAnswer === 'reject' ? 'reject' : 'need-more';
  return asks(other, otherThan(side), first);
};

/** A packet with a topic, and behind it another one, or a ping, or the end. */
const run: Rule = (first, side, other) => {
  const { octets, view, start, end } = first;
  const isTopic = topic(first, side, other);
  const header = isTopic === 'reject' ? 'reject' : readFixedHeader(octets, start, end);
  if (header === 'reject' || typeof header === 'string') return 'reject';
  const next = header === null ? end : start + header.octets + header.remainingLength;
  if (isTopic === 'need-more' || next >= end) return 'need-more';
  return following({ octets, view, start: next, end }, side, other);
};

const PING: Rule = hex(0, 'c0 00');
const PING_ANSWER: Rule = hex(0, 'd0 00');
const DISCONNECT: Rule = hex(0, 'e0 00');
const following: Rule = any(topic, PING, PING_ANSWER, DISCONNECT);

/**
 * Joined late, or heard from one side only: a connection is answered, and what else either side says is of MQTT; or a ping
 * is, or what has an identifier is answered with that; or packets follow each other.
 */
export const identifyLate: Rule = any(
  dialogue(any(oldAnswer, newAnswer), any(topic, PING)),
  dialogue(PING, PING_ANSWER),
  asks,
  answers,
  run,
  all(oldAnswer, any(all(hex(4, '90'), u8(5, from(3, DEL)), u16(6, from(1, 0xffff))), hex(4, 'd0 00'))),
);
