import { indexOfOctet } from '../ascii.ts';
import type { Octets } from '../dissector.ts';
import { destinationOctets, NAME, PORT_OCTETS } from './address.ts';
import { isSocks5Greeting } from './greeting.ts';
import {
  CONNECT,
  LOGIN_VERSION,
  NO_AUTHENTICATION,
  REQUEST_4_HEAD_OCTETS,
  SUCCEEDED,
  USER_AND_PASSWORD,
  VERSION_4,
  VERSION_5,
} from './names.ts';

// Where only one side was captured, its octets are a name only if the whole of what it says before the tunnel is there,
// one message behind the other, and each as it has to be: a single message is too little.

const MOST_COMMAND = 3;
const MOST_REPLY = 8;
const REQUEST_HEAD_OCTETS = 3;
const LEAST_NAME_OCTETS = 4;

/** Does a client say all this, of whom the proxy is not heard? A greeting, perhaps a login, and a request. */
export function isClientAlone(given: Octets): boolean {
  const { octets, start, end } = given;
  if (octets[start] === VERSION_4) return isClient4Alone(given);
  const login = octets[start] === VERSION_5 ? behindGreeting(given) : null;
  const request = login === null ? null : behindLogin(given, login);
  if (request === null || end - request < REQUEST_HEAD_OCTETS) return false;
  const command = octets[request + 1] as number;
  return (
    octets[request] === VERSION_5 &&
    command >= CONNECT &&
    command <= MOST_COMMAND &&
    octets[request + 2] === 0 &&
    behindAddress(given, request + REQUEST_HEAD_OCTETS) !== null
  );
}

/** Does a proxy say all this, of whom the client is not heard? The method that it takes, and its reply. */
export function isServerAlone(given: Octets): boolean {
  const { octets, start, end } = given;
  const isLogin = octets[start + 1] === USER_AND_PASSWORD;
  const wanted = [
    VERSION_5,
    isLogin ? USER_AND_PASSWORD : NO_AUTHENTICATION,
    ...(isLogin ? [LOGIN_VERSION, SUCCEEDED] : []),
    VERSION_5,
  ];
  const reply = start + wanted.length;
  if (end - reply < 2 || wanted.some((octet, n) => octets[start + n] !== octet)) return false;
  const isGood = octets[reply] === SUCCEEDED;
  if ((octets[reply] as number) > MOST_REPLY || octets[reply + 1] !== 0) return false;
  const behind = behindAddress(given, reply + 2);
  // Who refuses says nothing more.
  return behind !== null && (isGood || behind === end);
}

/** Version 4A: only there enough is fixed, as an address that is none stands for the name behind. */
function isClient4Alone({ octets, view, start, end }: Octets): boolean {
  if (end - start < REQUEST_4_HEAD_OCTETS || octets[start + 1] !== CONNECT) return false;
  const address = view.getUint32(start + 4);
  if (address === 0 || address > 0xff || view.getUint16(start + 2) === 0) return false;
  const user = start + REQUEST_4_HEAD_OCTETS;
  const userEnd = indexOfOctet(octets, 0, user, end);
  if (userEnd === -1) return false;
  const nameEnd = indexOfOctet(octets, 0, userEnd + 1, end);
  if (nameEnd === -1) return false;
  for (let at = user; at < userEnd; at += 1)
    if ((octets[at] as number) < 0x21 || (octets[at] as number) > 0x7e) return false;
  return isHostName(octets, userEnd + 1, nameEnd);
}

/** The octet behind a greeting that offers no method twice; null where there is none, or not all of it. */
function behindGreeting(given: Octets): number | null {
  const { octets, start, end } = given;
  if (end - start < 2 || !isSocks5Greeting(given)) return null;
  const behind = start + 2 + (octets[start + 1] as number);
  const methods = octets.subarray(start + 2, behind);
  return new Set(methods).size === methods.length ? behind : null;
}

/** RFC 1929: only who offered it logs in. */
function behindLogin({ octets, start, end }: Octets, at: number): number | null {
  if (at >= end) return null;
  if (octets[at] !== LOGIN_VERSION) return at;
  const greetingEnd = start + 2 + (octets[start + 1] as number);
  if (indexOfOctet(octets, USER_AND_PASSWORD, start + 2, greetingEnd) === -1) return null;
  if (at + 1 >= end) return null;
  const password = at + 2 + (octets[at + 1] as number);
  if (password >= end) return null;
  const behind = password + 1 + (octets[password] as number);
  if (octets[at + 1] === 0 || octets[password] === 0) return null;
  return behind <= end ? behind : null;
}

/** The octet behind an address with its type before it and its port. */
function behindAddress(given: Octets, at: number): number | null {
  const length = destinationOctets(given, at);
  if (typeof length !== 'number') return null;
  const behind = at + length;
  const isName = given.octets[at] === NAME;
  return isName && !isHostName(given.octets, at + 2, behind - PORT_OCTETS) ? null : behind;
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
