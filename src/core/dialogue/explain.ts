import { CATALOGUE } from './explain/catalogue.ts';
import { foldRepetitions } from './explain/fold.ts';
import { storyOf } from './explain/storyteller.ts';
import type { ExplanationSubject } from './explain/subject.ts';
import type { Beat, BeatOf, Language, MessageId } from './explain/values.ts';

export { LANGUAGES, type Language } from './explain/values.ts';

/** One sentence, or two that belong together, on one line. */
export interface Sentence {
  /** When it happened, after the connection's first segment. */
  readonly nanoseconds: number;
  readonly text: string;
  /** It tells why something matters, rather than what happened. */
  readonly isRemark: boolean;
}

/**
 * A dialogue told in sentences, C for the client and S for the server. The view must hold all entries; with entries that
 * are not folded, times and pauses are exact. Of more than `most` sentences those in the middle are left out.
 */
export function explain(
  view: ExplanationSubject,
  language: Language,
  most = Number.POSITIVE_INFINITY,
): readonly Sentence[] {
  return shortened(foldRepetitions(storyOf(view)), most).map((beat) => sentenceOf(beat, language));
}

/** The beginning and the end of a story that has more than `most` beats. */
function shortened(beats: readonly Beat[], most: number): readonly Beat[] {
  if (beats.length <= most) return beats;
  const half = Math.floor(most / 2);
  const sentences = beats.length - 2 * half;
  const { nanoseconds } = beats[half] as Beat;
  const gap: BeatOf<'left-out'> = { id: 'left-out', nanoseconds, values: { sentences } };
  return [...beats.slice(0, half), gap, ...beats.slice(beats.length - half)];
}

function sentenceOf<Id extends MessageId>(beat: BeatOf<Id>, language: Language): Sentence {
  const { id, nanoseconds, values } = beat;
  return { nanoseconds, text: CATALOGUE[id][language](values), isRemark: id === 'remark' };
}
