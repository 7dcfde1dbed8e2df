import { afterEtherType, LENGTH_AT_MOST } from './followers.ts';
import { type Cursor, FIRST_LAYER, IP, IPV6, type Next } from './layers.ts';
import type { Outcome } from './outcome.ts';

/** IP of the version that the first octet tells, where nothing else does; `otherwise` where it tells none. */
export function ipByVersion(cursor: Cursor, otherwise: Next | Outcome): Next {
  if (cursor.at >= cursor.capturedEnd) return otherwise;
  const version = cursor.view.getUint8(cursor.at) >> 4;
  if (version === 4) return IP;
  return version === 6 ? IPV6 : otherwise;
}

const ETHERNET_TYPE = 12;

/** Whether an Ethernet frame may begin there: its type is one that we know, or a length that fits. */
export function looksLikeEthernet(cursor: Cursor, at: number): boolean {
  const behind = at + ETHERNET_TYPE + 2;
  if (behind > cursor.capturedEnd) return false;
  const type = cursor.view.getUint16(behind - 2);
  if (type > LENGTH_AT_MOST) return afterEtherType(type) >= FIRST_LAYER;
  return type > 0 && behind + type <= cursor.reportedEnd;
}
