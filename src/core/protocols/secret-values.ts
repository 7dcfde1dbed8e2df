import { ELLIPSIS } from '../printable.ts';

/**
 * Names of values that let somebody in, whatever stands before them in the name: `db_password`, `X-Amz-Signature`. What
 * OpenTelemetry's conventions (`url.full`) and OAuth 2.0 (RFC 6749, appendix A) call so, and what else programs do.
 */
export const SECRET_NAMES = [
  'passw(?:or[dt]|d)',
  '(?<!com|by)pass',
  'passphrase',
  'passcode',
  'pwd',
  'psk',
  'secret',
  'token',
  'jwt',
  '(?:api|access|secret|private)[-_ ]?key',
  'credentials?',
  '(?<![a-z])sig',
  'signature',
  'authorization',
].join('|');
/**
 * `name=value`, `name: value`, `"name":"value"`, the latter in a string too; what a scheme of HTTP introduces; all
 * the rest where an object or a list begins, whose end is not looked for. `(using password: YES)` tells no value.
 */
const VALUE = new RegExp(
  `((?:${SECRET_NAMES})(?:\\\\?["'])?\\s?[=:]\\s?)` +
    `(?!(?:yes|no)\\))(?:[{[]\\s*\\\\?["'].*|(\\\\?["'])(?:(?!\\2)(?:\\\\.|.))*|(?:(?:basic|bearer|digest|negotiate)\\s+)?[^\\s&;,"']+)`,
  'gi',
);
/** What stands before the host in a URL (RFC 3986, section 3.2.1); where the text is cut there, the host may be none. */
const USER_INFORMATION = /(:\/\/)[^\s/?#"'<>]*(?:(?=@)|…$)/g;
/**
 * Browsers let a page name subprotocols and no other header of its own, so that some are told tokens there: `access_token,
 * eyJ…`, `base64url.bearer.authorization.k8s.io.…`.
 */
const SUBPROTOCOL = new RegExp(`((?:${SECRET_NAMES}|bearer)[.,]\\s*)[^\\s,]+`, 'gi');
/** What neither a value nor user information can be without. */
const ANY = /[=:]/;

/** A text with an ellipsis for each value in it that by its name, or by its place in a URL, may be a secret. */
export function withoutSecretValues(text: string): string {
  if (!ANY.test(text)) return text;
  return text.replace(USER_INFORMATION, `$1${ELLIPSIS}`).replace(VALUE, `$1$2${ELLIPSIS}`);
}

/** The same for a list of subprotocols of WebSocket. */
export function withoutSecretSubprotocols(names: string): string {
  return names.replace(SUBPROTOCOL, `$1${ELLIPSIS}`);
}
