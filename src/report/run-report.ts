import type { Connection } from '../core/tcp/connection.ts';
import type { Filter } from '../core/view/filter.ts';
import { ConnectionSubject } from '../core/view/filter-subject.ts';
import type { Session } from '../engine/session.ts';
import type { ReportForm } from './forms.ts';
import type { Output } from './output.ts';

/** A live connection that is over is put out when it has been silent for so long: its last ACKs belong to it. */
const SETTLED_SECONDS = 3;
const LOOK_MILLISECONDS = 500;
/** Reading waits for the reader of our output once so much waits. */
const MOST_WAITING_OCTETS = 8 << 20;

interface ReportRun {
  readonly session: Session;
  readonly live: boolean;
  readonly form: ReportForm;
  /** Which connections are put out. */
  readonly filter: Filter;
  readonly output: Output;
  /** What was wrong with the file, for the summary; asked when the session has ended. */
  readonly fileError: () => string | null;
}

/**
 * Runs a session and puts its connections out: of a file in the order of their first segments; live when they end, and
 * those still open at the end. The session is closed then. Ends early when nobody reads any more. Throws Failure
 * `output-failed`.
 */
export async function runReport(run: ReportRun): Promise<void> {
  const { session, output, form } = run;
  const { analysis } = session;
  const writer = new Writer(run);
  analysis.tracker.onLeave = (connection) => writer.add(connection);
  const look = (): void => {
    if (run.live) analysis.tracker.releaseOver(Math.floor(Date.now() / 1000), SETTLED_SECONDS);
    writer.drain();
    if (writer.stopped) void session.close();
  };
  const timer = setInterval(look, LOOK_MILLISECONDS);
  await session.run(() => writer.keepUp());
  clearInterval(timer);
  analysis.tracker.onLeave = null;
  await writer.finish();
  for (const connection of analysis.tracker.table.list()) {
    if (output.gone) return;
    writer.add(connection);
    if (output.isFull) await output.flush();
  }
  await output.flush();
  // A recording is written to its end first: whether all of it is in the file shows only then.
  await session.close();
  const drops = run.live ? session.drops() : null;
  form.end({ drops, recorded: session.recorded(), fileError: run.fileError() }, output.text);
  await output.flush();
}

/** Puts out connections that leave while the session goes on. */
class Writer {
  readonly #run: ReportRun;
  readonly #subject = new ConnectionSubject();
  #busy: Promise<void> | null = null;
  #failure: unknown = null;

  constructor(run: ReportRun) {
    this.#run = run;
  }

  /** Whether there is nobody to write for. */
  get stopped(): boolean {
    return this.#run.output.gone || this.#failure !== null;
  }

  add(connection: Connection): void {
    const { filter, form, session, output } = this.#run;
    if (this.stopped || !filter.matches(this.#subject.of(connection, session.analysis.span.last))) return;
    form.connection(connection, output.text);
  }

  drain(): void {
    const { output } = this.#run;
    if (output.text.length === 0 || this.#busy !== null || this.stopped) return;
    this.#busy = output.flush().catch((error) => {
      this.#failure = error;
    });
    this.#busy.finally(() => {
      this.#busy = null;
    });
  }

  /** A promise where so much waits to be written that no more should be read. */
  keepUp(): Promise<void> | undefined {
    if (this.#run.output.text.length < MOST_WAITING_OCTETS) return undefined;
    this.drain();
    return this.#busy ?? undefined;
  }

  async finish(): Promise<void> {
    while (this.#run.output.text.length > 0 && !this.stopped) {
      this.drain();
      await this.#busy;
    }
    await this.#busy;
    if (this.#failure !== null) throw this.#failure;
  }
}
