import type { Time } from './time.ts';

/** From the earliest to the latest of the times it was told; a capture's frames need not be in order. */
export class TimeSpan {
  /** Nothing was told yet. */
  empty = true;
  private firstSeconds = 0;
  private firstNanoseconds = 0;
  private lastSeconds = 0;
  private lastNanoseconds = 0;

  note(seconds: number, nanoseconds: number): void {
    if (
      this.empty ||
      seconds > this.lastSeconds ||
      (seconds === this.lastSeconds && nanoseconds > this.lastNanoseconds)
    ) {
      this.lastSeconds = seconds;
      this.lastNanoseconds = nanoseconds;
    }
    if (
      this.empty ||
      seconds < this.firstSeconds ||
      (seconds === this.firstSeconds && nanoseconds < this.firstNanoseconds)
    ) {
      this.firstSeconds = seconds;
      this.firstNanoseconds = nanoseconds;
    }
    this.empty = false;
  }

  get first(): Time {
    return { seconds: this.firstSeconds, nanoseconds: this.firstNanoseconds };
  }

  get last(): Time {
    return { seconds: this.lastSeconds, nanoseconds: this.lastNanoseconds };
  }
}
