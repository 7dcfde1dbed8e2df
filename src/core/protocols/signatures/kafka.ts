import type { Identification, Octets, Side } from '../dissector.ts';

/** Size, key, version, correlation, then the client's name with its length (protocol guide, request header v1). */
const HEAD_OCTETS = 14;
/** Size and correlation of an answer. */
const ANSWER_OCTETS = 8;
const MOST_KEY = 92;
const MOST_VERSION = 20;
/** Octets that are behind the head of these requests at least: nearly all that is asked needs words to ask it with. */
const LEAST_BODY: ReadonlyMap<number, number> = new Map([
  [0, 10],
  [1, 12],
  [2, 8],
  [3, 1],
  [17, 2],
  [36, 4],
]);
const SIZE_OCTETS = 4;
const CLIENT_OCTETS = 249;
/** The same goes for names of topics. */
const TOPIC_OCTETS = 249;
const MOST_TOPICS = 1 << 16;
const MOST_BROKERS = 1 << 16;
/** Longer than any wait that is asked for, in milliseconds: over a quarter of an hour. */
const LONGEST_WAIT = 1 << 20;

const API_VERSIONS = 18;
/** The newest version of each request whose head has no room for tagged fields: there its body begins right behind. */
const PRODUCE = { key: 0, newest: 8, newestWithNames: 12, firstTransactional: 3 };
const FETCH = { key: 1, newest: 11 };
const LIST_OFFSETS = { key: 2, newest: 5 };
const NEWEST_API_VERSIONS = 5;
const FIRST_WITH_PROGRAM = 3;

/**
 * A request whose size, key, version and client fit, and which is one that begins a connection, or names its client and
 * is answered with its correlation, or followed by the next one: what a late listener hears of the other side first may
 * answer what was asked before. Nothing else in it is fixed.
 */
export function kafkaRequest(first: Octets, _side: Side, other: Octets): Identification {
  const ofFirst = readRequest(first);
  const ofOther = readRequest(other);
  // Before anything else: a short answer may look like a request.
  if (isRequest(ofOther) && ofOther > 0 && isLikely(other, ofOther) && isAnswered(other, first))
    return 'match';
  if (isRequest(ofFirst)) {
    if (isProven(first, ofFirst)) return 'match';
    const isNamed = ofFirst > 0 && isLikely(first, ofFirst);
    if (isNamed && isAnswered(first, other)) return 'match';
    const followed = isNamed ? identifyNext(first, ofFirst) : 'reject';
    return other.end - other.start < ANSWER_OCTETS && followed === 'reject' ? 'need-more' : followed;
  }
  const mayBeAnswer = isRequest(ofOther) && first.end - first.start < ANSWER_OCTETS;
  return ofFirst === null || mayBeAnswer ? 'need-more' : 'reject';
}

function isRequest(clientOctets: number | null): clientOctets is number {
  return clientOctets !== null && clientOctets >= 0;
}

/** Octets of the client's name, -1 where this is no request, null where there are too few octets. */
function readRequest({ octets, view, start, end }: Octets): number | null {
  const there = end - start;
  if (there >= 1 && (octets[start] as number) > 5) return -1;
  if (there >= 6 && view.getUint16(start + 4) > MOST_KEY) return -1;
  if (there >= 8 && view.getUint16(start + 6) > MOST_VERSION) return -1;
  if (there < HEAD_OCTETS) return null;
  const size = view.getUint32(start);
  const client = view.getInt16(start + 12);
  if (client < -1 || client > CLIENT_OCTETS || size < 10 + Math.max(client, 0)) return -1;
  const name = start + HEAD_OCTETS;
  for (let at = name; at < Math.min(end, name + client); at += 1) {
    const octet = octets[at] as number;
    if (octet < 0x20 || octet > 0x7e) return -1;
  }
  return there < HEAD_OCTETS + client ? null : Math.max(client, 0);
}

/** Unmistakable by itself: a name, and a request that begins connections, or one of no broker's (replica -1), or of a topic. */
function isProven(request: Octets, clientOctets: number): boolean {
  const { view, start, end } = request;
  const key = view.getUint16(start + 4);
  const version = view.getUint16(start + 6);
  const body = start + HEAD_OCTETS + clientOctets;
  if (key === API_VERSIONS) return clientOctets > 0 && asksForVersions(request, body, version);
  if (key === PRODUCE.key) return clientOctets > 0 && namesTopic(request, body, version);
  const isRead = [FETCH, LIST_OFFSETS].some((api) => key === api.key && version <= api.newest);
  return isRead && end - body >= 8 && view.getInt32(body) === -1 && view.getUint32(body + 4) < LONGEST_WAIT;
}

/** It has no body at first, later tagged fields, name and version of the client's program (KIP-511): nothing long. */
function asksForVersions({ octets, view, start, end }: Octets, body: number, version: number): boolean {
  const rest = start + SIZE_OCTETS + view.getUint32(start) - body;
  if (end - body < rest) return false;
  // Four octets of nothing stand in the first versions of librdkafka.
  if (version < FIRST_WITH_PROGRAM) return rest === 0 || (rest === 4 && view.getUint32(body) === 0);
  if (version > NEWEST_API_VERSIONS || rest < 4 || octets[body] !== 0) return false;
  // Each begins with one more than it is long.
  const program = octets[body + 1] as number;
  return program < rest - 2 && 2 + program + (octets[body + 1 + program] as number) === rest;
}

/**
 * Is the body of the requests with the lowest keys, which a number of anything else may be, as it has to be? That of one
 * to write names a topic; those to read begin with a broker, or none.
 */
function isLikely(request: Octets, clientOctets: number): boolean {
  const { view, start, end } = request;
  const key = view.getUint16(start + 4);
  const version = view.getUint16(start + 6);
  const body = start + HEAD_OCTETS + clientOctets;
  if (start + SIZE_OCTETS + view.getUint32(start) < body + (LEAST_BODY.get(key) ?? 0)) return false;
  if (key === PRODUCE.key) return namesTopic(request, body, version);
  const isRead = [FETCH, LIST_OFFSETS].some((api) => key === api.key && version <= api.newest);
  return !isRead || (end - body >= 4 && view.getInt32(body) >= -1 && view.getInt32(body) < MOST_BROKERS);
}

/** Behind the head of a Produce request: perhaps a transaction, who has to acknowledge, for how long, and topics, by name. */
function namesTopic(request: Octets, body: number, version: number): boolean {
  if (version > PRODUCE.newest) return namesTopicCompactly(request, body, version);
  const { octets, view, end } = request;
  let at = body;
  if (version >= PRODUCE.firstTransactional) {
    if (end - at < 2 || view.getInt16(at) < -1) return false;
    at += 2 + Math.max(0, view.getInt16(at));
  }
  const name = at + 12;
  if (end < name) return false;
  const [acknowledgers, wait, topics] = [view.getInt16(at), view.getUint32(at + 2), view.getUint32(at + 6)];
  if (acknowledgers < -1 || acknowledgers > 1 || wait >= LONGEST_WAIT) return false;
  const length = view.getUint16(at + 10);
  if (topics === 0 || topics > MOST_TOPICS || length === 0 || length > TOPIC_OCTETS) return false;
  for (let n = name; n < name + length; n += 1)
    if (n >= end || !isTopicOctet(octets[n] as number)) return false;
  return true;
}

/** The same with compact lengths, which are one higher, and tagged fields (KIP-482): of short names, and none of the latter. */
function namesTopicCompactly({ octets, view, end }: Octets, body: number, version: number): boolean {
  const transaction = body + 1;
  if (version > PRODUCE.newestWithNames || transaction >= end || octets[body] !== 0) return false;
  const at = transaction + Math.max(1, octets[transaction] as number);
  const name = at + 8;
  if (end < name || (octets[transaction] as number) > 0x7f) return false;
  const [acknowledgers, wait] = [view.getInt16(at), view.getUint32(at + 2)];
  if (acknowledgers < -1 || acknowledgers > 1 || wait >= LONGEST_WAIT) return false;
  const [topics, length] = [octets[at + 6] as number, (octets[at + 7] as number) - 1];
  if (topics < 2 || length < 1 || length > 0x7e) return false;
  for (let n = name; n < name + length; n += 1)
    if (n >= end || !isTopicOctet(octets[n] as number)) return false;
  return true;
}

/** Letters, digits, `.`, `_` and `-`. */
function isTopicOctet(octet: number): boolean {
  const lower = octet | 0x20;
  const isLetter = lower >= 0x61 && lower <= 0x7a;
  return isLetter || (octet >= 0x30 && octet <= 0x39) || octet === 0x2e || octet === 0x5f || octet === 0x2d;
}

/** Does the next request of the same client follow, by its correlation? */
function identifyNext(request: Octets, clientOctets: number): Identification {
  const { octets, view, start, end } = request;
  const next = start + SIZE_OCTETS + view.getUint32(start);
  const ofNext = next < end ? readRequest({ octets, view, start: next, end }) : null;
  if (ofNext === null) return 'need-more';
  if (ofNext !== clientOctets) return 'reject';
  const client = start + HEAD_OCTETS;
  for (let n = 0; n < clientOctets; n += 1)
    if (octets[client + n] !== octets[next + HEAD_OCTETS + n]) return 'reject';
  const isInTurn = view.getUint32(next + 8) === (view.getUint32(start + 8) + 1) >>> 0;
  return isInTurn ? 'match' : 'reject';
}

function isAnswered(request: Octets, answer: Octets): boolean {
  if (answer.end - answer.start < ANSWER_OCTETS) return false;
  const size = answer.view.getUint32(answer.start);
  return (
    size >= 4 &&
    size < 1 << 28 &&
    answer.view.getUint32(answer.start + 4) === request.view.getUint32(request.start + 8)
  );
}
