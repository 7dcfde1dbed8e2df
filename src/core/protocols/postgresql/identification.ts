import { indexOfOctet, startsWith } from '../ascii.ts';
import type { Identification, Octets } from '../dissector.ts';
import { OK, SASL, SCRAM } from './authentication.ts';
import { areMessages, BACKEND, FRONTEND, HEAD_OCTETS, measureMessage } from './message-types.ts';
import { measureStartup, startupParameters } from './startup.ts';

const QUERY = 0x51;
const PARSE = 0x50;
const BIND = 0x42;
const SYNC = 0x53;
const READY = 0x5a;
const AUTHENTICATION = 0x52;
const STARTUP_OCTETS = 8192;
/** RowDescription, ParseComplete, BindComplete. */
const ROWS_BEGIN: readonly number[] = [0x54, 0x31, 0x32];

/** A client's first octets, the beginning of a log-in from the server, or a question and its answer. */
export function identifyPostgresql(first: Octets, other: Octets): Identification {
  const octet = first.octets[first.start] as number;
  if (octet === 0) return identifyStartup(first);
  if (octet === AUTHENTICATION) return identifyAuthentication(first);
  if (beginsQuestion(octet)) return identifyExchange(first, other, true);
  return BACKEND[octet] ? identifyExchange(first, other, false) : 'reject';
}

function identifyStartup({ octets, view, start, end }: Octets): Identification {
  const total = measureStartup(view, start, end);
  if (total === -1 || total > STARTUP_OCTETS) return 'reject';
  if (total === 0 || end - start < total) return 'need-more';
  if (view.getUint16(start + 4) !== 3) return 'match';
  const isEnded = octets[start + total - 1] === 0 && octets[start + total - 2] === 0;
  return isEnded && startupParameters(octets, start, start + total).has('user') ? 'match' : 'reject';
}

/** AuthenticationSASL with the name of a mechanism, or AuthenticationOk with a ParameterStatus behind it. */
function identifyAuthentication({ octets, view, start, end }: Octets): Identification {
  const there = end - start;
  if (!startsWith(octets, start + 1, end, '\0\0\0')) return 'reject';
  if (there < 9) return 'need-more';
  const kind = view.getUint32(start + 5);
  if (kind === SASL) {
    if (!startsWith(octets, start + 9, end, SCRAM)) return 'reject';
    return there < 9 + SCRAM.length ? 'need-more' : 'match';
  }
  if (kind !== OK || octets[start + 4] !== 8) return 'reject';
  if (!startsWith(octets, start + 9, end, 'S\0\0')) return 'reject';
  if (there < 9 + HEAD_OCTETS) return 'need-more';
  const total = measureMessage(BACKEND, octets, view, start + 9, end);
  if (there < 9 + total) return total > 300 ? 'reject' : 'need-more';
  const name = start + 9 + HEAD_OCTETS;
  const known = ['client_encoding', 'in_hot_standby', 'server_version', 'application_name', 'DateStyle'];
  return known.some((text) => startsWith(octets, name, end, text)) ? 'match' : 'reject';
}

/** Joined in the middle: questions that end in Query or Sync, and an answer that ends in ReadyForQuery. */
function identifyExchange(first: Octets, other: Octets, isQuestion: boolean): Identification {
  const { octets, view, start, end } = first;
  if (end - start >= 2 && octets[start + 1] !== 0) return 'reject';
  const total = measureMessage(isQuestion ? FRONTEND : BACKEND, octets, view, start, end);
  if (total === -1 || total > STARTUP_OCTETS) return 'reject';
  if (total === 0 || total > end - start) return 'need-more';
  const [question, answer] = isQuestion ? [first, other] : [other, first];
  if (question.end === question.start) return 'need-more';
  // Where a Sync is to come, it may be on its way.
  if (!areQuestions(question)) return isQuestion && octets[start] !== QUERY ? 'need-more' : 'reject';
  return isAnswer(answer) ? 'match' : 'need-more';
}

/** Octets that a client's question begins with and an answer does not: Query, Parse, Bind. */
export function beginsQuestion(octet: number): boolean {
  return octet === QUERY || octet === PARSE || octet === BIND;
}

/** Queries, whose text ends in NUL; or other messages, of which the last is Sync. */
export function areQuestions({ octets, view, start, end }: Octets): boolean {
  if (!areMessages(FRONTEND, octets, view, start, end)) return false;
  if (octets[start] !== QUERY) return octets[end - HEAD_OCTETS] === SYNC;
  const textEnd = start + measureMessage(FRONTEND, octets, view, start, end) - 1;
  return indexOfOctet(octets, 0, start + HEAD_OCTETS, end) === textEnd;
}

/** Messages of the server that end in ReadyForQuery, or begin as rows do. */
function isAnswer({ octets, view, start, end }: Octets): boolean {
  const beginsRows = ROWS_BEGIN.includes(octets[start] as number);
  return (beginsRows || isReadyAt(octets, end - 6, start)) && areMessages(BACKEND, octets, view, start, end);
}

/** Does ReadyForQuery stand at `at`, with all its octets? */
export function isReadyAt(octets: Uint8Array, at: number, start: number): boolean {
  if (at < start || octets[at] !== READY || octets[at + 4] !== 5) return false;
  const status = octets[at + 5];
  const isStatus = status === 0x49 || status === 0x54 || status === 0x45;
  return isStatus && octets[at + 1] === 0 && octets[at + 2] === 0 && octets[at + 3] === 0;
}
