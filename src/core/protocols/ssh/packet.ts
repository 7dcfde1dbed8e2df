/** RFC 4253, section 6: a packet's length, then that of its padding, then the payload, whose first octet is its message. */
export const PACKET_HEAD_OCTETS = 5;
/** The longest that OpenSSH takes; every implementation takes 35,000, and may take more (RFC 4253, section 6.1). */
const LONGEST_PACKET = 256 * 1024;
const SHORTEST_PACKET = 8;

/** The length of the packet at `at`, without the four octets that tell it; 0 where it is none that is not encrypted. */
export function packetLength(view: DataView, at: number): number {
  const length = view.getUint32(at);
  const padding = view.getUint8(at + 4);
  const isPossible =
    length >= SHORTEST_PACKET && length <= LONGEST_PACKET && padding >= 4 && padding < length - 1;
  return isPossible ? length : 0;
}

export const KEXINIT = 20;
export const NEWKEYS = 21;
const FIRST_OF_EXCHANGE = 30;

/** RFC 4250, section 4.1.2, and RFC 8308. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'DISCONNECT',
  2: 'IGNORE',
  3: 'UNIMPLEMENTED',
  4: 'DEBUG',
  5: 'SERVICE_REQUEST',
  6: 'SERVICE_ACCEPT',
  7: 'EXT_INFO',
  8: 'NEWCOMPRESS',
  [KEXINIT]: 'KEXINIT',
  [NEWKEYS]: 'NEWKEYS',
};

/** What messages from 30 on are depends on the key exchange: RFC 4253, RFC 4419, RFC 4432, RFC 5656. */
const EXCHANGES: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /^diffie-hellman-group-exchange/,
    [
      'KEX_DH_GEX_REQUEST_OLD',
      'KEX_DH_GEX_GROUP',
      'KEX_DH_GEX_INIT',
      'KEX_DH_GEX_REPLY',
      'KEX_DH_GEX_REQUEST',
    ],
  ],
  [/^diffie-hellman/, ['KEXDH_INIT', 'KEXDH_REPLY']],
  [/^(sntrup|mlkem)/, ['KEX_HYBRID_INIT', 'KEX_HYBRID_REPLY']],
  [/^(ecdh|curve)/, ['KEX_ECDH_INIT', 'KEX_ECDH_REPLY']],
  [/^rsa/, ['KEXRSA_PUBKEY', 'KEXRSA_SECRET', 'KEXRSA_DONE']],
];

/** A message's name where `exchange` is the method of key exchange that was agreed on, '' where none is known. */
export function messageName(number: number, exchange: string): string {
  const name = NAMES[number];
  if (name !== undefined) return name;
  const names = EXCHANGES.find(([methods]) => methods.test(exchange))?.[1];
  return names?.[number - FIRST_OF_EXCHANGE] ?? `message ${number}`;
}
