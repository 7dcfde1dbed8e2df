import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Query } from '../../src/core/view/query.ts';
import type { Answer } from '../../src/tui/data.ts';
import { createPoll } from '../../src/tui/poll.ts';
import { queryOf } from '../../src/tui/query.ts';
import { initialState } from '../../src/tui/state.ts';
import { createFakeEngine } from './support/fake-engine.ts';

const state = initialState({ columns: 80, rows: 24 }, '');

/** An engine that answers only when told to. */
function slowEngine() {
  const waiting: (() => void)[] = [];
  const fake = createFakeEngine([]);
  let inFlight = 0;
  let most = 0;
  return {
    asked: () => fake.queries.length,
    most: () => most,
    answer: async () => {
      waiting.shift()?.();
      await vi.advanceTimersByTimeAsync(0);
    },
    async query(query: Query): Promise<Answer> {
      inFlight += 1;
      most = Math.max(most, inFlight);
      const answer = fake.query(query);
      await new Promise<void>((resolve) => waiting.push(resolve));
      inFlight -= 1;
      return answer;
    },
  };
}

function polling(parts: { paused?: () => boolean; changed?: boolean } = {}) {
  const engine = slowEngine();
  const ended: unknown[] = [];
  const answers: number[] = [];
  const poll = createPoll({
    engine,
    queryOf: (sequence) => queryOf(state, sequence, 10),
    onAnswer: ({ sequence }) => {
      answers.push(sequence);
      return parts.changed ?? true;
    },
    onEnd: (error) => ended.push(error),
    paused: parts.paused ?? (() => false),
  });
  return { engine, poll, answers, ended };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the poll', () => {
  it('asks about ten times a second while things change, four times while not', async () => {
    for (const [changed, times] of [
      [true, 10],
      [false, 4],
    ] as const) {
      const { engine, poll } = polling({ changed });
      await vi.advanceTimersByTimeAsync(0);
      for (let at = 0; at < 1000; at += 10) {
        await engine.answer();
        await vi.advanceTimersByTimeAsync(10);
      }
      expect(Math.abs(engine.asked() - times)).toBeLessThanOrEqual(1);
      poll.stop();
    }
  });

  it('has one query in flight, and asks at once after it where it was woken', async () => {
    const { engine, poll, answers } = polling();
    await vi.advanceTimersByTimeAsync(0);
    poll.wake();
    poll.wake();
    const other = poll.ask((sequence) => queryOf(state, sequence, 5));
    expect(engine.asked()).toBe(1);
    for (let times = 0; times < 3; times += 1) await engine.answer();
    expect(engine.asked()).toBe(3);
    expect(engine.most()).toBe(1);
    expect((await other).snapshot.matching).toBe(0);
    expect(answers).toHaveLength(2);
    poll.stop();
  });

  it('asks only when woken while paused', async () => {
    const { engine, poll } = polling({ paused: () => true });
    await vi.advanceTimersByTimeAsync(2000);
    expect(engine.asked()).toBe(0);
    poll.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(engine.asked()).toBe(1);
    poll.stop();
  });

  it('ends when the engine has, and says so once', async () => {
    const { engine, poll, ended } = polling();
    engine.query = async () => {
      throw new Error('gone');
    };
    await vi.advanceTimersByTimeAsync(2000);
    poll.wake();
    await vi.advanceTimersByTimeAsync(2000);
    expect(ended).toEqual([new Error('gone')]);
  });
});
