import type { Octets } from '../dissector.ts';
import { CLIENT_HELLO, HANDSHAKE } from '../tls/record.ts';
import type { Turn } from './rule.ts';

const HELLO_OCTETS = 6;
const SESSION_REQUEST = 0x81;
const SESSION_HEAD_OCTETS = 4;

/** After STARTTLS, and its like, a client says hello at the beginning of a segment (RFC 8446, sections 4 and 5.1). */
export const STARTTLS: Turn = {
  to: 'tls',
  wraps: true,
  at({ octets, start, end }: Octets): number | null {
    if (octets[start] !== HANDSHAKE) return -1;
    if (end - start > 1 && octets[start + 1] !== 3) return -1;
    if (end - start < HELLO_OCTETS) return null;
    return (octets[start + 2] as number) <= 4 && octets[start + 5] === CLIENT_HELLO ? 0 : -1;
  },
};

/** Behind the request for a session is what is said in it (RFC 1002, section 4.3.2). */
export const SESSION: Turn = {
  to: null,
  wraps: false,
  at({ octets, view, start, end }: Octets): number | null {
    if (octets[start] !== SESSION_REQUEST) return -1;
    if (end - start < SESSION_HEAD_OCTETS) return null;
    const length = SESSION_HEAD_OCTETS + view.getUint16(start + 2);
    return end - start < length ? null : length;
  },
};
