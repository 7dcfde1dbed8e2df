import { textEnd } from '../ascii.ts';
import { errorText } from '../sql-text.ts';

const SEVERITY = 0x53;
const SQL_STATE = 0x43;
const MESSAGE = 0x4d;

/** What ErrorResponse and NoticeResponse tell. */
export interface Notice {
  readonly severity: string;
  readonly sqlState: string;
  readonly message: string;
}

const FIELDS: Readonly<Record<number, keyof Notice>> = {
  [SEVERITY]: 'severity',
  [SQL_STATE]: 'sqlState',
  [MESSAGE]: 'message',
};

/** Fields of one octet and a text each, as far as they are there: PostgreSQL, "Error and Notice Message Fields". */
export function readNotice(octets: Uint8Array, start: number, end: number): Notice {
  const texts = { severity: '', sqlState: '', message: '' };
  for (let at = start; at < end && octets[at] !== 0; ) {
    const field = FIELDS[octets[at] as number];
    const fieldEnd = textEnd(octets, at + 1, end);
    if (field !== undefined) texts[field] = errorText(octets, at + 1, fieldEnd);
    at = fieldEnd + 1;
  }
  return texts;
}

/** As in `ERROR 22012: division by zero`. */
export function noticeLine({ severity, sqlState, message }: Notice, otherwise: string): string {
  const head = `${severity || otherwise} ${sqlState}`.trim();
  return message === '' ? head : `${head}: ${message}`;
}
