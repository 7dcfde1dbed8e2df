import { ACK, FIN, RST, SYN } from '../../wire/control-bits.ts';
import type { Segment } from '../../wire/segment.ts';
import { controlLength } from '../sequence.ts';
import { acknowledge, deliver } from './delivery.ts';
import { beginsTurnedRound } from './likely-servers.ts';
import { advance } from './transitions.ts';
import {
  SEEN_ACK,
  SEEN_DATA,
  SEEN_FIN,
  SEEN_FIN_RST,
  SEEN_MULTIPLE,
  SEEN_RST,
  SEEN_SYN,
  type ZeekConnection,
} from './zeek-connection.ts';
import {
  CLOSED,
  ESTABLISHED,
  INACTIVE,
  isClean,
  PARTIAL,
  RESET,
  SYN_ACK_SENT,
  SYN_SENT,
  type ZeekEnd,
} from './zeek-end.ts';

/** A SYN's or an RST's sequence number further off than this is not believed, nor an acknowledgment of 0 as far ahead. */
const JUMP_OCTETS_AT_MOST = 1_048_576;

/**
 * Follows a connection as Zeek does (TCPSessionAdapter, TCP_Endpoint and TCP_Reassembler of Zeek 8, checksums ignored):
 * one call a segment.
 */
export function followAsZeek(z: ZeekConnection, fromSecond: boolean, s: Segment): void {
  const from = fromSecond ? z.second : z.first;
  const to = fromSecond ? z.first : z.second;
  const { controlBits, sequenceNumber, acknowledgmentNumber, payloadLength } = s;
  if (z.isNew && (controlBits & (SYN | ACK)) !== SYN) {
    if (beginsTurnedRound(s.sourcePort, s.destinationPort, (controlBits & SYN) !== 0)) z.flip();
  }
  const asOriginator = from === z.originator;
  z.judgeBeginning(asOriginator, (controlBits & SYN) !== 0, (controlBits & ACK) !== 0);

  const end = (sequenceNumber + octetsOfSequence(controlBits, payloadLength)) | 0;
  const turns = (controlBits & (SYN | FIN | RST)) !== 0 || from.state === INACTIVE;
  if (turns) noteStart(from, controlBits, sequenceNumber, end);
  const sequence = (sequenceNumber - from.start) | 0;
  noteLetter(z, from, controlBits, sequence, payloadLength);
  if (s.window === 0) noteZeroWindow(z, from, to, controlBits);
  if (controlBits & FIN) from.finEnd = (end - from.start) | 0;
  const acknowledged = controlBits & ACK ? noteAcknowledged(to, acknowledgmentNumber, controlBits) : 0;
  noteLast(z, from, controlBits, end, payloadLength);
  if (turns) advance(z, from, to, controlBits, payloadLength, asOriginator);

  if (controlBits & ACK) noteGaps(z, to, from, acknowledged);
  z.begin(asOriginator);
  const misplaced = sequence < 0 && !from.far;
  if (payloadLength > 0 && s.payloadCaptured >= payloadLength && !(controlBits & RST) && !misplaced)
    deliver(from, controlBits & SYN ? (sequence + 1) | 0 : sequence, payloadLength);
}

/** What a segment takes of the sequence space; what an RST carries is no part of the stream. */
function octetsOfSequence(controlBits: number, payloadLength: number): number {
  return controlLength(controlBits) + (controlBits & RST ? 0 : payloadLength);
}

/** Sets where the sender's numbers begin: with its first segment, and anew with most SYNs. */
function noteStart(from: ZeekEnd, controlBits: number, sequenceNumber: number, end: number): void {
  if (from.state === INACTIVE) {
    const syn = (controlBits & SYN) !== 0;
    from.start = from.acknowledged = syn ? sequenceNumber : (sequenceNumber - 1) | 0;
    // Without a SYN, what the segment carries is still to count as new.
    from.last = syn ? end : sequenceNumber;
  } else if (controlBits & SYN && startsAgain(from, sequenceNumber)) {
    from.start = from.acknowledged = sequenceNumber;
    from.last = end;
  }
}

function startsAgain(from: ZeekEnd, sequenceNumber: number): boolean {
  switch (from.state) {
    case SYN_SENT:
    case SYN_ACK_SENT:
      return sequenceNumber !== from.start;
    case ESTABLISHED:
    case PARTIAL:
      return true;
    case RESET:
      return from.previous === INACTIVE;
    default:
      return false;
  }
}

function noteLetter(
  z: ZeekConnection,
  from: ZeekEnd,
  controlBits: number,
  sequence: number,
  payloadLength: number,
): void {
  const flags = controlBits & (SYN | FIN | RST);
  if (flags === 0) {
    if (payloadLength === 0 && !(controlBits & ACK)) return;
    // A lone SYN+ACK may be a scan; with traffic behind it, its sender is the responder after all.
    if (z.seen === SEEN_SYN && z.history === 'H') z.becomeAnswer();
    if (payloadLength > 0) z.once(from, SEEN_DATA, 'D');
    else z.once(from, SEEN_ACK, 'A');
  } else if (flags === SYN) {
    const letter = controlBits & ACK ? 'H' : 'S';
    if (z.once(from, SEEN_SYN, letter) && sequence !== from.lastSyn) z.add(from, letter);
    from.lastSyn = sequence;
  } else if (flags === FIN) {
    const finEnd = (sequence + payloadLength + 1) | 0;
    if (z.once(from, SEEN_FIN, 'F') && finEnd !== from.finEnd) z.add(from, 'F');
  } else if (flags === RST) {
    if (z.once(from, SEEN_RST, 'R') && sequence !== from.lastRst) z.add(from, 'R');
    from.lastRst = sequence;
  } else if ((flags & (FIN | RST)) === (FIN | RST)) {
    z.once(from, SEEN_FIN_RST, 'I');
  } else {
    z.once(from, SEEN_MULTIPLE, 'Q');
  }
}

/** A closed window says nothing on an RST or behind one, nor once the other end has finished. */
function noteZeroWindow(z: ZeekConnection, from: ZeekEnd, to: ZeekEnd, controlBits: number): void {
  if (controlBits & RST || to.state === CLOSED || from.state === RESET) return;
  z.scaled(from, 'W', ++from.zeroWindows);
}

/** Brings up to date what of the other end is acknowledged; gives the number, relative, or 0 where it says nothing. */
function noteAcknowledged(to: ZeekEnd, acknowledgmentNumber: number, controlBits: number): number {
  if (to.state === INACTIVE) {
    to.start = to.acknowledged = to.last = (acknowledgmentNumber - 1) | 0;
    return 1;
  }
  const relative = (acknowledgmentNumber - to.start) | 0;
  if (relative < 0 && !to.far) return 0;
  if (controlBits & RST) return relative;
  const ahead = (acknowledgmentNumber - to.acknowledged) | 0;
  if (ahead > 0 && !(acknowledgmentNumber === 0 && ahead > JUMP_OCTETS_AT_MOST)) {
    to.far ||= ((to.acknowledged - to.start) | 0) >= 0 && relative < 0;
    to.acknowledged = acknowledgmentNumber;
  }
  return relative;
}

/** Brings up to date how far the sender got; what gets no further was sent before. */
function noteLast(
  z: ZeekConnection,
  from: ZeekEnd,
  controlBits: number,
  end: number,
  payloadLength: number,
): void {
  const ahead = (end - from.last) | 0;
  if (controlBits & (SYN | RST) && Math.abs(ahead) > JUMP_OCTETS_AT_MOST) return;
  // With nothing but a SYN before it, a FIN is believed even where it seems to lie behind.
  const believed = (controlBits & FIN) !== 0 && from.last === ((from.start + 1) | 0);
  if (!believed && from.state === RESET) return;
  if (believed || ahead > 0) {
    from.far ||= ((from.last - from.start) | 0) >= 0 && ((end - from.start) | 0) < 0;
    from.last = end;
  } else if (payloadLength > 0) {
    z.scaled(from, 'T', ++from.retransmissions);
  }
}

function noteGaps(z: ZeekConnection, end: ZeekEnd, other: ZeekEnd, acknowledged: number): void {
  let holes = acknowledge(end, acknowledged, z.partial);
  if (holes === 0 || !isClean(end) || !isClean(other)) return;
  for (; holes > 0; holes--) z.scaled(end, 'G', ++end.gaps);
}
