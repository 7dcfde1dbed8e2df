/** Versions of the protocol, as the first octet of a greeting or a request of version 4 gives them. */
export const VERSION_4 = 4;
export const VERSION_5 = 5;
/** Of the log-in with user and password (RFC 1929). */
export const LOGIN_VERSION = 1;
/** A request of version 4, up to its user. */
export const REQUEST_4_HEAD_OCTETS = 8;

export const CONNECT = 1;
export const BIND = 2;

const COMMANDS: Readonly<Record<number, string>> = { 1: 'CONNECT', 2: 'BIND', 3: 'UDP ASSOCIATE' };

/** What a client asks for (RFC 1928, section 4). */
export function commandName(command: number): string | null {
  return COMMANDS[command] ?? null;
}

export const NO_AUTHENTICATION = 0;
export const USER_AND_PASSWORD = 2;
export const NO_METHOD = 0xff;

const METHODS: Readonly<Record<number, string>> = {
  0: 'no authentication',
  1: 'GSSAPI',
  2: 'user and password',
  3: 'CHAP',
  5: 'challenge-response',
  6: 'TLS',
  7: 'NDS',
  8: 'multi-authentication framework',
  9: 'JSON parameter block',
};

/** How a client proves who it is (RFC 1928, section 3, and the registry of IANA). */
export function methodName(method: number): string {
  return METHODS[method] ?? `method ${method}`;
}

export const SUCCEEDED = 0;

const REPLIES: Readonly<Record<number, string>> = {
  0: 'succeeded',
  1: 'general failure',
  2: 'not allowed by ruleset',
  3: 'network unreachable',
  4: 'host unreachable',
  5: 'connection refused',
  6: 'TTL expired',
  7: 'command not supported',
  8: 'address type not supported',
};

/** How it went (RFC 1928, section 6). */
export function replyName(reply: number): string {
  return REPLIES[reply] ?? `reply ${reply}`;
}

export const GRANTED = 90;

const REPLIES_4: Readonly<Record<number, string>> = {
  90: 'granted',
  91: 'rejected or failed',
  92: 'rejected: no identd on the client',
  93: 'rejected: identd names another user',
};

/** How it went in version 4. */
export function reply4Name(reply: number): string {
  return REPLIES_4[reply] ?? `reply ${reply}`;
}
