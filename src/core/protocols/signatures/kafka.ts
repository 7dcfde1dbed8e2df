import type { Identification, Octets, Side } from '../dissector.ts';

/** Size, key, version, correlation, then the client's name with its length (protocol guide, request header v1). */
const HEAD_OCTETS = 14;
/** Size and correlation of an answer. */
const ANSWER_OCTETS = 8;
const MOST_KEY = 92;
const MOST_VERSION = 20;
const SIZE_OCTETS = 4;
const API_VERSIONS = 18;
const PRODUCE = 0;
const FETCH = 1;
const LIST_OFFSETS = 2;
const CLIENT_OCTETS = 249;

/**
 * A request whose size, key, version and client fit, and which is one that begins a connection, or names its client and
 * is answered with its correlation, or followed by the next one: what a late listener hears of the other side first may
 * answer what was asked before. Nothing else in it is fixed.
 */
export function kafkaRequest(first: Octets, _side: Side, other: Octets): Identification {
  const ofFirst = readRequest(first);
  const ofOther = readRequest(other);
  // Before anything else: a short answer may look like a request.
  if (isRequest(ofOther) && ofOther > 0 && isAnswered(other, first)) return 'match';
  if (isRequest(ofFirst)) {
    if (isProven(first, ofFirst) || (ofFirst > 0 && isAnswered(first, other))) return 'match';
    const followed = ofFirst > 0 ? identifyNext(first, ofFirst) : 'reject';
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

/** Unmistakable by itself: a name, and a request that begins connections, or one of no broker's (replica -1). */
function isProven({ view, start, end }: Octets, clientOctets: number): boolean {
  const key = view.getUint16(start + 4);
  const body = start + HEAD_OCTETS + clientOctets;
  if (key === API_VERSIONS) return clientOctets > 0;
  if (end - body < 8) return false;
  if (key === FETCH || key === LIST_OFFSETS)
    return view.getInt32(body) === -1 && view.getUint32(body + 4) < 1 << 20;
  return key === PRODUCE && clientOctets > 0 && view.getInt16(body) >= -1 && view.getInt16(body) <= 1;
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
