import { describe, expect, it } from 'vitest';
import { ASCII, BARE, UNICODE } from '../../src/draw/style.ts';
import { columnsOf } from '../../src/draw/text.ts';
import { explainForm } from '../../src/report/explain.ts';
import { analyse } from '../support/analyse.ts';
import { written } from '../support/octet-text.ts';

const options = { width: 80, style: { paint: BARE, glyphs: UNICODE }, language: 'en' } as const;

describe('dialogues told in sentences', () => {
  it('has a title, then the sentences, and an empty line between two dialogues', () => {
    const analysis = analyse('h2c-upgrade-close');
    const form = explainForm(analysis, { ...options, style: { paint: BARE, glyphs: ASCII } });
    const [first, second] = analysis.tracker.table.list().map((connection) =>
      written((text) => form.connection(connection, text))
        .split('\n')
        .slice(0, -1),
    );
    expect(first?.[0]).toMatch(/^-- #0 {2}C 127\.0\.0\.1:\d+ <> S 127\.0\.0\.1:18108 {2}HTTP -+$/);
    expect(first?.[1]).toBe('  0.000000  C asks to open a connection (SYN).');
    expect(first?.at(-1)).toBe('            S closed first.');
    expect(second?.[0]).toBe('');
    expect(written((text) => form.end({ drops: null, recorded: null, fileError: null }, text))).toBe('');
  });

  it('in Japanese no row is wider than it may be, though its characters are', () => {
    const analysis = analyse('http-keepalive-session');
    const form = explainForm(analysis, { ...options, language: 'ja' });
    const lines = analysis.tracker.table
      .list()
      .flatMap((connection) => written((text) => form.connection(connection, text)).split('\n'));
    expect(lines).toContain('  0.000011  S が 11 マイクロ秒後に応じます（SYN+ACK）。');
    for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(80);
  });
});
