import { all, any, from, hex, is, oneOf, type Rule, u8, u32 } from './rule.ts';
import { opening } from './text.ts';

/** Version 1 of strict binary messages, a kind, and the name of the method (thrift-binary-protocol.md). */
function thriftBinary(at: number): Rule {
  return all(hex(at, '80 01 00'), u8(at + 3, from(1, 4)), u32(at + 4, from(1, 128)), methodName(at + 8));
}

function methodName(at: number): Rule {
  return ({ octets, start, end }) => {
    if (end - start <= at) return 'need-more';
    const octet = octets[start + at] as number;
    return (octet >= 0x41 && octet <= 0x5a) || (octet >= 0x61 && octet <= 0x7a) || octet === 0x5f
      ? 'match'
      : 'reject';
  };
}

/**
 * The compact protocol's number, version 1 with a kind, a sequence of variable length, and the whole name of the method
 * (thrift-compact-protocol.md).
 */
const thriftCompact: Rule = ({ octets, start, end }) => {
  if (octets[start] !== 0x82) return 'reject';
  if (end - start < 2) return 'need-more';
  const kind = octets[start + 1] as number;
  if ((kind & 0x1f) !== 1 || kind >> 5 < 1 || kind >> 5 > 4) return 'reject';
  let at = start + 2;
  while (at < end && at < start + 7 && (octets[at] as number) >= 0x80) at += 1;
  if (at === start + 7) return 'reject';
  if (at + 2 > end) return 'need-more';
  const length = octets[at + 1] as number;
  if (length < 3 || length > 127) return 'reject';
  for (let i = at + 2; i < Math.min(end, at + 2 + length); i += 1)
    if (!isNameOctet(octets[i] as number)) return 'reject';
  return at + 2 + length <= end ? 'match' : 'need-more';
};

/** Letters, digits, and what stands between the names of a service and its method. */
function isNameOctet(octet: number): boolean {
  const letter = octet | 0x20;
  return (
    (letter >= 0x61 && letter <= 0x7a) ||
    (octet >= 0x30 && octet <= 0x39) ||
    octet === 0x5f ||
    octet === 0x3a ||
    octet === 0x2e
  );
}

/** Binary or compact messages of Apache Thrift, each alone, or in a frame with its length before it. */
export const thrift: Rule = any(
  thriftBinary(0),
  thriftCompact,
  all(u8(0, is(0)), u32(0, from(12, 1 << 24)), thriftBinary(4)),
  all(
    u8(0, is(0)),
    u32(0, from(6, 1 << 24)),
    hex(4, '82'),
    u8(5, oneOf(0x21, 0x41, 0x61, 0x81)),
    opening([], /^.{6}([\x80-\xff]{0,4}[\0-\x7f])([\x01-\x7f])[A-Za-z_]/s, 16),
  ),
);
