import { SILENCE_NANOSECONDS } from '../dialogue/ladder-entry.ts';
import type { Connection } from '../tcp/connection.ts';
import { MARK_KEEP_ALIVE, MARK_RETRANSMISSION, MARK_ZERO_WINDOW } from '../tcp/marks.ts';
import type { LoggedSegment, SegmentLog } from '../tcp/segment-log.ts';
import { NANOSECONDS_PER_SECOND } from '../time.ts';
import { ACK, AE, CWR, ECE, FIN, PSH, RST, SYN, URG } from '../wire/control-bits.ts';

/** Letters of a segment in the order in which they stand, upper case; the first rule that fits says what it is. */
const KINDS: readonly { readonly letter: string; readonly is: (s: LoggedSegment) => boolean }[] = [
  { letter: 'K', is: (s) => (s.marks & MARK_KEEP_ALIVE) !== 0 },
  { letter: 'R', is: (s) => (s.controlBits & RST) !== 0 },
  { letter: 'S', is: (s) => (s.controlBits & SYN) !== 0 },
  { letter: 'PF', is: (s) => (s.controlBits & FIN) !== 0 && s.payloadLength > 0 },
  { letter: 'F', is: (s) => (s.controlBits & FIN) !== 0 },
  { letter: 'P', is: (s) => s.payloadLength > 0 || (s.controlBits & PSH) !== 0 },
  { letter: 'A', is: (s) => (s.controlBits & ACK) !== 0 },
];

const SIGNS: readonly { readonly letter: string; readonly is: (s: LoggedSegment) => boolean }[] = [
  { letter: 'U', is: (s) => (s.controlBits & URG) !== 0 },
  { letter: 'E', is: (s) => (s.controlBits & ECE) !== 0 },
  { letter: 'C', is: (s) => (s.controlBits & CWR) !== 0 },
  { letter: 'N', is: (s) => (s.controlBits & AE) !== 0 },
  { letter: 'Z', is: (s) => (s.marks & MARK_ZERO_WINDOW) !== 0 },
];

function lettersOf(s: LoggedSegment): string {
  let letters = KINDS.find(({ is }) => is(s))?.letter ?? '-';
  for (const { letter, is } of SIGNS) if (is(s)) letters += letter;
  return letters;
}

/** The marks that a strip tells of: the lowest bits. */
const SHOWN_MARKS = MARK_RETRANSMISSION | MARK_ZERO_WINDOW | MARK_KEEP_ALIVE;
const MARKS_SHIFT = 9;
const PAYLOAD = 1 << 20;
const FROM_CLIENT = 1 << 21;

/** Of every combination of control bits and those marks: the letters, made once. */
const cache = new Map<number, string>();

function cachedLetters(s: LoggedSegment, fromClient: boolean): string {
  const key =
    s.controlBits |
    ((s.marks & SHOWN_MARKS) << MARKS_SHIFT) |
    (s.payloadLength > 0 ? PAYLOAD : 0) |
    (fromClient ? FROM_CLIENT : 0);
  let letters = cache.get(key);
  if (letters === undefined) {
    letters = lettersOf(s);
    if (!fromClient) letters = letters.toLowerCase();
    if (s.marks & MARK_RETRANSMISSION) letters += '!';
    cache.set(key, letters);
  }
  return letters;
}

/** The control-bit strip of a connection: its newest events, at most `most` characters, see ConnectionRow.strip. */
export function stripOf(c: Connection, log: SegmentLog, most: number): string {
  const tokens: string[] = [];
  let lastSeconds = 0;
  let lastNanoseconds = 0;
  let cut = c.segmentsFirstOrdinal > 0;
  log.forEachNewest(c, most, (s) => {
    if (s.ordinal > c.segmentsFirstOrdinal && tokens.length === 0) cut = true;
    const since = (s.seconds - lastSeconds) * NANOSECONDS_PER_SECOND + s.nanoseconds - lastNanoseconds;
    if (tokens.length > 0 && since > SILENCE_NANOSECONDS) tokens.push('·');
    lastSeconds = s.seconds;
    lastNanoseconds = s.nanoseconds;
    tokens.push(cachedLetters(s, s.fromSecond === c.flipped));
  });
  let length = 0;
  let first = tokens.length;
  while (first > 0 && length + (tokens[first - 1] as string).length <= most)
    length += (tokens[--first] as string).length;
  if (first === 0 && !cut) return tokens.join('');
  while (length > most - 1 && first < tokens.length) length -= (tokens[first++] as string).length;
  return `…${tokens.slice(first).join('')}`;
}
