/** Every limit of the core, by name. Reaching one is counted, and the count is shown. */
export interface Limits {
  /** Connections kept at once; past it the one silent for longest is let go, closed ones first. */
  readonly connections: number;
  /** Segments kept for ladders, over all connections; past it the longest silent connections lose theirs. */
  readonly segments: number;
  /** Segments kept for one connection's ladder: the first ones stay, then the newest. */
  readonly segmentsPerConnection: number;
  /** Segments kept over all connections where dialogues are not: what remarks rest on until a connection's are told. */
  readonly segmentsForRemarks: number;
  /** Messages kept for one connection: the first ones. */
  readonly messagesPerConnection: number;
  /** Messages kept over all connections, a long one counting as several; past it new ones are only counted. */
  readonly messages: number;
  /** Octets of payload held back, out of order, for one direction of a connection. */
  readonly reassemblyOctetsPerSide: number;
  /** Payload held over all connections, out of order or as the beginning of a message. */
  readonly reassemblyOctets: number;
  /** Octets that a dissector may hold of a message that is not complete. */
  readonly messageOctets: number;
  /** IP fragments held until their packets are complete; past it the oldest packet's are let go. */
  readonly fragments: number;
  /** Fragments held for one packet; past it all of that packet's are let go. */
  readonly fragmentsPerPacket: number;
  /** Octets that all fragments held may have. */
  readonly fragmentOctets: number;
  /** How long, in seconds between frames, a packet's first fragment waits for the rest: RFC 1122, section 3.3.2. */
  readonly fragmentSeconds: number;
}

export const DEFAULT_LIMITS: Limits = {
  connections: 1_000_000,
  segments: 2_000_000,
  segmentsPerConnection: 20_000,
  segmentsForRemarks: 131_072,
  messagesPerConnection: 5_000,
  messages: 1_000_000,
  reassemblyOctetsPerSide: 1 << 20,
  reassemblyOctets: 64 << 20,
  messageOctets: 64 << 10,
  fragments: 16_384,
  fragmentsPerPacket: 2_048,
  fragmentOctets: 16 << 20,
  fragmentSeconds: 120,
};

/** What a connection takes of the heap, with all that hangs on it but its messages, and what a message does: rather too much. */
const CONNECTION_OCTETS = 2560;
const MESSAGE_OCTETS = 512;
/** Of the heap, what the program itself and the newest objects take, and how much of the rest may be filled. */
const TAKEN_OCTETS = 200 << 20;
const SHARE = 0.75;
const FEWEST_CONNECTIONS = 10_000;

/**
 * The limits where the heap may have so many octets: those that it could not hold are lower, so that what is too much is
 * let go and counted, instead of ending the program.
 */
export function limitsWithin(heapOctets: number, keepsMessages: boolean): Limits {
  const { connections, messages } = DEFAULT_LIMITS;
  const wanted = connections * CONNECTION_OCTETS + (keepsMessages ? messages * MESSAGE_OCTETS : 0);
  const share = Math.min(1, Math.max(0, (SHARE * (heapOctets - TAKEN_OCTETS)) / wanted));
  return {
    ...DEFAULT_LIMITS,
    connections: Math.max(FEWEST_CONNECTIONS, Math.floor(share * connections)),
    messages: Math.max(FEWEST_CONNECTIONS, Math.floor(share * messages)),
  };
}
