import type { Sentence } from '../core/dialogue/explain.ts';
import type { DialogueView } from '../core/view/snapshot.ts';
import { drawPieces } from './pieces.ts';
import { ownWords, type Style } from './style.ts';
import { columnsOf, fit } from './text.ts';
import { drawTitle, spokenPieces } from './title.ts';
import { ladderTimeText } from './units.ts';
import { wrapText } from './wrap.ts';

const TIME_COLUMNS = 10;
/** Narrower ones need their columns for the sentences. */
const TIME_FROM = 60;
const MARGIN = '  ';

/** `── #18  C 10.0.0.12:51546 ⇄ S 10.0.3.7:5432  HTTP → WebSocket ───` across `width` columns, in no language. */
export function drawExplanationTitle(
  { row, protocols }: Pick<DialogueView, 'row' | 'protocols'>,
  width: number,
  style: Style,
): string {
  const behind = spokenPieces(protocols, style.glyphs);
  return drawTitle(row, [' C ', 'S '], behind, width, style);
}

/** Sentences in rows of exactly `width` columns: when, what happened, and behind a mark why it matters. */
export function drawExplanation(sentences: readonly Sentence[], width: number, style: Style): string[] {
  const timeColumns = width < TIME_FROM ? 0 : TIME_COLUMNS;
  const { remark } = style.glyphs;
  let told: string | null = null;
  return sentences.flatMap(({ nanoseconds, text, isRemark }) => {
    const start = isRemark ? `${remark} ` : '';
    const indent = ' '.repeat(columnsOf(start));
    const before = timeColumns === 0 ? '' : ' '.repeat(timeColumns) + MARGIN;
    const room = width - columnsOf(before) - columnsOf(indent);
    const time = fit(ladderTimeText(nanoseconds, timeColumns), timeColumns, 'right');
    const shown = timeColumns === 0 || time === told ? before : `${time}${MARGIN}`;
    told = time;
    return wrapText(ownWords(text, style.glyphs), Math.max(1, room)).map((line, index) =>
      drawPieces(
        [
          [index === 0 ? shown : before, 'quiet'],
          [(index === 0 ? start : indent) + line, isRemark ? 'trouble' : null],
        ],
        width,
        style,
      ),
    );
  });
}
