import { printableText } from '../../printable.ts';
import type { Saying } from '../dissector.ts';

/** What servers say, in plain HTTP, to a client that speaks plain HTTP where they want TLS. */
const WORDINGS = [
  // nginx
  'The plain HTTP request was sent to HTTPS port',
  // Apache httpd
  "You're speaking plain HTTP to an SSL-enabled server port.",
  // Go
  'Client sent an HTTP request to an HTTPS server.',
  // Tomcat
  'This combination of host and port requires TLS.',
];
/** The status that it comes with. */
export const BAD_REQUEST = 400;
/** Such a body is short, and says so at once. */
const LOOKED_AT_OCTETS = 1024;

/** Looks for those words in the body of a response as it comes. */
export class TlsWanted {
  private text = '';
  private isOver = false;

  /** Octets of the body; a saying once the words are there. */
  take(octets: Uint8Array, start: number, end: number): Saying | null {
    if (this.isOver) return null;
    const room = LOOKED_AT_OCTETS - this.text.length;
    this.text += printableText(octets, start, Math.min(end, start + room), room);
    const words = WORDINGS.find((wording) => this.text.includes(wording));
    this.isOver = words !== undefined || this.text.length >= LOOKED_AT_OCTETS;
    return words === undefined ? null : { summary: `"${words}"`, role: 'event', fields: { tlsWanted: true } };
  }
}
