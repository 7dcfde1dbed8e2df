import { afterUdpPorts } from './followers.ts';
import { type Cursor, endAt, type Next } from './layers.ts';
import { UDP } from './outcome.ts';

/** RFC 768 */
const HEADER_OCTETS = 8;
const LENGTH = 4;

/** A UDP header, and behind it the tunnel that its ports are known for. */
export function stepUdp(cursor: Cursor): Next {
  return stepToTunnel(cursor, true);
}

/** The same of UDP-Lite, whose length is that of what the checksum covers. RFC 3828, section 3.1 */
export function stepUdpLite(cursor: Cursor): Next {
  return stepToTunnel(cursor, false);
}

function stepToTunnel(cursor: Cursor, hasLength: boolean): Next {
  const { view, at } = cursor;
  if (at + HEADER_OCTETS > cursor.capturedEnd) return UDP;
  const tunnel = afterUdpPorts(view.getUint16(at), view.getUint16(at + 2));
  if (tunnel === 0) return UDP;
  const length = view.getUint16(at + LENGTH);
  if (hasLength && length >= HEADER_OCTETS) endAt(cursor, at + length);
  cursor.at = at + HEADER_OCTETS;
  return tunnel;
}
