import { CLIENT } from '../core/side.ts';
import { MARK_RETRANSMISSION } from '../core/tcp/marks.ts';
import type { LadderEntry } from '../core/view/snapshot.ts';
import { ACK, controlBitLetters, controlBitNames, FIN, RST, SYN } from '../core/wire/control-bits.ts';
import { fitPieces, type Piece, widthOf } from './pieces.ts';
import type { Glyphs, Paint } from './style.ts';
import { columnsOf } from './text.ts';
import { countText, octetsText } from './units.ts';

export type SegmentEntry = Extract<LadderEntry, { kind: 'segment' }>;

/** Up to here the size of a payload is given to the octet. */
const EXACT_OCTETS = 99_999;
/** The label keeps this distance to the ends: a space and one character of line on each side, and the head. */
const AROUND_LABEL = 5;

/** The arrow of a segment from lifeline to lifeline: its control bits, its payload, and RETX where it was sent again. */
export function arrowPieces(entry: SegmentEntry, columns: number, glyphs: Glyphs): Piece[] {
  const side: keyof Paint = entry.from === CLIENT ? 'client' : 'server';
  const line = isAckOnly(entry) ? 'quiet' : side;
  const again = (entry.marks & MARK_RETRANSMISSION) !== 0;
  const stroke = again ? glyphs.dashed : glyphs.line;
  const label = labelPieces(entry, columns - AROUND_LABEL, again, glyphs);
  const room = Math.max(0, columns - 1 - widthOf(label));
  const before = stroke.repeat(Math.floor(room / 2));
  const behind = stroke.repeat(room - Math.floor(room / 2));
  const pieces: Piece[] =
    entry.from === CLIENT
      ? [[before, line], ...label, [behind + glyphs.arrowRight, line]]
      : [[glyphs.arrowLeft + before, line], ...label, [behind, line]];
  return fitPieces(pieces, columns, glyphs);
}

/** Whether a segment does nothing but acknowledge. */
function isAckOnly(entry: SegmentEntry): boolean {
  return entry.controlBits === ACK && entry.payloadBytes === 0;
}

/** The longest wording that fits `room`: names of control bits give way to letters, then words to figures. */
function labelPieces(entry: SegmentEntry, room: number, again: boolean, glyphs: Glyphs): Piece[] {
  const names = `[${controlBitNames(entry.controlBits).join(',') || 'no bits'}]`;
  const letters = `[${controlBitLetters(entry.controlBits)}]`;
  const [long, short] = sizeTexts(entry, glyphs);
  const retx = again ? ' RETX' : '';
  const wordings: readonly (readonly [string, string])[] = [
    [names, long],
    [names, short],
    [letters, long],
    [letters, short],
    [letters, ''],
  ];
  const fitting = wordings.find(([bits, size]) => bits.length + columnsOf(size) + retx.length <= room);
  if (fitting === undefined) return [];
  const [bits, size] = fitting;
  return [
    [' ', null],
    [bits, bitsPaint(entry)],
    [size, null],
    [retx, 'trouble'],
    [' ', null],
  ];
}

function sizeTexts({ payloadBytes, count }: SegmentEntry, glyphs: Glyphs): [long: string, short: string] {
  const times = ` ${glyphs.times}${countText(count)}`;
  if (payloadBytes === 0) return count > 1 ? [times, times] : ['', ''];
  const octets = count === 1 && payloadBytes <= EXACT_OCTETS ? `${payloadBytes} B` : octetsText(payloadBytes);
  if (count === 1) return [` ${octets}`, ` ${octets}`];
  const unit = payloadBytes < 1000 ? ' B' : '';
  return [` ${octets}${unit} in ${countText(count)} segments`, ` ${octets}${unit}${times}`];
}

function bitsPaint(entry: SegmentEntry): keyof Paint {
  if (entry.controlBits & RST) return 'trouble';
  if (entry.controlBits & (SYN | FIN)) return 'control';
  if (isAckOnly(entry)) return 'quiet';
  return entry.from === CLIENT ? 'client' : 'server';
}
