/** Numbers of pcapng, https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html */

/** Section Header Block: reads the same in both byte orders. */
export const BLOCK_SECTION = 0x0a0d0d0a;
export const BLOCK_INTERFACE = 1;
/** Obsolete (appendix A). */
export const BLOCK_PACKET = 2;
export const BLOCK_SIMPLE_PACKET = 3;
export const BLOCK_NAMES = 4;
export const BLOCK_ENHANCED_PACKET = 6;
export const BLOCK_SECRETS = 10;

/** Records of a Name Resolution Block (section 4.5). */
export const NAMES_END = 0;
export const NAMES_IPV4 = 1;
export const NAMES_IPV6 = 2;

/** Of a Decryption Secrets Block: it is a key log of TLS. */
export const SECRETS_TLS_KEY_LOG = 0x544c534b;

export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** Octets from a block's start to its frame, of Enhanced Packet Blocks and obsolete ones. */
export const PACKET_DATA = 28;
export const SIMPLE_PACKET_DATA = 12;

/** Options of an Interface Description Block (section 4.2). */
export const OPTION_END = 0;
export const OPTION_NAME = 2;
export const OPTION_DESCRIPTION = 3;
export const OPTION_RESOLUTION = 9;
export const OPTION_OFFSET = 14;
