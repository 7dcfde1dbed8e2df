import { otherThan, type Side } from '../../side.ts';
import type { LadderEntry } from '../ladder-entry.ts';
import type { Outline } from './subject.ts';
import type { Beat, BeatOf, MessageId, Values } from './values.ts';

export type SegmentEntry = Extract<LadderEntry, { kind: 'segment' }>;
export type SaidEntry = Extract<LadderEntry, { kind: 'said' }>;

/** Whether both ends are one and the same socket. */
export function isSelfConnected({ client, server }: Outline): boolean {
  return client.port === server.port && client.address === server.address;
}

/** The side that hears what this one sends. */
export function hearerOf(row: Outline, side: Side): Side {
  return isSelfConnected(row) ? side : otherThan(side);
}

/** Something that goes on over several segments and is told when it is over. */
export interface Course {
  /** Whether a silence belongs to it and needs no words of its own. */
  readonly waits: boolean;
  /** When it last went on, in nanoseconds. */
  readonly last: number;
  tell(story: Story): void;
}

/** What has happened so far, in order, and what is going on and not told yet. */
export class Story {
  readonly beats: Beat[] = [];
  private course: Course | null = null;
  /** The time of the last beat; a remark may speak of another one. */
  private toldAt: number | null = null;
  /** What is to be remarked on the course that goes on: told behind it. */
  private readonly waiting: BeatOf<'remark'>[] = [];

  /** The beat told last; what is going on comes behind it. */
  get last(): Beat | undefined {
    return this.beats.at(-1);
  }

  get current(): Course | null {
    return this.course;
  }

  /** When what is told last was over, in nanoseconds: there is nothing to be seen between that and now. */
  get toldUntil(): number | null {
    return this.course?.last ?? this.toldAt;
  }

  /** Ends what goes on and tells it, then goes on with another course. */
  begin<Next extends Course>(course: Next): Next {
    this.endCourse();
    this.course = course;
    return course;
  }

  endCourse(): void {
    const { course } = this;
    this.course = null;
    course?.tell(this);
    for (const { nanoseconds, values } of this.waiting.splice(0)) this.add('remark', nanoseconds, values);
  }

  /** Remarks on what has just happened, without ending what goes on. */
  remark(nanoseconds: number, values: Values['remark']): void {
    if (this.course === null) this.add('remark', nanoseconds, values);
    else this.waiting.push({ id: 'remark', nanoseconds, values });
  }

  /** More of the probes of `who` that were told last were answered than was known then. */
  answeredLate(who: Side, times: number): void {
    const at = this.beats.findLastIndex(({ id }) => id === 'keep-alive');
    const beat = this.beats[at];
    if (beat?.id !== 'keep-alive' || beat.values.who !== who || beat.values.answers === null) return;
    const answers = Math.min(beat.values.times, beat.values.answers + times);
    this.beats[at] = { ...beat, values: { ...beat.values, answers } };
  }

  /** Ends what goes on, then tells this. */
  tell<Id extends MessageId>(id: Id, nanoseconds: number, values: Values[Id]): void {
    this.endCourse();
    this.add(id, nanoseconds, values);
  }

  /** Tells what has been so since what was told last, but for a silence. */
  tellBeforeSilence<Id extends MessageId>(id: Id, values: Values[Id]): void {
    const nanoseconds = this.toldUntil ?? 0;
    this.endCourse();
    const silence = this.last?.id === 'silence' ? this.beats.pop() : undefined;
    this.add(id, nanoseconds, values);
    if (silence !== undefined) this.beats.push(silence);
  }

  /** For a course that tells itself. */
  add<Id extends MessageId>(id: Id, nanoseconds: number, values: Values[Id]): void {
    // A remark is on what may have gone on since: it is not told before that.
    const at = id === 'remark' ? Math.max(nanoseconds, this.last?.nanoseconds ?? 0) : nanoseconds;
    const beat: BeatOf<Id> = { id, nanoseconds: at, values };
    this.beats.push(beat as Beat);
    if (id !== 'remark') this.toldAt = nanoseconds;
  }
}
