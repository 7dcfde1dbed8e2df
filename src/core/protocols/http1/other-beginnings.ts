import { startsWith } from '../ascii.ts';
import type { Progress } from '../dissector.ts';
import { beginsWithSettings } from '../http2/identification.ts';
import { malformed } from '../progress.ts';
import { beginsWithTls, TLS_INSTEAD } from '../tls/record.ts';

const SSH_BANNER = 'SSH-';

/** What may stand where a message of HTTP/1 should begin, because the wrong port was asked. */
const OTHERS: readonly (readonly [
  words: string,
  begins: (octets: Uint8Array, start: number, end: number) => boolean,
])[] = [
  ['HTTP/2 instead, a SETTINGS frame', beginsWithSettings],
  [TLS_INSTEAD, beginsWithTls],
  ['SSH instead', beginsWithSsh],
];

/** These octets begin no message of HTTP/1. */
export function noMessage(octets: Uint8Array, start: number, end: number): Progress {
  const other = OTHERS.find(([, begins]) => begins(octets, start, end));
  return malformed(other?.[0] ?? 'a line that begins no message');
}

/** RFC 4253, section 4.2. */
function beginsWithSsh(octets: Uint8Array, start: number, end: number): boolean {
  return end - start >= SSH_BANNER.length && startsWith(octets, start, end, SSH_BANNER);
}
