import type { Cell } from './terminal.ts';

const CELL_WIDTH = 8.4;
const CELL_HEIGHT = 18;
const FONT_SIZE = 14;
const MARGIN = 12;
/** Sixteen colours on a dark ground, normal and bright. */
const PALETTE = [
  ...['#1b1f27', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#d787d7', '#56b6c2', '#c8ccd4'],
  ...['#7f8794', '#ff7a85', '#b5e890', '#ffd787', '#8ac6ff', '#f0a0f0', '#7fdbe6', '#ffffff'],
] as const;
const GROUND = '#14171d';
const INK = '#d7dae0';
/** Lines are drawn as lines, so that they meet in every font: how far each goes from the middle of its cell. */
const LINES: Readonly<Record<string, { left?: 1; right?: 1; up?: 1; down?: 1; dash?: string }>> = {
  '─': { left: 1, right: 1 },
  '╌': { left: 1, right: 1, dash: '3 1.2' },
  '┄': { left: 1, right: 1, dash: '1.6 1.2' },
  '│': { up: 1, down: 1 },
  '┌': { right: 1, down: 1 },
  '┐': { left: 1, down: 1 },
  '└': { right: 1, up: 1 },
  '┘': { left: 1, up: 1 },
  '├': { right: 1, up: 1, down: 1 },
  '┤': { left: 1, up: 1, down: 1 },
  '┬': { left: 1, right: 1, down: 1 },
  '┴': { left: 1, right: 1, up: 1 },
  '┼': { left: 1, right: 1, up: 1, down: 1 },
};
/** Which way these arrow heads point. */
const HEADS: Readonly<Record<string, 1 | -1>> = { '▶': 1, '▸': 1, '◀': -1 };

/** A picture of a terminal's screen: shapes and text with their colours, in a monospaced font of the reader's. */
export function screenToSvg(cells: readonly (readonly Cell[])[], title: string): string {
  const width = Math.ceil((cells[0]?.length ?? 0) * CELL_WIDTH + 2 * MARGIN);
  const height = Math.ceil(cells.length * CELL_HEIGHT + 2 * MARGIN);
  const rows = cells.map((row, index) => drawRow(row, MARGIN + index * CELL_HEIGHT));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${GROUND}"/>`,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${FONT_SIZE}">`,
    ...rows.flat(),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function drawRow(row: readonly Cell[], top: number): string[] {
  const shapes: string[] = [];
  for (let start = 0; start < row.length; ) {
    const end = endOfRun(row, start);
    shapes.push(...drawRun(row.slice(start, end), MARGIN + start * CELL_WIDTH, top));
    start = end;
  }
  return shapes;
}

/** A run ends where the look or the kind of its cells changes; shapes and wide characters stand alone. */
function endOfRun(row: readonly Cell[], start: number): number {
  let end = start + 1;
  while (end < row.length && sameLook(row[start]!, row[end]!)) end += 1;
  return end;
}

function sameLook(a: Cell, b: Cell): boolean {
  return (
    kindOf(a) === kindOf(b) &&
    a.foreground === b.foreground &&
    a.background === b.background &&
    a.bold === b.bold &&
    a.inverse === b.inverse
  );
}

function kindOf({ text, width }: Cell): string {
  if (text in LINES || text in HEADS) return text;
  if (width !== 1) return `wide ${text}`;
  return text.trim() === '' ? 'blank' : 'text';
}

function drawRun(run: readonly Cell[], left: number, top: number): string[] {
  const first = run[0]!;
  const ink = first.foreground === null ? INK : colour(first.foreground);
  const ground = first.background === null ? GROUND : colour(first.background);
  const [front, back] = first.inverse ? [ground, ink] : [ink, ground];
  const width = run.length * CELL_WIDTH;
  const box = { left, top, width, front, bold: first.bold };
  const shapes: string[] = [];
  if (back !== GROUND) {
    shapes.push(
      `<rect x="${at(left)}" y="${top}" width="${at(width + 0.5)}" height="${CELL_HEIGHT}" fill="${back}"/>`,
    );
  }
  const text = run.map((cell) => cell.text).join('');
  if (first.text in LINES) shapes.push(drawLines(first.text, run.length, box));
  else if (first.text in HEADS) shapes.push(...run.map((_, index) => drawHead(first.text, index, box)));
  else if (text.trim() !== '') shapes.push(drawText(text, box));
  return shapes;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly front: string;
  readonly bold: boolean;
}

function drawText(text: string, { left, top, width, front, bold }: Box): string {
  const weight = bold ? ' font-weight="bold"' : '';
  const place = `x="${at(left)}" y="${at(top + CELL_HEIGHT * 0.74)}" textLength="${at(width)}"`;
  return `<text ${place} fill="${front}"${weight}>${escaped(text)}</text>`;
}

function drawLines(character: string, count: number, { left, top, front, bold }: Box): string {
  const { left: west, right: east, up, down, dash } = LINES[character]!;
  const middle = top + CELL_HEIGHT / 2;
  const steps: string[] = [];
  if (west && east) steps.push(`M${at(left)} ${at(middle)}h${at(count * CELL_WIDTH)}`);
  for (let index = 0; index < count; index += 1) {
    const centre = left + (index + 0.5) * CELL_WIDTH;
    if (west && !east) steps.push(`M${at(centre)} ${at(middle)}h${at(-CELL_WIDTH / 2)}`);
    if (east && !west) steps.push(`M${at(centre)} ${at(middle)}h${at(CELL_WIDTH / 2)}`);
    if (up) steps.push(`M${at(centre)} ${at(middle)}v${at(-CELL_HEIGHT / 2)}`);
    if (down) steps.push(`M${at(centre)} ${at(middle)}v${at(CELL_HEIGHT / 2)}`);
  }
  const dashes = dash ? ` stroke-dasharray="${dash}"` : '';
  return `<path d="${steps.join('')}" stroke="${front}" stroke-width="${bold ? 2 : 1.1}"${dashes} fill="none"/>`;
}

function drawHead(character: string, index: number, { left, top, front }: Box): string {
  const direction = HEADS[character]!;
  const tip = left + (index + (direction > 0 ? 1 : 0)) * CELL_WIDTH;
  const middle = top + CELL_HEIGHT / 2;
  const back = at(tip - direction * CELL_WIDTH);
  return `<path d="M${at(tip)} ${at(middle)}L${back} ${at(middle - 4.5)}V${at(middle + 4.5)}Z" fill="${front}"/>`;
}

function colour(index: number): string {
  return PALETTE[index] ?? INK;
}

const at = (value: number) => Number(value.toFixed(2));

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
