import type { Language, Sentence } from '../../core/dialogue/explain.ts';
import type { DialogueView } from '../../core/view/snapshot.ts';
import { drawExplanation, drawExplanationTitle } from '../../draw/explanation.ts';
import { drawPieces } from '../../draw/pieces.ts';
import type { Style } from '../../draw/style.ts';
import type { Latest } from '../data.ts';
import type { Size } from '../size.ts';
import type { TuiState } from '../state.ts';

const WAITING: Readonly<Record<Language, string>> = { en: 'One moment…', ja: 'お待ちください…' };
const GONE: Readonly<Record<Language, string>> = {
  en: 'This connection is no longer kept.',
  ja: 'このコネクションはもう保持していません。',
};

interface Wrapped {
  readonly sentences: readonly Sentence[];
  readonly columns: number;
  readonly style: Style;
  readonly rows: readonly string[];
}

/** What was wrapped last: the engine's answers come much oftener than what they tell changes. */
let wrapped: Wrapped | null = null;

/** All rows of the explanation at hand; null where it is on its way. */
export function explainedRows(
  state: TuiState,
  latest: Latest,
  columns: number,
  style: Style,
): readonly string[] | null {
  const view = explainedView(state, latest);
  if (view?.explanation === undefined) return null;
  const { explanation: sentences } = view;
  const isKnown =
    wrapped !== null &&
    wrapped.columns === columns &&
    wrapped.style === style &&
    isSame(wrapped.sentences, sentences);
  if (!isKnown) wrapped = { sentences, columns, style, rows: drawExplanation(sentences, columns, style) };
  return (wrapped as Wrapped).rows;
}

function isSame(known: readonly Sentence[], sentences: readonly Sentence[]): boolean {
  if (known === sentences) return true;
  return (
    known.length === sentences.length &&
    known.every(({ text, nanoseconds }, at) => {
      const other = sentences[at] as Sentence;
      return text === other.text && nanoseconds === other.nanoseconds;
    })
  );
}

/** The dialogue of the selected connection in sentences, below its title. */
export function drawExplain(
  state: TuiState,
  latest: Latest,
  { columns, rows }: Size,
  style: Style,
): string[] {
  const told = explainedRows(state, latest, columns, style);
  const view = explainedView(state, latest);
  if (told === null || view === null) {
    const isGone = latest.query.open?.id === state.list.id && latest.snapshot.dialogue === null;
    const words = (isGone ? GONE : WAITING)[state.language];
    return [drawPieces([[`  ${words}`, 'quiet']], columns, style)];
  }
  const top = Math.max(0, Math.min(state.explainTop, told.length - (rows - 1)));
  return [drawExplanationTitle(view, columns, style), ...told.slice(top, top + rows - 1)];
}

/** The view of the selected connection, where it was told in the language wanted now. */
function explainedView({ list, language }: TuiState, { snapshot, query }: Latest): DialogueView | null {
  const view = snapshot.dialogue;
  if (view === null || view.row.id !== list.id || query.open?.explain !== language) return null;
  return view;
}
