import { ACK, FIN, RST, SYN } from '../../wire/control-bits.ts';
import type { ZeekConnection } from './zeek-connection.ts';
import {
  CLOSED,
  ESTABLISHED,
  INACTIVE,
  PARTIAL,
  RESET,
  SYN_ACK_SENT,
  SYN_SENT,
  type ZeekEnd,
} from './zeek-end.ts';

/**
 * Moves both ends to the states that Zeek gives them for a segment of `from`. `asOriginator` is the role in which the
 * segment was sent, before it turned the roles.
 */
export function advance(
  z: ZeekConnection,
  from: ZeekEnd,
  to: ZeekEnd,
  controlBits: number,
  payloadLength: number,
  asOriginator: boolean,
): void {
  switch (from.state) {
    case INACTIVE:
      fromInactive(z, from, to, controlBits, payloadLength, asOriginator);
      break;
    case SYN_SENT:
    case SYN_ACK_SENT:
      fromSynSent(from, controlBits);
      break;
    case PARTIAL:
    case ESTABLISHED:
      fromEstablished(from, to, controlBits);
      break;
    case CLOSED:
      // An RST behind both FINs changes nothing any more.
      if (controlBits & RST && to.state !== CLOSED) from.enter(RESET);
      break;
  }
}

function fromInactive(
  z: ZeekConnection,
  from: ZeekEnd,
  to: ZeekEnd,
  controlBits: number,
  payloadLength: number,
  asOriginator: boolean,
): void {
  if (controlBits & SYN) {
    if (asOriginator) from.enter(controlBits & ACK ? SYN_ACK_SENT : SYN_SENT);
    else answer(z, from, to, controlBits);
  }
  if (controlBits & FIN) from.enter(CLOSED);
  if (controlBits & RST) from.enter(RESET);
  if (from.state !== INACTIVE) return;
  // Some acknowledge a SYN before they send their own.
  if (!asOriginator && payloadLength === 0 && z.originator.state === SYN_SENT) return;
  if (controlBits & ACK && to.state === ESTABLISHED) {
    // Only the SYN was missed.
    from.enter(ESTABLISHED);
    z.partial = false;
    z.begin(asOriginator);
    return;
  }
  from.enter(PARTIAL);
}

/** The responder's first segment is a SYN. */
function answer(z: ZeekConnection, from: ZeekEnd, to: ZeekEnd, controlBits: number): void {
  if (!(controlBits & ACK) && to.state === SYN_ACK_SENT) {
    // The SYN+ACK was captured before the SYN that it answers.
    z.flip();
    to.enter(ESTABLISHED);
    z.begin(true);
  }
  if (to.state === SYN_SENT) to.enter(ESTABLISHED);
  from.enter(ESTABLISHED);
}

function fromSynSent(from: ZeekEnd, controlBits: number): void {
  if (controlBits & FIN) from.enter(CLOSED);
  if (controlBits & RST) from.enter(RESET);
}

function fromEstablished(from: ZeekEnd, to: ZeekEnd, controlBits: number): void {
  if ((controlBits & (SYN | ACK)) === SYN && from.state === PARTIAL && to.state === INACTIVE)
    from.enter(SYN_SENT);
  if (controlBits & RST) {
    from.enter(RESET);
  } else if (controlBits & FIN) {
    from.enter(CLOSED);
    // A FIN with an RST behind it, now answered: it ended as it should.
    if (to.state === RESET && to.previous === CLOSED) to.enter(CLOSED);
  }
}
