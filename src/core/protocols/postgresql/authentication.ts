/** What a server asks a client for: PostgreSQL, "Message Formats", Authentication*. */
export const OK = 0;
export const GSS = 7;
export const SSPI = 9;
export const SASL = 10;
export const SASL_CONTINUE = 11;
export const SASL_FINAL = 12;

export const SCRAM = 'SCRAM-SHA-256';

const NAMES: Readonly<Record<number, string>> = {
  [OK]: 'AuthenticationOk',
  2: 'AuthenticationKerberosV5',
  3: 'AuthenticationCleartextPassword',
  5: 'AuthenticationMD5Password',
  [GSS]: 'AuthenticationGSS',
  8: 'AuthenticationGSSContinue',
  [SSPI]: 'AuthenticationSSPI',
  [SASL]: 'AuthenticationSASL',
  [SASL_CONTINUE]: 'AuthenticationSASLContinue',
};

export function authenticationName(kind: number): string {
  return NAMES[kind] ?? 'Authentication';
}
