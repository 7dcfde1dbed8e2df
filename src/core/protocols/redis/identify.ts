import { CR, decimal, equalsIgnoringCase, indexOfOctet, LF, SP } from '../ascii.ts';
import { type Identification, type Octets, otherThan, type Side } from '../dissector.ts';
import { latin1 } from '../signatures/text.ts';
import { ARRAY, BULK_STRING, beginsValue, PUSH } from './value-stream.ts';

/** A head line has no more octets. */
const LONGEST_HEAD = 16;
const LONGEST_COMMAND = 24;
const LONGEST_INLINE = 512;

/** An error that commands as these are answered with, by Redis and those that follow it. */
const ERROR =
  /^-(ERR (unknown|wrong|syntax|value|invalid|index|DB index|max number|operation|Protocol|unbalanced|increment|AUTH|Client|no such|This instance|Unknown|Unsupported)|(NOAUTH|NOPERM|WRONGTYPE|WRONGPASS|NOPROTO|DENIED|LOADING|MISCONF|READONLY|MASTERDOWN|CLUSTERDOWN|BUSY|BUSYKEY|OOM|EXECABORT|MOVED|ASK|TRYAGAIN|CROSSSLOT) )/;
const OK = '\\+OK$';
const NUMBER = ':-?\\d+$';
const TEXT = '\\$(-1|\\d+)$';
const LIST = '\\*(-1|\\d+)$';

/** Commands that are taken for Redis where they come as a line of words, and the first lines of their replies. */
const REPLIES_ALONE = repliesTo({
  '\\+PONG$': 'ping',
  [TEXT]: 'info',
  [LIST]: 'command hello time',
  [NUMBER]: 'dbsize',
  [OK]: 'monitor flushall',
});
/** The same for those that need an argument, or may have one. */
const REPLIES_TO_SOMETHING = repliesTo({
  [TEXT]: 'info echo get hget',
  [LIST]: 'command hello keys mget hgetall lrange smembers subscribe psubscribe',
  [NUMBER]:
    'del exists expire incr decr incrby decrby ttl strlen lpush rpush llen hset hdel hlen sadd srem scard zadd zcard publish',
  [OK]: 'select flushall',
  [`(${OK}|\\$-1$)`]: 'set',
  [`(${OK}|${LIST})`]: 'config',
  [`(${OK}|${TEXT}|${NUMBER})`]: 'client',
  '(\\+.+|\\$\\d+)$': 'ping',
});
const INLINE_COMMANDS = [...REPLIES_ALONE.keys(), ...REPLIES_TO_SOMETHING.keys()];

function repliesTo(commands: Readonly<Record<string, string>>): ReadonlyMap<string, RegExp> {
  return new Map(
    Object.entries(commands).flatMap(([reply, names]) =>
      names.split(' ').map((name) => [name, new RegExp(`^${reply}`)] as const),
    ),
  );
}

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

/** A line of words that begins with a command, and what the other side answered: either may be seen first, one was said first. */
export function identifyInline(
  first: Octets,
  side: Side,
  other: Octets,
  opener: Side | undefined,
): Identification {
  const isReply = isReplyOctet(first.octets[first.start] as number);
  const client = isReply ? otherThan(side) : side;
  if (opener !== undefined && opener !== client) return 'reject';
  if (!isReply) return identifyAnswered(first, other);
  return other.end === other.start ? 'need-more' : identifyAnswered(other, first);
}

function identifyAnswered(request: Octets, reply: Octets): Identification {
  const replies = inlineCommand(request);
  return typeof replies === 'string' ? replies : identifyReply(reply, replies);
}

/** `+`, `-`, `:`, `$` and `*`. */
function isReplyOctet(octet: number): boolean {
  return '+-:$*'.includes(String.fromCharCode(octet));
}

/** How the command is answered that a whole line of words is. */
function inlineCommand({ octets, start, end }: Octets): RegExp | 'reject' | 'need-more' {
  const bound = Math.min(end, start + LONGEST_COMMAND);
  let wordEnd = start;
  while (wordEnd < bound && isCommandOctet(octets[wordEnd] as number)) wordEnd += 1;
  const word = latin1(octets, start, wordEnd).toLowerCase();
  if (wordEnd === end) return INLINE_COMMANDS.some((name) => name.startsWith(word)) ? 'need-more' : 'reject';
  const behind = octets[wordEnd];
  if (behind !== CR && behind !== LF && behind !== SP) return 'reject';
  const replies = (behind === SP ? REPLIES_TO_SOMETHING : REPLIES_ALONE).get(word);
  if (replies === undefined) return 'reject';
  const lineFeed = indexOfOctet(octets, LF, wordEnd, Math.min(end, start + LONGEST_INLINE));
  if (lineFeed !== -1) return replies;
  return end - start < LONGEST_INLINE ? 'need-more' : 'reject';
}

/** The first line of a reply: one that the command has, or an error. */
function identifyReply({ octets, start, end }: Octets, replies: RegExp): Identification {
  if (end === start) return 'need-more';
  if (!isReplyOctet(octets[start] as number)) return 'reject';
  const lineFeed = indexOfOctet(octets, LF, start, Math.min(end, start + LONGEST_INLINE));
  if (lineFeed === -1) return end - start < LONGEST_INLINE ? 'need-more' : 'reject';
  if (octets[lineFeed - 1] !== CR) return 'reject';
  const line = latin1(octets, start, lineFeed - 1);
  return replies.test(line) || ERROR.test(line) ? 'match' : 'reject';
}
