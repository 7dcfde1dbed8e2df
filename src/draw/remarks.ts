import { remarkWhat, remarkWhy } from '../core/dialogue/explain/remark-catalogue.ts';
import type { Language } from '../core/dialogue/explain/values.ts';
import type { Remark } from '../core/view/snapshot.ts';
import { drawPieces } from './pieces.ts';
import { ownWords, type Paint, type Style } from './style.ts';
import { wrapText } from './wrap.ts';

const INDENT = '  ';

/** Every remark in rows of exactly `width` columns: what it is, and then why it matters. */
export function drawRemarks(
  remarks: readonly Remark[],
  width: number,
  style: Style,
  language: Language,
): string[] {
  return remarks.flatMap(({ code, values }) => [
    ...wrapped(remarkWhat(code, values, language), `${style.glyphs.remark} `, width, 'trouble', style),
    ...wrapped(remarkWhy(code, values, language), INDENT, width, 'quiet', style),
  ]);
}

function wrapped(text: string, start: string, width: number, paint: keyof Paint, style: Style): string[] {
  return wrapText(ownWords(text, style.glyphs), width - INDENT.length).map((line, index) =>
    drawPieces([[(index === 0 ? start : INDENT) + line, paint]], width, style),
  );
}
