import { describe, expect, it } from 'vitest';
import { ReplyReader } from '../../../src/core/protocols/reply-reader.ts';

function take(reader: ReplyReader, line: string) {
  const octets = new Uint8Array(Buffer.from(line, 'latin1'));
  return reader.take(octets, 0, octets.length, true);
}

describe('replies', () => {
  it('of one line', () => {
    const reader = new ReplyReader();
    expect([take(reader, '250 OK'), reader.summary]).toEqual(['complete', '250 OK']);
    expect([take(reader, '354'), reader.summary]).toEqual(['complete', '354']);
  });

  it('of several lines, which may begin with other numbers', () => {
    const reader = new ReplyReader();
    const lines = ['211-first', ' second', '250 third', '211-fourth', '211 last'];
    expect(lines.map((line) => take(reader, line))).toEqual(['more', 'more', 'more', 'more', 'complete']);
    expect(reader.summary).toBe('211 first; second; 250 third; fourth; last');
    expect([reader.code, reader.lines]).toEqual([211, 5]);
  });

  it('of many lines are cut', () => {
    const reader = new ReplyReader();
    for (let n = 0; n < 1000; n += 1) take(reader, `220-${'x'.repeat(200)}`);
    take(reader, '220 end');
    expect(reader.summary.length).toBeLessThan(320);
    expect(reader.lines).toBe(1001);
  });

  it('after a restart the one that was begun is forgotten', () => {
    const reader = new ReplyReader();
    take(reader, '220-first');
    reader.restart();
    expect([take(reader, '250 OK'), reader.summary]).toEqual(['complete', '250 OK']);
  });

  it.each(['hello', '25 OK', '099 OK', '700 OK', '250_OK', ''])('%j is none', (line) => {
    expect(take(new ReplyReader(), line)).toBe('none');
  });
});
