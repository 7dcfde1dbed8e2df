import type { Analysis } from '../core/analysis.ts';
import { parseFilter } from '../core/view/filter.ts';
import { Session } from '../engine/session.ts';
import { jsonForm, type ReportForm } from '../report/forms.ts';
import { letGoText } from '../report/let-go.ts';
import { Output } from '../report/output.ts';
import { runReport } from '../report/run-report.ts';
import { Failure, type FailureReport } from '../source/failure.ts';
import type { RunOptions } from './command-line.ts';
import { onEndingSignal } from './ending-signals.ts';
import { failureText } from './failure-texts.ts';
import { limitNursery } from './nursery.ts';
import { languageIn, type Surroundings, styleIn, textColumns } from './surroundings.ts';

/** Captures or reads without a screen; gives the failure that ended it early, or null. */
export async function runWithoutScreen(
  options: RunOptions,
  surroundings: Surroundings,
  notice: (text: string) => void,
): Promise<FailureReport | null> {
  const parsed = parseFilter(options.viewFilter);
  if (!parsed.ok) throw new Failure('view-filter-wrong', { filter: options.viewFilter, what: parsed.what });
  const session = await Session.open(options.session);
  const { analysis } = session;
  const live = options.session.input.kind === 'live';
  const { caveat } = session.status();
  if (caveat !== null) notice(caveat);
  const form = await formFor(options, analysis, surroundings);
  const release = onEndingSignal(() => void session.close());
  const stopLimiting = limitNursery();
  try {
    const fileError = (): string | null => {
      const { problem } = session.status();
      return live || problem === null ? null : failureText(problem).what;
    };
    await runReport({
      session,
      live,
      form,
      filter: parsed.filter,
      output: new Output(process.stdout),
      fileError,
    });
    const isJson = options.mode === 'json';
    const letGo = letGoText(analysis, isJson ? options : { messages: true, segments: true });
    if (letGo !== null) notice(letGo);
    return session.status().problem;
  } finally {
    release();
    stopLimiting();
    await session.close();
  }
}

/** What draws text is not loaded for JSON's sake. */
async function formFor(
  options: RunOptions,
  analysis: Analysis,
  surroundings: Surroundings,
): Promise<ReportForm> {
  if (options.mode === 'json') return jsonForm(analysis, options);
  const drawing = { width: textColumns(surroundings), style: styleIn(options, surroundings) };
  if (options.mode === 'explain') {
    const { explainForm } = await import('../report/explain.ts');
    return explainForm(analysis, languageIn(options, surroundings), drawing);
  }
  const { textForm } = await import('../report/text-form.ts');
  return textForm(analysis, drawing);
}
