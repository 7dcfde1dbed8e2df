/** Why a side closes (RFC 6455, section 7.4.1, and the IANA registry of close codes). */
const CLOSE_CODES: Readonly<Record<number, string>> = {
  1000: 'normal',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1005: 'no status received',
  1006: 'abnormal closure',
  1007: 'invalid payload data',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'extension missing',
  1011: 'internal error',
  1012: 'service restart',
  1013: 'try again later',
  1014: 'bad gateway',
  1015: 'TLS handshake failed',
};

/** The name of a close code; which range it is of where it has none (section 7.4.2). */
export function closeCodeName(code: number): string {
  const name = CLOSE_CODES[code];
  if (name !== undefined) return name;
  if (code >= 4000 && code <= 4999) return 'private';
  return code >= 3000 && code <= 3999 ? 'of a library' : 'unknown';
}
