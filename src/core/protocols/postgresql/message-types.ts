import { STATEMENT_OCTETS } from '../sql-text.ts';

/** A message of PostgreSQL: its length field where it is always the same, and how much of its body is looked at. */
export interface MessageType {
  readonly name: string;
  readonly length: number | null;
  readonly wanted: number;
  /** Whether the answer to a request may begin with it. */
  readonly isAnswer: boolean;
}

type Row = readonly [octet: string, name: string, wanted: number, length?: number];

const ANSWERS: ReadonlySet<string> = new Set('TDCIE123ntsHWVZ');

/** Octets of names and short texts that are looked at. */
const NAME_OCTETS = 256;

/** What the client sends: PostgreSQL, "Message Formats". */
export const FRONTEND = table([
  ['Q', 'Query', STATEMENT_OCTETS],
  ['P', 'Parse', STATEMENT_OCTETS],
  ['B', 'Bind', NAME_OCTETS],
  ['D', 'Describe', NAME_OCTETS],
  ['E', 'Execute', NAME_OCTETS],
  ['C', 'Close', NAME_OCTETS],
  ['S', 'Sync', 0, 4],
  ['H', 'Flush', 0, 4],
  ['F', 'FunctionCall', 4],
  ['p', 'PasswordMessage', 40],
  ['d', 'CopyData', 0],
  ['c', 'CopyDone', 0, 4],
  ['f', 'CopyFail', NAME_OCTETS],
  ['X', 'Terminate', 0, 4],
]);

/** What the server sends; those of ANSWERS are part of an answer. */
export const BACKEND = table([
  ['R', 'Authentication', NAME_OCTETS],
  ['K', 'BackendKeyData', 4],
  ['S', 'ParameterStatus', NAME_OCTETS],
  ['Z', 'ReadyForQuery', 1, 5],
  ['T', 'RowDescription', STATEMENT_OCTETS],
  ['D', 'DataRow', 0],
  ['C', 'CommandComplete', 64],
  ['I', 'EmptyQueryResponse', 0, 4],
  ['E', 'ErrorResponse', STATEMENT_OCTETS],
  ['N', 'NoticeResponse', STATEMENT_OCTETS],
  ['A', 'NotificationResponse', NAME_OCTETS],
  ['1', 'ParseComplete', 0, 4],
  ['2', 'BindComplete', 0, 4],
  ['3', 'CloseComplete', 0, 4],
  ['n', 'NoData', 0, 4],
  ['t', 'ParameterDescription', 2],
  ['s', 'PortalSuspended', 0, 4],
  ['G', 'CopyInResponse', 3],
  ['H', 'CopyOutResponse', 3],
  ['W', 'CopyBothResponse', 3],
  ['d', 'CopyData', 0],
  ['c', 'CopyDone', 0, 4],
  ['V', 'FunctionCallResponse', 0],
  ['v', 'NegotiateProtocolVersion', 4],
]);

function table(rows: readonly Row[]): readonly (MessageType | null)[] {
  const types: (MessageType | null)[] = new Array(256).fill(null);
  for (const [octet, name, wanted, length] of rows)
    types[octet.charCodeAt(0)] = { name, length: length ?? null, wanted, isAnswer: ANSWERS.has(octet) };
  return types;
}

/** Octets of a type and of the length behind it. */
export const HEAD_OCTETS = 5;
/** No message is longer: PostgreSQL's PQ_LARGE_MESSAGE_LIMIT. */
const MOST_OCTETS = 0x3fffffff;

/** Octets of the message at `at`; 0: its head is not there yet; -1: there is no message of this table. */
export function measureMessage(
  types: readonly (MessageType | null)[],
  octets: Uint8Array,
  view: DataView,
  at: number,
  end: number,
): number {
  const type = types[octets[at] as number];
  if (!type) return -1;
  if (end - at < HEAD_OCTETS) return 0;
  const length = view.getUint32(at + 1);
  if (length < 4 || length > MOST_OCTETS || (type.length !== null && type.length !== length)) return -1;
  return 1 + length;
}

/**
 * Whether nothing but whole messages of this table stand from `at` to `end`, or at least two before the last one, which
 * is cut: that is no accident.
 */
export function areMessages(
  types: readonly (MessageType | null)[],
  octets: Uint8Array,
  view: DataView,
  start: number,
  end: number,
): boolean {
  let at = start;
  let whole = 0;
  while (at < end) {
    const total = measureMessage(types, octets, view, at, end);
    if (total === -1) return false;
    if (total === 0 || total > end - at) return whole >= 2;
    at += total;
    whole += 1;
  }
  return whole > 0;
}
