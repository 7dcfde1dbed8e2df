import { describe, expect, it } from 'vitest';
import type { Sentence } from '../../src/core/dialogue/explain.ts';
import { drawExplanation, drawExplanationTitle } from '../../src/draw/explanation.ts';
import { ASCII, BARE, UNICODE } from '../../src/draw/style.ts';
import { columnsOf } from '../../src/draw/text.ts';
import { connectionRow } from './entries.ts';

const bare = { paint: BARE, glyphs: UNICODE };
const sentences: readonly Sentence[] = [
  { nanoseconds: 0, text: 'C asks to open a connection (SYN).', isRemark: false },
  { nanoseconds: 122_000, text: 'S answers `200 OK` in 1,615 octets, 122 µs later.', isRemark: false },
  { nanoseconds: 122_000, text: 'A client that sends now loses it.', isRemark: true },
];

describe('an explanation', () => {
  it('tells when, what, and why it matters, each instant once', () => {
    expect(drawExplanation(sentences, 60, bare).map((row) => row.trimEnd())).toEqual([
      '  0.000000  C asks to open a connection (SYN).',
      '  0.000122  S answers `200 OK` in 1,615 octets, 122 µs',
      '            later.',
      '            ▲ A client that sends now loses it.',
    ]);
  });

  it('does without times where there is little room, and without µ in ASCII', () => {
    const rows = drawExplanation(sentences, 40, { paint: BARE, glyphs: ASCII });
    expect(rows.map((row) => row.trimEnd())).toEqual([
      'C asks to open a connection (SYN).',
      'S answers `200 OK` in 1,615 octets, 122',
      'us later.',
      '! A client that sends now loses it.',
    ]);
  });

  it('measures Japanese as the terminal does: every row has exactly its columns', () => {
    const text = 'S が 122 マイクロ秒後に「200 OK」と答えます（1,615 バイト）。'.repeat(4);
    for (const width of [40, 61, 80, 121])
      for (const row of drawExplanation([{ nanoseconds: 0, text, isRemark: true }], width, bare))
        expect(columnsOf(row)).toBe(width);
  });

  it('has a title that names both ends, and what was spoken in turn', () => {
    const row = connectionRow();
    expect(drawExplanationTitle({ row, protocols: ['PostgreSQL'] }, 70, bare)).toBe(
      '── #18  C 10.0.0.12:51546 ⇄ S 10.0.3.7:5432  PostgreSQL ──────────────',
    );
    const upgraded = { row: { ...row, protocol: 'WebSocket' }, protocols: ['HTTP', 'WebSocket'] };
    expect(drawExplanationTitle(upgraded, 80, bare)).toContain(':5432  HTTP → WebSocket ─');
  });
});
