import { describe, expect, it } from 'vitest';
import { LineReader } from '../../../src/core/protocols/line-reader.ts';

const octetsOf = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

/** All lines of `text`, and how many octets are left of it. */
function lines(text: string, reader = new LineReader()): [lines: string[], rest: number] {
  const octets = octetsOf(text);
  const found: string[] = [];
  let at = 0;
  while (reader.read(octets, at, octets.length)) {
    found.push(Buffer.from(octets.subarray(reader.textStart, reader.textEnd)).toString('latin1'));
    at = reader.next;
  }
  return [found, octets.length - reader.next];
}

describe('lines', () => {
  it('end with LF, or CR and LF; what has no end is left', () => {
    expect(lines('one\r\ntwo\n\r\nthree')).toEqual([['one', 'two', ''], 5]);
    expect(lines('')).toEqual([[], 0]);
  });

  it('that are too long are cut, and their rest is passed over', () => {
    const reader = new LineReader();
    expect(lines('a'.repeat(2500), reader)).toEqual([['a'.repeat(1000)], 0]);
    expect(lines('aaa\r\nnext\r\n', reader)).toEqual([['next'], 0]);
  });

  it('the rest of one can be passed over', () => {
    const reader = new LineReader();
    reader.passRest();
    expect(lines('of a line', reader)).toEqual([[], 0]);
    expect(lines('\nnext\n', reader)).toEqual([['next'], 0]);
  });
});
