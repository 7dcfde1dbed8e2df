import type { Dissector, FieldValue, Identification, Octets, Progress, Side, Telling } from './dissector.ts';
import {
  endOfName,
  HEADER_OCTETS,
  type Header,
  type Question,
  readHeader,
  readQuestion,
  SHORTEST_WITH_QUESTION,
} from './dns/message.ts';
import { OPCODES, QUERY_TYPES, RCODES } from './dns/names.ts';
import { readAnswers } from './dns/records.ts';
import { consumed, malformed } from './progress.ts';

/** Octets of a message that are looked at: its question, and the first answers. */
const PREVIEW_OCTETS = 1024;
/** The first message is identified where it is no longer than this: queries are short. */
const LONGEST_FIRST_MESSAGE = 1023;
/**
 * A query for a key brings what the key is to be made from, as an additional record (RFC 2930, section 4.1), which Windows
 * puts where answers stand.
 */
const LONGEST_KEY_QUERY = 8191;
const TKEY = 249;
/** More of what a query carries besides its question means that it is none. */
const MOST_EXTRAS = 4;
const MOST_ANSWERS = 500;
/** Queries that are remembered; of more, the oldest are forgotten. */
const MOST_OUTSTANDING = 256;
const ANSWER_CHARACTERS = 100;
const CLASSES = [1, 3, 4, 254, 255];
const RESERVED_FLAG = 0x40;
const QUERY = 0;
/** What stands where a question does is the zone that is to be changed (RFC 2136, section 2.3). */
const UPDATE = 5;

class DnsStream {
  /** Octets of a message to pass over before the next one. */
  remaining = 0;
  /** Octets are missing, and it is not known where a message begins. */
  lost = false;
}

class DnsDialogue {
  readonly streams = [new DnsStream(), new DnsStream()] as const;
  /** Nothing is missing of what was asked: a response that answers none of it is a further one. */
  asksSeen = false;
  /** The numbers of queries that wait for their first response; a transfer of a zone is answered by many. */
  readonly outstanding = new Set<number>();

  ask(id: number): void {
    const { outstanding } = this;
    this.asksSeen = true;
    if (outstanding.size >= MOST_OUTSTANDING) outstanding.delete(outstanding.values().next().value as number);
    outstanding.add(id);
  }
}

/** DNS over TCP: each message's question, and how it was answered. */
export const dns: Dissector<DnsDialogue> = {
  name: 'dns',
  title: 'DNS',
  reference: 'RFC 7766',
  ports: [53],
  identify: identifyMessage,
  start: () => new DnsDialogue(),
  dissect: (dialogue, side, octets, telling) => readMessages(dialogue, side, octets, telling),
  gap(dialogue, side, missingOctets) {
    const stream = dialogue.streams[side];
    stream.lost ||= missingOctets > stream.remaining;
    stream.remaining = Math.max(0, stream.remaining - missingOctets);
    dialogue.asksSeen = false;
    return 'go-on';
  },
};

function readMessages(dialogue: DnsDialogue, side: Side, span: Octets, telling: Telling): Progress {
  const { octets, view, start, end } = span;
  const stream = dialogue.streams[side];
  // Messages mostly begin where segments do.
  if (stream.lost && identifyMessage(span) !== 'match') return consumed(end - start);
  stream.lost = false;
  let at = start + Math.min(stream.remaining, end - start);
  stream.remaining -= at - start;
  while (at + 2 <= end) {
    const length = view.getUint16(at);
    if (length < HEADER_OCTETS) return malformed('no DNS message');
    const message = at + 2;
    const seen = message + Math.min(length, PREVIEW_OCTETS);
    if (seen > end) break;
    const header = readHeader(view, message);
    if (OPCODES[header.opcode] === undefined) return malformed('no DNS message');
    const question = header.questions > 0 ? readQuestion(octets, view, message, seen) : null;
    if (header.isResponse) {
      const answers = telling.keepsMessages ? answersIn(span, message, seen, header, question) : [];
      tellResponse(dialogue, side, header, question, answers, telling);
    } else {
      tellQuery(dialogue, side, header, question, telling);
    }
    at = Math.min(end, message + length);
    stream.remaining = message + length - at;
  }
  return consumed(at - start);
}

function answersIn(
  { octets, view }: Octets,
  message: number,
  end: number,
  { questions, answers }: Header,
  question: Question | null,
): string[] {
  if (questions > 1 || (questions === 1 && question === null)) return [];
  const at = question?.end ?? message + HEADER_OCTETS;
  return readAnswers(octets, view, message, end, at, answers, question?.type ?? '');
}

function tellQuery(
  dialogue: DnsDialogue,
  side: Side,
  header: Header,
  question: Question | null,
  telling: Telling,
): void {
  dialogue.ask(header.id);
  const summary = `${OPCODES[header.opcode]}${asked(header, question)}`;
  telling.say(side, { role: 'request', summary, fields: fieldsOf(header, question) });
}

function tellResponse(
  dialogue: DnsDialogue,
  side: Side,
  header: Header,
  question: Question | null,
  answers: readonly string[],
  telling: Telling,
): void {
  const isFurther = !dialogue.outstanding.delete(header.id) && dialogue.asksSeen;
  if (isFurther) {
    telling.bodyGoesOn(side, header.id);
    telling.responseEnds(side, header.id);
  }
  const rcode = RCODES[header.rcode] ?? `RCODE${header.rcode}`;
  const { isTruncated } = header;
  const fields = fieldsOf(header, question);
  Object.assign(fields, { rcode, answers: header.answers, answerData: answers, truncated: isTruncated });
  const isQuery = header.opcode === QUERY;
  const what = isQuery ? 'response' : `${OPCODES[header.opcode]} response`;
  const result = isQuery && header.rcode === 0 ? resultOf(answers, header.answers) : rcode;
  const summary = `${what}${asked(header, question)}: ${result}${isTruncated ? ', truncated' : ''}`;
  telling.say(side, { role: isFurther ? 'event' : 'response', summary, fields });
}

function fieldsOf({ id, opcode }: Header, question: Question | null): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = { id, opcode: OPCODES[opcode] as string };
  if (question !== null) Object.assign(fields, { questionName: question.name, questionType: question.type });
  return fields;
}

function asked({ opcode }: Header, question: Question | null): string {
  if (question === null) return '';
  return opcode === UPDATE ? ` ${question.name}` : ` ${question.type} ${question.name}`;
}

/** `192.0.2.1, 192.0.2.2 and 3 more`. */
function resultOf(answers: readonly string[], count: number): string {
  if (count === 0) return 'no answer';
  if (answers.length === 0) return `${count} answer${count === 1 ? '' : 's'}`;
  let text = '';
  let told = 0;
  for (const answer of answers) {
    if (told > 0 && text.length + answer.length > ANSWER_CHARACTERS) break;
    text += told === 0 ? answer : `, ${answer}`;
    told += 1;
  }
  return told === count ? text : `${text} and ${count - told} more`;
}

/** A message of one question, whole as far as that, whose every part can be one's. */
function identifyMessage({ octets, view, start, end }: Octets): Identification {
  if ((octets[start] as number) > LONGEST_KEY_QUERY >> 8) return 'reject';
  if (end - start < 2) return 'need-more';
  const length = view.getUint16(start);
  if (length < SHORTEST_WITH_QUESTION) return 'reject';
  const message = start + 2;
  if (end - message < HEADER_OCTETS) return 'need-more';
  const header = readHeader(view, message);
  if (!isPossible(header, octets[message + 3] as number)) return 'reject';
  const isQuery = !header.isResponse && header.opcode === QUERY;
  const isLong = length > LONGEST_FIRST_MESSAGE;
  if (isLong && !(isQuery && header.answers + header.additionals > 0)) return 'reject';
  const messageEnd = message + length;
  const present = Math.min(end, messageEnd);
  const nameEnd = endOfName(octets, message + HEADER_OCTETS, present);
  if (nameEnd === -1) return 'reject';
  if (nameEnd === 0 || nameEnd + 4 > present) return present < messageEnd ? 'need-more' : 'reject';
  const type = view.getUint16(nameEnd);
  if ((isLong || (isQuery && header.answers > 0)) && type !== TKEY) return 'reject';
  const isKnown = QUERY_TYPES[type] !== undefined && CLASSES.includes(view.getUint16(nameEnd + 2) & 0x7fff);
  return isKnown && hasVisibleName(octets, message + HEADER_OCTETS, nameEnd) ? 'match' : 'reject';
}

function isPossible(header: Header, flags: number): boolean {
  const { opcode, questions, answers, authorities, additionals, rcode } = header;
  const isKnown = opcode === 0 || opcode === 4 || opcode === 5;
  if (!isKnown || questions !== 1 || (flags & RESERVED_FLAG) !== 0) return false;
  const most = header.isResponse ? MOST_ANSWERS : MOST_EXTRAS;
  if (answers > most || authorities > most || additionals > most) return false;
  return header.isResponse ? rcode < RCODES.length : rcode === 0 && (opcode !== 0 || answers <= 1);
}

/** Names of hosts, and those that services are found by, are made of visible ASCII. */
function hasVisibleName(octets: Uint8Array, start: number, nameEnd: number): boolean {
  for (let at = start; at < nameEnd - 1; ) {
    const labelEnd = at + 1 + (octets[at] as number);
    for (let n = at + 1; n < labelEnd; n += 1) {
      if ((octets[n] as number) <= 0x20 || (octets[n] as number) > 0x7e) return false;
    }
    at = labelEnd;
  }
  return true;
}
