import type { Query } from '../core/view/query.ts';
import type { Tui } from './context.ts';
import { type Answer, createRateMeter, type Latest, latestOf, reconcile, whilePaused } from './data.ts';
import { covers, coversDialogue, coversList } from './query.ts';
import type { TuiState } from './state.ts';

/** Answers that may be asked for in a row because the one before showed that more is needed. */
const FOLLOW_UPS = 3;

export interface AnswerTaker {
  /** Takes an answer into the stores; true where frames have come since the one before. */
  take(query: Query, answer: Answer, wake: () => void): boolean;
  /** A key has been pressed: what it needs may be asked for anew. */
  keyPressed(): void;
  /** The engine has ended by itself: said for as long as the screen stands. */
  fail(words: string): void;
  /** Why the engine has ended, or null. */
  failure(): string | null;
}

/** Brings what the engine answers and the screen's own state together. */
export function createAnswerTaker({ state, data, describeFailure }: Tui): AnswerTaker {
  const meter = createRateMeter();
  let followUps = 0;
  let failure: string | null = null;
  const show = (banner: string | null) =>
    state.update((current) => (current.banner === banner ? current : { ...current, banner }));
  return {
    take(query, answer, wake) {
      const before = data.get();
      const { frames } = answer.snapshot.counters;
      const newest = latestOf(before, query, answer, meter(frames, performance.now()));
      const latest = state.get().paused && before !== null ? held(before, newest, state.get()) : newest;
      data.set(latest);
      state.update((current) => reconcile(current, latest));
      const { problem, caveat } = answer.status;
      if (failure === null) show(problem === null ? caveat : describeFailure(problem));
      if (!covers(latest, state.get()) && followUps < FOLLOW_UPS) {
        followUps += 1;
        wake();
      }
      return before?.snapshot.counters.frames !== frames;
    },
    keyPressed() {
      followUps = 0;
    },
    fail(words) {
      failure ??= words;
      show(`${failure} (q quits)`);
    },
    failure: () => failure,
  };
}

function held(before: Latest, newest: Latest, state: TuiState): Latest {
  return whilePaused(before, newest, {
    list: !coversList(before, state),
    dialogue: !coversDialogue(before, state),
  });
}
