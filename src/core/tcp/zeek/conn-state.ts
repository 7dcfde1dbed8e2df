import type { ZeekConnection } from './zeek-connection.ts';
import {
  CLOSED,
  ESTABLISHED,
  INACTIVE,
  PARTIAL,
  RESET,
  SYN_ACK_SENT,
  SYN_SENT,
  sentNothing,
} from './zeek-end.ts';

/** Zeek's summary of a connection (scripts/base/protocols/conn/main.zeek). */
export type ConnState =
  | 'S0'
  | 'S1'
  | 'S2'
  | 'S3'
  | 'SF'
  | 'REJ'
  | 'RSTO'
  | 'RSTR'
  | 'RSTOS0'
  | 'RSTRH'
  | 'SH'
  | 'SHR'
  | 'OTH';

/** The originator gave up its own SYN before anything of substance was sent. */
const ABANDONED = /^\^?S[^HAFGIQ]*R/;

/** Judges by the states in which Zeek leaves both ends. */
export function connStateOf(z: ZeekConnection): ConnState {
  const { originator, responder } = z;
  const from = originator.state;
  const to = responder.state;
  const fromUnheard = from === INACTIVE || from === PARTIAL;
  const toUnheard = to === INACTIVE || to === PARTIAL;
  if (to === RESET) {
    const refused =
      from === SYN_SENT ||
      from === SYN_ACK_SENT ||
      (from === RESET && sentNothing(originator) && sentNothing(responder));
    if (refused) return 'REJ';
    return fromUnheard ? 'RSTRH' : 'RSTR';
  }
  if (from === RESET) {
    if (!toUnheard) return 'RSTO';
    return ABANDONED.test(z.history) ? 'RSTOS0' : 'OTH';
  }
  if (from === CLOSED && to === CLOSED) return 'SF';
  if (from === CLOSED) return toUnheard ? 'SH' : 'S2';
  if (to === CLOSED) return fromUnheard ? 'SHR' : 'S3';
  if (from === SYN_SENT && to === INACTIVE) return 'S0';
  return from === ESTABLISHED && to === ESTABLISHED ? 'S1' : 'OTH';
}
