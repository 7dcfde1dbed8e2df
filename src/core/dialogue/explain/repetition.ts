import type { Side } from '../../side.ts';
import type { Course, Story } from './story.ts';

export type RepetitionId =
  | 'asks-again'
  | 'asks-unheard'
  | 'tries-again'
  | 'agrees-again'
  | 'agrees-unheard'
  | 'agrees-anew'
  | 'closes-again'
  | 'resets-again'
  | 'reset-in-name-again'
  | 'window-probes'
  | 'keep-alive';

/** One side does the same thing again and again; times are nanoseconds after the connection's first segment. */
export class Repetition implements Course {
  readonly waits = true;
  readonly id: RepetitionId;
  readonly who: Side;
  /** How often the other side answered; null where nothing that it sent was captured. */
  answers: number | null = 0;
  private times = 0;
  private readonly since: number;
  private readonly first: number;
  last: number;

  /** `since` is when it was done for the first time of all, `now` the first time that counts. */
  constructor(id: RepetitionId, who: Side, since: number, now: number) {
    this.id = id;
    this.who = who;
    this.since = since;
    this.first = now;
    this.last = now;
  }

  again(now: number, times: number): void {
    this.times += times;
    this.last = now;
  }

  tell(story: Story): void {
    const { id, who, times, answers, first, last, since } = this;
    story.add(id, first, { who, times, answers, nanoseconds: last - since });
  }
}

/** Counts one more repetition: of what goes on already where it is the same, else of a new course. */
export function repeat(
  story: Story,
  id: RepetitionId,
  who: Side,
  now: number,
  since = now,
  times = 1,
): Repetition {
  const { current } = story;
  const goesOn = current instanceof Repetition && current.id === id && current.who === who;
  const course = goesOn ? current : story.begin(new Repetition(id, who, since, now));
  course.again(now, times);
  return course;
}
