import type { Identification, Octets } from '../dissector.ts';

const CLIENT_V1 = 1;
const SERVER_V1 = 2;
const CLIENT_V2 = 7;
const SERVER_V2 = 8;
const CLIENT_V3 = 10;
const RESETS = new Set([CLIENT_V1, SERVER_V1, CLIENT_V2, SERVER_V2, CLIENT_V3]);
/** Length, opcode with key, and the session. */
const SESSION_END = 11;
/** Octets of the digests that a packet may be signed with: none, MD5, SHA-1, SHA-256, SHA-384 and SHA-512. */
const DIGESTS = [0, 16, 20, 32, 48, 64];
/** What is behind a digest: which packet it is, and when it was sent. */
const REPLAY_OCTETS = 8;
const FIRST_OF_ITS_KIND = 1;

/**
 * The first packet of either side (OpenVPN wire protocol, control channel packets): length, opcode with key 0, session,
 * and then in the clear, behind a digest, or encrypted, that it is the first one.
 */
export function openvpnReset({ octets, view, start, end }: Octets): Identification {
  if ((octets[start] as number) > 4) return 'reject';
  if (
    end - start >= 3 &&
    ((octets[start + 2] as number) & 7 || !RESETS.has((octets[start + 2] as number) >> 3))
  )
    return 'reject';
  if (end - start < 3) return 'need-more';
  const length = view.getUint16(start);
  if (length < 14) return 'reject';
  const packetEnd = start + 2 + length;
  if (end < Math.min(packetEnd, start + 128)) return 'need-more';
  const opcode = (octets[start + 2] as number) >> 3;
  if (opcode !== CLIENT_V1 && opcode !== SERVER_V1 && isEncrypted(view, start, length)) return 'match';
  for (const digest of DIGESTS) if (isSigned(octets, view, start, packetEnd, digest)) return 'match';
  return 'reject';
}

/** tls-crypt: the packet's number stands behind the session, then the time, a digest, and five octets or more. */
function isEncrypted(view: DataView, start: number, length: number): boolean {
  if (length < 54) return false;
  return (
    view.getUint32(start + SESSION_END) === FIRST_OF_ITS_KIND &&
    view.getUint32(start + SESSION_END + 4) > 0x40000000
  );
}

/** Nothing is acknowledged, and the number of the message is zero; or one is, with the session of the other side. */
function isSigned(
  octets: Uint8Array,
  view: DataView,
  start: number,
  packetEnd: number,
  digest: number,
): boolean {
  let at = start + SESSION_END + digest;
  if (digest > 0) {
    if (at + REPLAY_OCTETS + 5 > packetEnd || view.getUint32(at) !== FIRST_OF_ITS_KIND) return false;
    at += REPLAY_OCTETS;
  }
  const acknowledged = octets[at] as number;
  const messageAt = at + 1 + (acknowledged === 0 ? 0 : 4 * acknowledged + 8);
  return acknowledged <= 4 && messageAt + 4 === packetEnd && view.getUint32(messageAt) === 0;
}
