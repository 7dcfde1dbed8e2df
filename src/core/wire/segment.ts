/** Octets that were put together from fragments. */
export interface Datagram {
  readonly octets: Uint8Array;
  /** A view of the same memory as `octets`, with the same offsets. */
  readonly view: DataView;
}

/**
 * One TCP segment as decoded from a frame. The decoder fills the same object again for every frame, so nothing is
 * allocated a packet; whoever keeps a value copies it. Offsets are into `datagram`, or else into the batch that the frame came from.
 * 32-bit quantities of the wire are held as signed integers (`| 0`), which is how they are compared and subtracted.
 */
export class Segment {
  /** 4 or 6. An IPv4 address stands in word 3; words 0 to 2 are 0. Words are big-endian 32-bit values, signed. */
  ipVersion = 4;
  source0 = 0;
  source1 = 0;
  source2 = 0;
  source3 = 0;
  destination0 = 0;
  destination1 = 0;
  destination2 = 0;
  destination3 = 0;
  /** Time to live, or hop limit, as captured: less by one for each router that the packet has passed. */
  hopLimit = 0;
  sourcePort = 0;
  destinationPort = 0;
  sequenceNumber = 0;
  acknowledgmentNumber = 0;
  /** Nine control bits, see control-bits.ts. */
  controlBits = 0;
  /** The window field as sent, 0 to 65535, not scaled. */
  window = 0;
  urgentPointer = 0;
  optionsStart = 0;
  optionsEnd = 0;
  /** Where the payload begins. */
  payloadStart = 0;
  /** Octets of payload by the lengths in the IP and TCP headers, though fewer may have been captured. */
  payloadLength = 0;
  /** The lengths in the IP and TCP headers agree: the header ends inside the packet. */
  headerFits = true;
  /** Octets of payload that are really there from `payloadStart`. */
  payloadCaptured = 0;
  /** What the segment stands in, where it came in fragments; null where it stands in the frame itself. */
  datagram: Datagram | null = null;
  /**
   * Type and code of the ICMP error that quotes the segment, where the outcome is ICMP_ERROR. Of a quoted segment
   * the addresses, the ports and the sequence number are there, and nothing else.
   */
  icmpType = 0;
  icmpCode = 0;
  /** The largest packet that the next hop takes, where the error says that one was too big; 0 where it does not tell. */
  icmpNextHopMtu = 0;
  /** The identification of the packet that the error quotes, which IPv6 has none of: then 0. */
  icmpQuotedIdentification = 0;
  /** The error comes from the address that the quoted segment was sent to. */
  icmpFromDestination = false;
}
