import type { Identification, Octets } from '../dissector.ts';
import {
  all,
  any,
  dialogue,
  from,
  hex,
  is,
  joinedLate,
  oneOf,
  type Rule,
  u8,
  u16,
  u32,
} from '../signatures/rule.ts';
import { isClientAlone, isServerAlone } from './alone.ts';
import { isSocks5Greeting } from './greeting.ts';

const NO_METHOD = 0xff;
/** RFC 1929, section 2. */
const AUTHENTICATION_VERSION = 1;

/** The other side takes one of the methods that were offered, or none. */
function isSocks5Choice(greeting: Octets, choice: Octets): boolean {
  const method = choice.octets[choice.start + 1] as number;
  const greetingEnd = greeting.start + 2 + (greeting.octets[greeting.start + 1] as number);
  if (!isSocks5Next(greeting, greetingEnd) || !isSocks5Next(choice, choice.start + 2)) return false;
  if (method === NO_METHOD) return true;
  const first = greeting.start + 2;
  const offered = greeting.octets[greeting.start + 1] as number;
  for (let at = first; at < first + offered; at += 1) if (greeting.octets[at] === method) return true;
  return false;
}

const socks5: Rule = (first, _side, other) => {
  if (first.octets[first.start] !== 5) return 'reject';
  if (first.end - first.start < 2) return 'need-more';
  const mayBeGreeting = ((first.octets[first.start + 1] as number) - 1) >>> 0 < 16;
  const mayBeChoice =
    (first.octets[first.start + 1] as number) <= 9 || first.octets[first.start + 1] === NO_METHOD;
  if (!mayBeGreeting && !mayBeChoice) return 'reject';
  if (other.end === other.start) return 'need-more';
  if (other.octets[other.start] !== 5) return 'reject';
  if (other.end - other.start < 2) return 'need-more';
  const isDialogue =
    (isSocks5Greeting(first) && isSocks5Choice(first, other)) ||
    (isSocks5Greeting(other) && isSocks5Choice(other, first));
  return isDialogue ? 'match' : 'reject';
};

/** What stands before an address, and its type. */
const ADDRESS = all(hex(2, '00'), u8(3, oneOf(1, 3, 4)));

/** What may be said at once with a greeting, before the choice has come, or with a choice: a log-in, a request or a reply. */
function isSocks5Next({ octets, end }: Octets, at: number): boolean {
  if (at >= end || octets[at] === AUTHENTICATION_VERSION) return true;
  return octets[at] === 5 && (at + 2 >= end || octets[at + 2] === 0);
}

/** Joined late, behind the choice: a request, and the reply to it (RFC 1928, sections 4 and 6). */
const socks5Late: Rule = joinedLate(
  dialogue(all(hex(0, '05'), u8(1, from(1, 3)), ADDRESS), all(hex(0, '05'), u8(1, from(0, 8)), ADDRESS)),
);

/** Version 4, connect or bind, a port and an address; the answer has no version, and tells how it went (SOCKS4). */
const socks4: Rule = dialogue(
  all(u8(0, is(4)), u8(1, from(1, 2)), u16(2, from(1, 65535)), userIdentifier),
  all(
    u8(0, is(0)),
    u8(1, from(90, 93)),
    u32(4, () => true),
  ),
);

function userIdentifier({ octets, start, end }: Octets): Identification {
  const most = Math.min(end, start + 8 + 255);
  for (let at = start + 8; at < most; at += 1) {
    const octet = octets[at] as number;
    if (octet === 0) return 'match';
    if (octet < 0x20 || octet === 0x7f) return 'reject';
  }
  return most < end ? 'reject' : 'need-more';
}

/** The other side has not been heard, and this one has said enough without it. */
const alone: Rule = (first, _side, other) => {
  if (other.end > other.start) return 'reject';
  return isClientAlone(first) || isServerAlone(first) ? 'match' : 'reject';
};

/**
 * Both sides have spoken: a greeting and the choice, or a request of version 4 and the reply to it. Or one of them has
 * said all that it says before the tunnel.
 */
export const identifySocks: Rule = any(socks5, socks5Late, socks4, alone);
