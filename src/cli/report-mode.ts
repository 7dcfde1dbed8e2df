import type { Analysis } from '../core/analysis.ts';
import type { RecordingStatus } from '../core/view/snapshot.ts';
import { Session } from '../engine/session.ts';
import { Failure, type FailureReport } from '../failure.ts';
import { faultsText } from '../report/faults.ts';
import { jsonForm, type ReportForm } from '../report/forms.ts';
import { letGoText } from '../report/let-go.ts';
import { Output } from '../report/output.ts';
import { runReport } from '../report/run-report.ts';
import type { RunOptions } from './command-line.ts';
import { onEndingSignal } from './ending-signals.ts';
import { failureText } from './failure-texts.ts';
import { limitNursery } from './nursery.ts';
import { languageIn, type Surroundings, styleIn, textColumns } from './surroundings.ts';
import { viewFilterIn } from './view-filter.ts';

/** What text shows of a connection. */
const ALL_PARTS = { messages: true, segments: true };

/** What a run without a screen says on standard error. */
export interface Speaker {
  notice(text: string): void;
  /** Gives the exit status that the failure means. */
  fail(failure: FailureReport): number;
}

/** Captures or reads without a screen; gives the exit status. `announced`: it is said what is captured, and how to end it. */
export async function runWithoutScreen(
  options: RunOptions,
  surroundings: Surroundings,
  announced: boolean,
  { notice, fail }: Speaker,
): Promise<number> {
  const filter = viewFilterIn(options);
  const session = await Session.open(options.session);
  const release = onEndingSignal(() => void session.close());
  const stopLimiting = limitNursery();
  let status = 0;
  const untold: FailureReport[] = [];
  // What ends a run is told behind all that could be read; what does not, at once, for the run may go on for days.
  session.onFailure = (failure, goesOn) => {
    if (goesOn) status = fail(failure);
    else untold.push(failure);
  };
  try {
    const { analysis } = session;
    const live = options.session.input.kind === 'live';
    const { caveat, sourceName } = session.status();
    if (announced && live) notice(`capturing on ${sourceName} until Ctrl-C`);
    if (caveat !== null) notice(caveat);
    const form = await formFor(options, analysis, surroundings);
    const output = new Output(process.stdout);
    await runReport({ session, live, form, filter, output, fileError: () => fileErrorOf(session) });
    const letGo = letGoText(analysis, options.mode === 'json' ? options : ALL_PARTS);
    for (const text of [letGo, faultsText(analysis)]) if (text !== null) notice(text);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    untold.push(error.report());
  } finally {
    release();
    stopLimiting();
    await session.close();
  }
  const unwritten = unwrittenText(session.recorded());
  if (unwritten !== null) notice(unwritten);
  for (const failure of untold) status = fail(failure);
  return status;
}

/** What of a capture is in no file, though it was to be; null where that is nothing. */
function unwrittenText(recorded: RecordingStatus | null): string | null {
  if (recorded === null || recorded.unwritten === 0) return null;
  const { unwritten, path } = recorded;
  return `${unwritten} packet${unwritten === 1 ? '' : 's'} did not get into the recording ${path}: the disk did not take them`;
}

function fileErrorOf({ failures }: Session): string | null {
  const failure = failures.find(({ code }) => code.startsWith('file-'));
  return failure === undefined ? null : failureText(failure).what;
}

/** What draws text is not loaded for JSON's sake. */
async function formFor(
  options: RunOptions,
  analysis: Analysis,
  surroundings: Surroundings,
): Promise<ReportForm> {
  if (options.mode === 'json') return jsonForm(analysis, options);
  const width = textColumns(surroundings);
  const style = styleIn(options, surroundings);
  const drawing = { width, style, language: languageIn(options, surroundings, style) };
  if (options.mode === 'explain') {
    const { explainForm } = await import('../report/explain.ts');
    return explainForm(analysis, drawing);
  }
  const { textForm } = await import('../report/text.ts');
  return textForm(analysis, drawing);
}
