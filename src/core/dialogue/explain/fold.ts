import { NANOSECONDS_PER_MILLISECOND } from '../../time.ts';
import type { Beat, BeatOf } from './values.ts';

type Turn = BeatOf<'says'> | BeatOf<'answers'> | BeatOf<'sends'>;
/** What two turns have in common where they count as the same. */
type KeyOf = (turn: Turn) => string;

/** So many repetitions of an exchange are worth a sentence of their own; where they only resemble, or one side speaks alone, so many. */
const LEAST_REPETITIONS = 3;
const LEAST_RESEMBLANCES = 8;
/** An exchange is made of no more turns and silences: a request with `Expect`, 100, a body, its response, a silence. */
const LONGEST_EXCHANGE = 5;
/** What is told with the time from one to the next: as far apart as this, and none further from the mean than by this share. */
const LEAST_INTERVAL_NANOSECONDS = 100 * NANOSECONDS_PER_MILLISECOND;
const IRREGULARITY = 0.1;
const SILENCE = 'silence';
/** What a reply begins with that tells success from failure: `404`, `550`; a number of rows tells nothing of the kind. */
const REPLY_CODE = /^[1-5]\d\d\b(?! rows?\b)/;

/** The same story with what is repeated turn by turn told once, and then how often it went on like that. */
export function foldRepetitions(beats: readonly Beat[]): Beat[] {
  return folded(folded(beats, resemblance, LEAST_RESEMBLANCES), sameness, LEAST_REPETITIONS);
}

function folded(beats: readonly Beat[], keyOf: KeyOf, least: number): Beat[] {
  const keys = beats.map((beat) => (isTurn(beat) ? keyOf(beat) : beat.id === SILENCE ? SILENCE : null));
  const result: Beat[] = [];
  for (let at = 0; at < beats.length; ) {
    const { length, times } = repetitionsAt(beats, keys, at, least);
    if (times === 0) {
      result.push(beats[at] as Beat);
      at += 1;
      continue;
    }
    const exchanges = beats.slice(at, at + length * (1 + times));
    result.push(...exchanges.slice(0, length), goesOn(exchanges, length));
    at += exchanges.length;
  }
  return result;
}

/** Of how many beats the exchange is that begins at `at`, and how often it comes again right behind; 0 where that is too seldom. */
function repetitionsAt(
  beats: readonly Beat[],
  keys: readonly (string | null)[],
  at: number,
  least: number,
): { length: number; times: number } {
  if (keys[at] === SILENCE) return { length: 0, times: 0 };
  for (let length = 1; length <= LONGEST_EXCHANGE && (keys[at + length - 1] ?? null) !== null; length++) {
    if (length > 1 && !isExchange(beats.slice(at, at + length))) continue;
    const times = timesAgain(keys, at, length);
    if (times >= (length === 1 ? LEAST_RESEMBLANCES : least)) return { length, times };
  }
  return { length: 0, times: 0 };
}

/** Whether these belong together: the client begins, unless it only answers; an answer begins nothing. */
function isExchange([first, ...others]: readonly Beat[]): boolean {
  if (first === undefined || !isTurn(first) || first.id === 'answers') return false;
  const asks = (beat: Beat) => isTurn(beat) && beat.values.who === 0 && beat.id !== 'answers';
  return asks(first) || !others.some(asks);
}

function timesAgain(keys: readonly (string | null)[], at: number, length: number): number {
  let same = 0;
  while (at + length + same < keys.length && keys[at + length + same] === keys[at + same]) same += 1;
  return Math.floor(same / length);
}

/** Turns of one side that say the same; what is only octets may be any. */
function sameness({ id, values }: Turn): string {
  const said =
    'said' in values
      ? [...values.said.flatMap(({ text, times }) => [text, times]), values.more]
      : [JSON.stringify(values.alert)];
  return JSON.stringify([id, values.who, ...said]);
}

/** Turns of one side that say the same but for numbers, however often in a row: what came of it stays. */
function resemblance({ id, values }: Turn): string {
  const said =
    'said' in values ? values.said.map(({ text }) => numberless(text)) : [JSON.stringify(values.alert)];
  return JSON.stringify([id, values.who, ...new Set(said)]);
}

function numberless(text: string): string {
  const code = REPLY_CODE.exec(text)?.[0] ?? '';
  return code + text.slice(code.length).replace(/\d+/g, '0');
}

function isTurn(beat: Beat): beat is Turn {
  return beat.id === 'says' || beat.id === 'answers' || beat.id === 'sends';
}

/** How the exchange of so many beats goes on: `exchanges` are all of them, the first one too. */
function goesOn(exchanges: readonly Beat[], length: number): BeatOf<'goes-on'> {
  const starts = exchanges.filter((_, index) => index % length === 0).map(({ nanoseconds }) => nanoseconds);
  const repeated = exchanges.slice(length);
  const { nanoseconds } = repeated[0] as Beat;
  const octets: [number, number] = [0, 0];
  let until = nanoseconds;
  for (const turn of repeated) {
    if (!isTurn(turn)) continue;
    const { who, amount } = turn.values;
    octets[who] += amount.octets;
    until = turn.nanoseconds + amount.nanoseconds;
  }
  const times = starts.length - 1;
  return {
    id: 'goes-on',
    nanoseconds,
    values: { times, octets, nanoseconds: until - nanoseconds, every: intervalOf(starts) },
  };
}

/** The mean time from one to the next, where it is always about that; null where it is not, or too short to be told. */
function intervalOf(starts: readonly number[]): number | null {
  const mean = ((starts.at(-1) as number) - (starts[0] as number)) / (starts.length - 1);
  const isRegular = starts.every(
    (start, index) =>
      index === 0 || Math.abs(start - (starts[index - 1] as number) - mean) <= IRREGULARITY * mean,
  );
  return isRegular && mean >= LEAST_INTERVAL_NANOSECONDS ? mean : null;
}
