import type { Beat, BeatOf } from './values.ts';

type Turn = BeatOf<'says'> | BeatOf<'answers'> | BeatOf<'sends'>;
/** What two turns have in common where they count as the same. */
type KeyOf = (turn: Turn) => string;

/** So many repetitions of a pair of turns are worth a sentence of their own; where they only resemble, so many. */
const LEAST_REPETITIONS = 3;
const LEAST_RESEMBLANCES = 8;

/** The same story with what is repeated turn by turn told once, and then how often it went on like that. */
export function foldRepetitions(beats: readonly Beat[]): Beat[] {
  return folded(folded(beats, resemblance, LEAST_RESEMBLANCES), sameness, LEAST_REPETITIONS);
}

function folded(beats: readonly Beat[], keyOf: KeyOf, least: number): Beat[] {
  const keys = beats.map((beat) => (isTurn(beat) ? keyOf(beat) : null));
  const result: Beat[] = [];
  for (let at = 0; at < beats.length; ) {
    const times = repetitionsAt(keys, at);
    if (times < least) {
      result.push(beats[at] as Beat);
      at += 1;
      continue;
    }
    const repeated = beats.slice(at + 2, at + 2 + 2 * times) as Turn[];
    result.push(beats[at] as Beat, beats[at + 1] as Beat, goesOn(repeated, times));
    at += 2 + repeated.length;
  }
  return result;
}

/** How often the two turns that begin at `at` come again right behind. */
function repetitionsAt(keys: readonly (string | null)[], at: number): number {
  const first = keys[at] ?? null;
  const second = keys[at + 1] ?? null;
  if (first === null || second === null || first === second) return 0;
  let times = 0;
  while (keys[at + 2 + 2 * times] === first && keys[at + 3 + 2 * times] === second) times += 1;
  return times;
}

/** Turns of one side that say the same; what is only octets may be any. */
function sameness({ id, values }: Turn): string {
  const said = 'said' in values ? [...values.said, values.more] : [];
  return JSON.stringify([id, values.who, ...said]);
}

/** Turns of one side that say the same but for numbers, however often in a row. */
function resemblance({ id, values }: Turn): string {
  const said = 'said' in values ? values.said.map((text) => text.replace(/\d+/g, '0')) : [];
  return JSON.stringify([id, values.who, ...new Set(said)]);
}

function isTurn(beat: Beat): beat is Turn {
  return beat.id === 'says' || beat.id === 'answers' || beat.id === 'sends';
}

function goesOn(turns: readonly Turn[], times: number): BeatOf<'goes-on'> {
  const octets: [number, number] = [0, 0];
  for (const { values } of turns) octets[values.who] += values.amount.octets;
  const { nanoseconds } = turns[0] as Turn;
  const last = turns.at(-1) as Turn;
  const until = last.nanoseconds + last.values.amount.nanoseconds;
  return { id: 'goes-on', nanoseconds, values: { times, octets, nanoseconds: until - nanoseconds } };
}
