import { ELLIPSIS, printableText } from '../printable.ts';
import { SECRET_NAMES, withoutSecretValues } from './secret-values.ts';
import { ANSWER_CHARACTERS, LINE_CHARACTERS } from './told-characters.ts';

/** Octets of a statement that are looked at. */
export const STATEMENT_OCTETS = 1024;

const folded = new Uint8Array(STATEMENT_OCTETS);

/** Literals of PostgreSQL and MySQL, perhaps cut: '…', "…", $tag$…$tag$. */
const LITERAL =
  /(?:\bE|\bU&)?'(?:[^'\\]|''|\\.)*(?:'|$)|"(?:[^"\\]|""|\\.)*(?:"|$)|\$(?<tag>\w*)\$.*?(?:\$\k<tag>\$|$)/
    .source;
/** What stands before a password: IDENTIFIED BY, IDENTIFIED WITH … AS, PASSWORD, SET PASSWORD FOR … =, MASTER_PASSWORD =. */
const PASSWORD_WORDS =
  /\bidentified\b[^'"]{0,60}?\b(?:by|as)\s*(?:password\s*)?|password\s+for\b[^=]{0,80}=\s*(?:\w{0,12}password\s*\(\s*)?|password\s*(?:=\s*)?(?:password\s*)?\(?\s*/
    .source;
const PASSWORD = new RegExp(`(${PASSWORD_WORDS})(?:${LITERAL})`, 'gi');
/** A column, or a variable, whose value by its name may be a secret: `api_key = '…'`. */
const SECRET = new RegExp(`((?:${SECRET_NAMES})["'\`]?\\s*:?=\\s*)(?:${LITERAL})`, 'gi');
/** Inside of a literal, as in the connection string of CREATE SUBSCRIPTION. */
const BARE_PASSWORD = /(password=)[^\s'"&;]+/gi;
const ANY = new RegExp(`identified|${SECRET_NAMES}`, 'i');

/**
 * A statement on one line: white space folded, secrets left out, as far as it is told. `isCut`: more of it follows
 * behind `end`.
 */
export function statementText(octets: Uint8Array, start: number, end: number, isCut: boolean): string {
  let length = 0;
  const last = Math.min(end, start + STATEMENT_OCTETS);
  for (let at = start; at < last; at += 1) {
    const octet = octets[at] as number;
    const isBlank = octet === 0x20 || (octet >= 0x09 && octet <= 0x0d);
    if (isBlank && (length === 0 || folded[length - 1] === 0x20)) continue;
    folded[length++] = isBlank ? 0x20 : octet;
  }
  if (length > 0 && folded[length - 1] === 0x20) length -= 1;
  const text = withoutSecrets(printableText(folded, 0, length, LINE_CHARACTERS));
  return (isCut || last < end) && !text.endsWith(ELLIPSIS) ? text + ELLIPSIS : text;
}

/** What a server says of a statement, which it may quote, without secrets. */
export function errorText(octets: Uint8Array, start: number, end: number): string {
  return withoutSecretValues(withoutSecrets(printableText(octets, start, end, ANSWER_CHARACTERS)));
}

function withoutSecrets(text: string): string {
  if (!ANY.test(text)) return text;
  return text
    .replace(PASSWORD, `$1'${ELLIPSIS}'`)
    .replace(SECRET, `$1'${ELLIPSIS}'`)
    .replace(BARE_PASSWORD, `$1${ELLIPSIS}`);
}
