import { CR, decimal, equalsIgnoringCase, indexOfOctet, LF, SP } from '../ascii.ts';
import type { Identification, Octets } from '../dissector.ts';
import { ARRAY, BULK_STRING, beginsValue, PUSH } from './value-stream.ts';

/** A head line has no more octets. */
const LONGEST_HEAD = 16;
const LONGEST_COMMAND = 24;
const LONGEST_INLINE = 512;

/** Commands that are taken for Redis where they come as a line of words; each also needs a reply that fits. */
const COMMANDS_ALONE = 'ping info command dbsize hello monitor time flushall'.split(' ');
/** The same for those that need an argument. */
const COMMANDS_OF_SOMETHING =
  'echo get set del select keys exists incr decr config ttl mget hget hgetall lpush rpush lrange subscribe client'.split(
    ' ',
  );
const INLINE_COMMANDS = [...COMMANDS_ALONE, ...COMMANDS_OF_SOMETHING];

/** The first element of what a subscription brings, in RESP2. */
export const MESSAGES = ['message', 'pmessage', 'smessage'];

/**
 * `*3␍␊$3␍␊SET␍␊`: a number of elements, and the first one is a command's name, or the kind of a push or of a message:
 * what comes of a subscription may be seen first.
 */
export function identifyRequest({ octets, start, end }: Octets): Identification {
  const count = headLine(octets, start, end, octets[start] === PUSH ? PUSH : ARRAY);
  if (count <= 0) return count === 0 ? 'need-more' : 'reject';
  const length = headLine(octets, count, end, BULK_STRING);
  if (length <= 0) return length === 0 ? 'need-more' : 'reject';
  const size = decimal(octets, count + 1, length - 2);
  if (size < 2 || size > LONGEST_COMMAND) return 'reject';
  for (let at = length; at < Math.min(end, length + size); at += 1) {
    if (!isCommandOctet(octets[at] as number)) return 'reject';
  }
  if (end < length + size + 2) return 'need-more';
  return octets[length + size] === CR && octets[length + size + 1] === LF ? 'match' : 'reject';
}

/** Is it a reply that these octets, which are those of Redis, begin with? */
export function beginsReply(first: Octets): boolean {
  const { octets, start, end } = first;
  if (!beginsValue(octets[start] as number)) return false;
  if (octets[start] !== ARRAY || identifyRequest(first) !== 'match') return true;
  const nameStart = indexOfOctet(octets, LF, indexOfOctet(octets, LF, start, end) + 1, end) + 1;
  return MESSAGES.some((name) => equalsIgnoringCase(octets, nameStart, nameStart + name.length, name));
}

/** Where the line behind `start`, a type and a number above 0, ends; 0 where it is not whole; -1 where it is none. */
function headLine(octets: Uint8Array, start: number, end: number, type: number): number {
  if (start < end && octets[start] !== type) return -1;
  const lineFeed = indexOfOctet(octets, LF, start, Math.min(end, start + LONGEST_HEAD));
  const numberEnd = lineFeed === -1 ? end : lineFeed - 1;
  for (let at = start + 1; at < numberEnd; at += 1) {
    const octet = octets[at] as number;
    const isReturn = lineFeed === -1 && octet === CR && at === end - 1;
    if ((octet < 0x30 || octet > 0x39) && !isReturn) return -1;
  }
  if (lineFeed === -1) return end - start < LONGEST_HEAD ? 0 : -1;
  if (octets[numberEnd] !== CR) return -1;
  return decimal(octets, start + 1, numberEnd) > 0 ? lineFeed + 1 : -1;
}

function isCommandOctet(octet: number): boolean {
  const lower = octet | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || octet === 0x2e || octet === 0x5f || octet === 0x2d;
}

/** A line of words that begins with a command, and what the other side answered: either may be seen first. */
export function identifyInline(first: Octets, other: Octets): Identification {
  if (!isReplyOctet(first.octets[first.start] as number)) return identifyAnswered(first, other);
  return other.end === other.start ? 'need-more' : identifyAnswered(other, first);
}

function identifyAnswered(request: Octets, reply: Octets): Identification {
  const command = inlineCommand(request);
  return command === 'match' ? identifyReply(reply, isPing(request)) : command;
}

/** `+`, `-`, `:`, `$` and `*`. */
function isReplyOctet(octet: number): boolean {
  return octet === 0x2b || octet === 0x2d || octet === 0x3a || octet === BULK_STRING || octet === ARRAY;
}

function inlineCommand({ octets, start, end }: Octets): Identification {
  const bound = Math.min(end, start + LONGEST_COMMAND);
  let wordEnd = start;
  while (wordEnd < bound && isCommandOctet(octets[wordEnd] as number)) wordEnd += 1;
  const length = wordEnd - start;
  const isPart = (name: string) => equalsIgnoringCase(octets, start, wordEnd, name.slice(0, length));
  if (wordEnd === end) return INLINE_COMMANDS.some(isPart) ? 'need-more' : 'reject';
  const behind = octets[wordEnd];
  if (behind !== CR && behind !== LF && behind !== SP) return 'reject';
  const commands = behind === SP ? INLINE_COMMANDS : COMMANDS_ALONE;
  if (!commands.some((name) => name.length === length && isPart(name))) return 'reject';
  const lineFeed = indexOfOctet(octets, LF, wordEnd, Math.min(end, start + LONGEST_INLINE));
  if (lineFeed !== -1) return 'match';
  return end - start < LONGEST_INLINE ? 'need-more' : 'reject';
}

function isPing({ octets, start }: Octets): boolean {
  return ((octets[start] as number) | 0x20) === 0x70;
}

/** A value's first line; PING is asked in many protocols, and only here is it answered by `+PONG` or an error. */
function identifyReply({ octets, start, end }: Octets, toPing: boolean): Identification {
  if (end === start) return 'need-more';
  const lineFeed = indexOfOctet(octets, LF, start, Math.min(end, start + LONGEST_INLINE));
  if (!isReplyOctet(octets[start] as number)) return 'reject';
  const type = String.fromCharCode(octets[start] as number);
  if (lineFeed === -1) return end - start < LONGEST_INLINE ? 'need-more' : 'reject';
  const lineEnd = lineFeed - 1;
  if (octets[lineEnd] !== CR) return 'reject';
  if (type === '+' && toPing)
    return equalsIgnoringCase(octets, start + 1, lineEnd, 'pong') ? 'match' : 'reject';
  if (type === '+') return equalsIgnoringCase(octets, start + 1, lineEnd, 'ok') ? 'match' : 'reject';
  if (type === '-') return errorWord(octets, start + 1, lineEnd) ? 'match' : 'reject';
  const digits = octets[start + 1] === 0x2d ? start + 2 : start + 1;
  return !toPing && decimal(octets, digits, lineEnd) >= 0 ? 'match' : 'reject';
}

/** `ERR` or another word of capital letters, and a blank. */
function errorWord(octets: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && (octets[at] as number) >= 0x41 && (octets[at] as number) <= 0x5a) at += 1;
  return at - start >= 3 && octets[at] === SP;
}
