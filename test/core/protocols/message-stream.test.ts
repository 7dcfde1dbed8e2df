import { expect, test } from 'vitest';
import type { Telling } from '../../../src/core/protocols/dissector.ts';
import { type MessageReader, MessageStream } from '../../../src/core/protocols/message-stream.ts';
import { OctetBuffer } from '../../../src/core/protocols/octet-buffer.ts';

const telling = {} as Telling;

/** Messages of one octet that says how many follow. */
class Notes implements MessageReader {
  readonly said: string[] = [];
  measure = (octets: Uint8Array, _view: DataView, at: number) => 1 + (octets[at] as number);
  wanted = (_octets: Uint8Array, _at: number, _end: number, total: number) => total;
  resume = () => -1;
  read(octets: Uint8Array, _view: DataView, at: number, end: number, total: number) {
    this.said.push(`${octets.subarray(at + 1, end).join()} of ${total}`);
    return 'go-on' as const;
  }
}

function heldOf(...octets: readonly number[]): OctetBuffer {
  const held = new OctetBuffer();
  held.append(Uint8Array.from(octets), 0, octets.length);
  return held;
}

test('what is there of a message is read before a gap, from where it is held for the dissector', () => {
  const notes = new Notes();
  const stream = new MessageStream(notes);
  const held = heldOf(1, 7, 4, 8, 9);
  expect(stream.take(held, telling)).toBe(2);
  held.drop(2);
  stream.gap(2, telling, held);
  // What the gap has taken of it is all that was left.
  expect(stream.take(heldOf(2, 5, 6), telling)).toBe(3);
  expect(notes.said).toEqual(['7 of 2', '8,9 of 5', '5,6 of 3']);
});

test('what a gap cut is not read twice', () => {
  const notes = new Notes();
  const stream = new MessageStream(notes);
  const held = heldOf(4, 8);
  stream.take(held, telling);
  stream.gap(1, telling, held);
  stream.gap(1, telling, null);
  expect(stream.take(heldOf(9, 1, 5), telling)).toBe(3);
  expect(notes.said).toEqual(['8 of 5', '5 of 2']);
});
