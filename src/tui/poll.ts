import type { Query } from '../core/view/query.ts';
import type { EngineClient } from '../engine/client.ts';
import type { Answer } from './data.ts';

/** Between two answers, while things change and while they do not. */
const BUSY_MILLISECONDS = 100;
const QUIET_MILLISECONDS = 250;

export interface PollOptions {
  readonly engine: Pick<EngineClient, 'query'>;
  readonly queryOf: (sequence: number) => Query;
  /** Takes an answer; true where something has changed since the one before. */
  readonly onAnswer: (query: Query, answer: Answer) => boolean;
  readonly onEnd: (error: unknown) => void;
  /** While it holds, only `wake` asks. */
  readonly paused: () => boolean;
}

export interface Poll {
  /** Asks at once, or as soon as the answer under way is there. */
  wake(): void;
  /** Another question of its own, in turn: one query is in flight at a time. */
  ask(query: (sequence: number) => Query): Promise<Answer>;
  stop(): void;
}

/** Asks the engine again and again, one query in flight at a time. */
export function createPoll({ engine, queryOf, onAnswer, onEnd, paused }: PollOptions): Poll {
  let sequence = 0;
  let wanted = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let polling = false;

  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };

  const poll = async () => {
    clearTimeout(timer);
    polling = true;
    let changed = false;
    try {
      await inTurn(async () => {
        if (stopped) return;
        wanted = false;
        const query = queryOf(++sequence);
        const answer = await engine.query(query);
        if (!stopped) changed = onAnswer(query, answer);
      });
    } catch (error) {
      stop();
      onEnd(error);
    }
    polling = false;
    schedule(wanted ? 0 : changed ? BUSY_MILLISECONDS : QUIET_MILLISECONDS);
  };

  const schedule = (milliseconds: number) => {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(() => {
      if (wanted || !paused()) void poll();
      else schedule(QUIET_MILLISECONDS);
    }, milliseconds);
  };

  const stop = () => {
    stopped = true;
    clearTimeout(timer);
  };

  schedule(0);
  return {
    wake() {
      wanted = true;
      if (!polling && !stopped) void poll();
    },
    ask: (query) => inTurn(() => engine.query(query(++sequence))),
    stop,
  };
}
