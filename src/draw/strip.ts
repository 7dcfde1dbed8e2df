import type { Piece } from './pieces.ts';
import type { Glyphs, Paint } from './style.ts';

const PAINT_OF: Readonly<Record<string, keyof Paint>> = {
  S: 'control',
  s: 'control',
  F: 'control',
  f: 'control',
  R: 'trouble',
  r: 'trouble',
  Z: 'trouble',
  z: 'trouble',
  '!': 'trouble',
  A: 'quiet',
  a: 'quiet',
  K: 'quiet',
  k: 'quiet',
  '-': 'quiet',
  '·': 'quiet',
  '…': 'quiet',
};

/** What stands behind the letter of the event that it belongs to. */
const SUFFIX = '!';

/** The control-bit strip of a connection as pieces of exactly `columns` columns: the newest events stay where not all fit. */
export function stripPieces(strip: string, columns: number, glyphs: Glyphs): Piece[] {
  const shown = newestEvents(strip, columns);
  const pieces: Piece[] = [];
  let run = '';
  let paint: keyof Paint | null = null;
  for (const character of shown) {
    const next = PAINT_OF[character] ?? sidePaint(character);
    if (next !== paint && run !== '') {
      pieces.push([run, paint]);
      run = '';
    }
    paint = next;
    run += character === '…' ? glyphs.ellipsis : character === '·' ? glyphs.dot : character;
  }
  if (run !== '') pieces.push([run, paint]);
  if (shown.length < columns) pieces.push([' '.repeat(columns - shown.length), null]);
  return pieces;
}

/** Every character of a strip is one UTF-16 unit and one column wide. */
function newestEvents(strip: string, columns: number): string {
  if (strip.length <= columns) return strip;
  if (columns <= 0) return '';
  let start = strip.length - columns + 1;
  while (strip[start] === SUFFIX) start++;
  return `…${strip.slice(start)}`;
}

function sidePaint(letter: string): keyof Paint | null {
  if (letter >= 'A' && letter <= 'Z') return 'client';
  return letter >= 'a' && letter <= 'z' ? 'server' : null;
}
