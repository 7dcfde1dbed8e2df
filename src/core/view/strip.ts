import { SILENCE_NANOSECONDS } from '../dialogue/ladder-entry.ts';
import type { Connection } from '../tcp/connection.ts';
import type { ControlBitRuns } from '../tcp/control-bit-runs.ts';
import { MARK_KEEP_ALIVE, MARK_RETRANSMISSION, MARK_ZERO_WINDOW } from '../tcp/marks.ts';
import type { LoggedSegment, SegmentLog } from '../tcp/segment-log.ts';
import { nanosecondsSince } from '../time.ts';
import { ACK, AE, CWR, ECE, FIN, PSH, RST, SYN, URG } from '../wire/control-bits.ts';

type Told = Pick<LoggedSegment, 'controlBits' | 'marks' | 'payloadLength'>;

/** Letters of a segment in the order in which they stand, upper case; the first rule that fits says what it is. */
const KINDS: readonly { readonly letter: string; readonly is: (s: Told) => boolean }[] = [
  { letter: 'K', is: (s) => (s.marks & MARK_KEEP_ALIVE) !== 0 },
  { letter: 'R', is: (s) => (s.controlBits & RST) !== 0 },
  { letter: 'S', is: (s) => (s.controlBits & SYN) !== 0 },
  { letter: 'PF', is: (s) => (s.controlBits & FIN) !== 0 && s.payloadLength > 0 },
  { letter: 'F', is: (s) => (s.controlBits & FIN) !== 0 },
  { letter: 'P', is: (s) => s.payloadLength > 0 || (s.controlBits & PSH) !== 0 },
  { letter: 'A', is: (s) => (s.controlBits & ACK) !== 0 },
];

const SIGNS: readonly { readonly letter: string; readonly is: (s: Told) => boolean }[] = [
  { letter: 'U', is: (s) => (s.controlBits & URG) !== 0 },
  { letter: 'E', is: (s) => (s.controlBits & ECE) !== 0 },
  { letter: 'C', is: (s) => (s.controlBits & CWR) !== 0 },
  { letter: 'N', is: (s) => (s.controlBits & AE) !== 0 },
  { letter: 'Z', is: (s) => (s.marks & MARK_ZERO_WINDOW) !== 0 },
];

function lettersOf(s: Told): string {
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

function cachedLetters(s: Told, fromClient: boolean): string {
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
export function stripOf(c: Connection, log: SegmentLog, runs: ControlBitRuns, most: number): string {
  const tokens: string[] = [];
  let lastSeconds = 0;
  let lastNanoseconds = 0;
  let cut = false;
  log.forEachNewest(c, most, (s) => {
    if (s.ordinal > c.segmentsFirstOrdinal && tokens.length === 0) cut = true;
    const since = nanosecondsSince(lastSeconds, lastNanoseconds, s);
    if (tokens.length > 0 && since > SILENCE_NANOSECONDS) tokens.push('·');
    lastSeconds = s.seconds;
    lastNanoseconds = s.nanoseconds;
    tokens.push(cachedLetters(s, s.fromSecond === c.flipped));
  });
  if (c.segmentsFirstOrdinal > 0 && !cut) {
    // Of segments that were let go the control bits are known still.
    const before = tokens.length < most ? tokensOfFirst(c, runs, most) : null;
    if (before === null) cut = true;
    else tokens.unshift(...before);
  }
  let length = 0;
  let first = tokens.length;
  while (first > 0 && length + (tokens[first - 1] as string).length <= most)
    length += (tokens[--first] as string).length;
  if (first === 0 && !cut) return tokens.join('');
  while (length > most - 1 && first < tokens.length) length -= (tokens[first++] as string).length;
  return `…${tokens.slice(first).join('')}`;
}

/** The letters of those that came before the first one that is kept, but for most of those that no strip has room for. */
function tokensOfFirst(c: Connection, runs: ControlBitRuns, most: number): string[] | null {
  if (c.runsOmitted > 0) return null;
  let tokens: string[] = [];
  let left = c.segmentsFirstOrdinal;
  runs.forEach(c, (controlBits, fromSecond, segments) => {
    const segment = { controlBits, marks: 0, payloadLength: 0 };
    const letters = cachedLetters(segment, fromSecond === c.flipped);
    for (let i = Math.min(segments, left, most + 1); i > 0; i--) tokens.push(letters);
    left -= Math.min(segments, left);
    if (tokens.length > 4 * most) tokens = tokens.slice(-most - 1);
  });
  return tokens;
}
