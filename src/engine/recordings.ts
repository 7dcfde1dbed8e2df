import { existsSync, fstatSync, statSync } from 'node:fs';
import type { Batch, CaptureInterface } from '../core/batch.ts';
import type { RecordingStatus } from '../core/view/snapshot.ts';
import { Failure } from '../failure.ts';
import { STANDARD_INPUT } from '../source/file.ts';
import type { Recorder } from '../source/recorder.ts';
import type { Knowledge } from '../source/source.ts';
import type { SessionOptions } from './options.ts';
import type { Turns } from './turns.ts';

const STANDARD_INPUT_DESCRIPTOR = 0;

/** The session, as its recordings see it. */
interface Surroundings {
  /** What is written beside the frames, as it is known by now. */
  readonly knowledge: () => Knowledge;
  readonly onBegun: () => void;
  /** It ends by itself then. */
  readonly onFailed: (failure: Failure) => void;
}

/** What a session records of what it captures, to one file after the other. To begin and to end are changes that take turns. */
export class Recordings {
  private readonly interfaces: readonly CaptureInterface[];
  private readonly turns: Turns;
  private readonly session: Surroundings;
  /** What writes the recording that goes on. */
  private recorder: Recorder | null = null;
  /** What writes, or wrote, the newest one, whether or not that has ended. */
  private newest: Recorder | null = null;

  constructor(interfaces: readonly CaptureInterface[], turns: Turns, session: Surroundings) {
    this.interfaces = interfaces;
    this.turns = turns;
    this.session = session;
  }

  /** Figures of the recording that goes on, or null. */
  status(): RecordingStatus | null {
    return this.recorder?.status() ?? null;
  }

  /** Figures of the newest one, also where that has ended; null where there was none. */
  newestStatus(): RecordingStatus | null {
    return this.newest?.status() ?? null;
  }

  /** Begins what was asked for with the session, if anything; rejects with the Failure of what cannot be written. */
  async beginAsked({ input, write }: SessionOptions): Promise<void> {
    if (write === null) return;
    refuseOverwritingInput(input, write);
    await this.start(write, false);
  }

  /** Begins another one, in a file that is not there yet. */
  async begin(path: string): Promise<RecordingStatus> {
    if (this.recorder !== null)
      throw new Failure('usage', {
        what: `already recording to ${this.recorder.path}`,
        todo: 'stop that first',
      });
    return (await this.start(path, true)).status();
  }

  /** Ends the one that goes on; its figures, or null where none does. */
  async end(): Promise<RecordingStatus | null> {
    const { recorder } = this;
    this.recorder = null;
    return recorder === null ? null : recorder.close();
  }

  /** Takes the frames of a batch; one that failed counts what it lacks. */
  write(batch: Batch, interfaceIndex: number): void {
    const failed = this.newest?.failure ? this.newest : null;
    (this.recorder ?? failed)?.write(batch, interfaceIndex);
  }

  /** A promise for when the disk has caught up; none where nobody need wait for it. */
  writable(): Promise<void> | undefined {
    return this.recorder?.writable();
  }

  private async start(path: string, exclusive: boolean): Promise<Recorder> {
    const { Recorder } = await import('../source/recorder.ts');
    const recorder = await Recorder.open(path, this.interfaces, {
      exclusive,
      knowledge: this.session.knowledge(),
    });
    this.recorder = recorder;
    this.newest = recorder;
    this.session.onBegun();
    recorder.onFailure((failure) => {
      this.session.onFailed(failure);
      void this.turns.take(async () => this.recorder === recorder && this.end());
    });
    return recorder;
  }
}

/** A recording begins by emptying its file: that must not be the one that is read. */
function refuseOverwritingInput(input: SessionOptions['input'], write: string): void {
  if (input.kind !== 'file' || !existsSync(write)) return;
  const read = input.path === STANDARD_INPUT ? fstatSync(STANDARD_INPUT_DESCRIPTOR) : statSync(input.path);
  const written = statSync(write);
  if (read.dev === written.dev && read.ino === written.ino) {
    throw new Failure('usage', {
      what: `-w names the file that is read, ${write}`,
      todo: 'name another file',
    });
  }
}
