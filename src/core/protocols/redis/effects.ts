import { equalsIgnoringCase } from '../ascii.ts';

/** What a command changes in how the server replies to it, and to those behind it. */
export type Effect =
  | 'none'
  /** Each channel is confirmed. */
  | 'subscribe'
  | 'unsubscribe'
  | 'replies on'
  | 'replies off'
  | 'skip reply'
  /** A snapshot of all data comes, without a line before it; or behind one. */
  | 'sync'
  | 'psync';

/** By the words that a command begins with. */
const EFFECTS: readonly (readonly [words: readonly string[], effect: Effect])[] = [
  [['subscribe'], 'subscribe'],
  [['psubscribe'], 'subscribe'],
  [['ssubscribe'], 'subscribe'],
  [['unsubscribe'], 'unsubscribe'],
  [['punsubscribe'], 'unsubscribe'],
  [['sunsubscribe'], 'unsubscribe'],
  [['client', 'reply', 'on'], 'replies on'],
  [['client', 'reply', 'off'], 'replies off'],
  [['client', 'reply', 'skip'], 'skip reply'],
  [['sync'], 'sync'],
  [['psync'], 'psync'],
];

/** The commands whose channels are confirmed by their names. */
export const CONFIRMED: readonly string[] = EFFECTS.filter(
  ([, effect]) => effect === 'subscribe' || effect === 'unsubscribe',
).flatMap(([words]) => words);

const NONE: typeof EFFECTS = [];
/** Most commands are known to change nothing by the length of their name. */
const LENGTHS = new Set(EFFECTS.map(([[name = '']]) => name.length));

/** Reads the first words of a command for what it changes. */
export class EffectReader {
  effect: Effect = 'none';
  private words = 0;
  /** Those of the table that the words so far may belong to. */
  private candidates = EFFECTS;

  clear(): void {
    this.effect = 'none';
    this.words = 0;
    this.candidates = EFFECTS;
  }

  word(octets: Uint8Array, start: number, end: number): void {
    const place = this.words;
    this.words += 1;
    if (place === 0 && !LENGTHS.has(end - start)) this.candidates = NONE;
    if (this.candidates.length === 0) return;
    this.candidates = this.candidates.filter(
      ([words]) => words[place] !== undefined && equalsIgnoringCase(octets, start, end, words[place]),
    );
    const [words, effect] = this.candidates[0] ?? [];
    if (words?.length === this.words) this.effect = effect as Effect;
  }
}
