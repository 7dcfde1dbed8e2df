import { indexOfOctet } from '../ascii.ts';
import type { Identification, Octets } from '../dissector.ts';
import { isSocks5Greeting } from './greeting.ts';
import { CONNECT, NO_AUTHENTICATION, SUCCEEDED, USER_AND_PASSWORD, VERSION_4, VERSION_5 } from './names.ts';

// Where only one side was captured, its octets are a name only if the whole of what it says before the tunnel is there,
// one message behind the other, and each as it has to be: a single message is too little.

const IPV4 = 1;
const NAME = 3;
const IPV6 = 4;
const LOGIN_VERSION = 1;
const MOST_COMMAND = 3;
const MOST_REPLY = 8;
const REQUEST_HEAD_OCTETS = 3;
const PORT_OCTETS = 2;
const REQUEST_4_HEAD_OCTETS = 8;
const MOST_USER_OCTETS = 255;
const LEAST_NAME_OCTETS = 4;
const NEED_MORE = -1;
const REJECT = -2;

/** Does a client say all this, of whom the proxy is not heard? A greeting, perhaps a login, and a request. */
export function identifyClientAlone(given: Octets): Identification {
  const { octets, start, end } = given;
  if (octets[start] === VERSION_4) return identifyClient4Alone(given);
  if (octets[start] !== VERSION_5) return 'reject';
  const behind = behindGreeting(given);
  if (behind < 0) return answerOf(behind);
  const request = behindLogin(given, behind);
  if (request < 0) return answerOf(request);
  const tests: readonly ((octet: number) => boolean)[] = [
    (octet) => octet === VERSION_5,
    (octet) => octet >= CONNECT && octet <= MOST_COMMAND,
    (octet) => octet === 0,
  ];
  for (const [n, holds] of tests.entries()) {
    if (request + n >= end) return 'need-more';
    if (!holds(octets[request + n] as number)) return 'reject';
  }
  return answerOf(behindAddress(given, request + REQUEST_HEAD_OCTETS));
}

/** Does a proxy say all this, of whom the client is not heard? The method that it takes, and its reply. */
export function identifyServerAlone(given: Octets): Identification {
  const { octets, start, end } = given;
  const isLogin = octets[start + 1] === USER_AND_PASSWORD;
  const wanted = [
    VERSION_5,
    isLogin ? USER_AND_PASSWORD : NO_AUTHENTICATION,
    ...(isLogin ? [LOGIN_VERSION, SUCCEEDED] : []),
    VERSION_5,
  ];
  for (const [n, octet] of wanted.entries()) {
    if (start + n >= end) return 'need-more';
    if (octets[start + n] !== octet) return 'reject';
  }
  const reply = start + wanted.length;
  if (end - reply < 2) return 'need-more';
  const isGood = octets[reply] === SUCCEEDED;
  if ((octets[reply] as number) > MOST_REPLY || octets[reply + 1] !== 0) return 'reject';
  const addressEnd = behindAddress(given, reply + 2);
  if (addressEnd < 0) return answerOf(addressEnd);
  // Who refuses says nothing more.
  return isGood || addressEnd === end ? 'match' : 'reject';
}

/** Version 4A: only there enough is fixed, as an address that is none stands for the name behind. */
function identifyClient4Alone(given: Octets): Identification {
  const { octets, view, start, end } = given;
  if (end - start < 2) return 'need-more';
  if (octets[start + 1] !== CONNECT) return 'reject';
  if (end - start < REQUEST_4_HEAD_OCTETS) return 'need-more';
  const address = view.getUint32(start + 4);
  if (address === 0 || address > 0xff || view.getUint16(start + 2) === 0) return 'reject';
  const user = start + REQUEST_4_HEAD_OCTETS;
  const userEnd = indexOfOctet(octets, 0, user, end);
  if (userEnd === -1) return end - user <= MOST_USER_OCTETS ? 'need-more' : 'reject';
  const nameEnd = indexOfOctet(octets, 0, userEnd + 1, end);
  if (nameEnd === -1) return end - userEnd <= MOST_USER_OCTETS ? 'need-more' : 'reject';
  for (let at = user; at < userEnd; at += 1)
    if ((octets[at] as number) < 0x21 || (octets[at] as number) > 0x7e) return 'reject';
  return isHostName(octets, userEnd + 1, nameEnd) ? 'match' : 'reject';
}

function answerOf(behind: number): Identification {
  return behind === NEED_MORE ? 'need-more' : behind === REJECT ? 'reject' : 'match';
}

function behindGreeting(given: Octets): number {
  const { octets, start, end } = given;
  if (end - start < 2) return NEED_MORE;
  const behind = start + 2 + (octets[start + 1] as number);
  if (end < behind) return NEED_MORE;
  if (!isSocks5Greeting(given)) return REJECT;
  const methods = octets.subarray(start + 2, behind);
  return new Set(methods).size === methods.length ? behind : REJECT;
}

/** RFC 1929: only who offered it logs in. */
function behindLogin({ octets, start, end }: Octets, at: number): number {
  if (at >= end) return NEED_MORE;
  if (octets[at] !== LOGIN_VERSION) return at;
  const greetingEnd = start + 2 + (octets[start + 1] as number);
  if (indexOfOctet(octets, USER_AND_PASSWORD, start + 2, greetingEnd) === -1) return REJECT;
  if (at + 1 >= end) return NEED_MORE;
  const password = at + 2 + (octets[at + 1] as number);
  if (password >= end) return NEED_MORE;
  const behind = password + 1 + (octets[password] as number);
  if (octets[at + 1] === 0 || octets[password] === 0) return REJECT;
  return behind <= end ? behind : NEED_MORE;
}

/** The octet behind an address with its type before it and its port. */
function behindAddress({ octets, end }: Octets, at: number): number {
  if (end - at < 2) return NEED_MORE;
  const type = octets[at];
  const nameOctets = octets[at + 1] as number;
  if (type !== IPV4 && type !== NAME && type !== IPV6) return REJECT;
  const behind = at + 1 + (type === IPV4 ? 4 : type === IPV6 ? 16 : 1 + nameOctets) + PORT_OCTETS;
  if (end < behind) return NEED_MORE;
  if (type === NAME && !isHostName(octets, at + 2, behind - PORT_OCTETS)) return REJECT;
  return behind;
}

/** Letters, digits, points, hyphens and underscores; colons where an address of version 6 stands for a name. */
function isHostName(octets: Uint8Array, start: number, end: number): boolean {
  if (end - start < LEAST_NAME_OCTETS) return false;
  for (let at = start; at < end; at += 1) if (!isOfHostName(octets[at] as number)) return false;
  return true;
}

function isOfHostName(octet: number): boolean {
  const lower = octet | 0x20;
  const isLetter = lower >= 0x61 && lower <= 0x7a;
  // From hyphen to colon but for the slash.
  return isLetter || octet === 0x5f || (octet >= 0x2d && octet <= 0x3a && octet !== 0x2f);
}
