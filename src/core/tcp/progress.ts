import { ACK, FIN, RST } from '../wire/control-bits.ts';
import type { Segment } from '../wire/segment.ts';
import { noteAcknowledgedOctets, noteSentOctets } from './analysis/unseen.ts';
import type { Endpoint } from './endpoint.ts';
import { finAcknowledgedBy } from './infer-states.ts';
import { isStrayAgreement, noteInitialSequences } from './initial-sequences.ts';
import { controlLength, isAfter, sequenceAdd } from './sequence.ts';

/** Brings the sender's sequence numbers up to date. */
export function noteSequence(from: Endpoint, to: Endpoint, s: Segment): void {
  const { controlBits, sequenceNumber, payloadLength } = s;
  const end = sequenceAdd(sequenceNumber, payloadLength + controlLength(controlBits));
  noteInitialSequences(from, to, s);
  // An RST may come with any number, whoever sent it.
  if (!(controlBits & RST) && !isStrayAgreement(from, s)) {
    noteSentOctets(from, sequenceNumber, end);
    if (from.nextSequence === null || isAfter(end, from.nextSequence)) from.nextSequence = end;
  }
  if (controlBits & FIN && from.finSequence === null) {
    from.finSequence = sequenceAdd(end, -1);
    from.finAcknowledged = controlBits & ACK ? s.acknowledgmentNumber : from.acknowledged;
  }
}

/** Brings what the sender has acknowledged up to date; true when that covers the other's FIN for the first time. */
export function noteAcknowledgment(from: Endpoint, to: Endpoint, s: Segment): boolean {
  if (!(s.controlBits & ACK) || s.controlBits & RST) return false;
  if (from.acknowledged !== null && !isAfter(s.acknowledgmentNumber, from.acknowledged)) return false;
  noteAcknowledgedOctets(to, s.acknowledgmentNumber);
  const before = finAcknowledgedBy(from, to);
  from.acknowledged = s.acknowledgmentNumber;
  return !before && finAcknowledgedBy(from, to);
}
