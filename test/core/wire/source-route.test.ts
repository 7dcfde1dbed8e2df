import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finalDestination } from '../../../src/core/wire/source-route.ts';

const HEADER = 0x0a000001;
const NEXT = [1, 2, 3, 4];
const LAST = [5, 6, 7, 8];

function boundFor(...octets: readonly number[]): number {
  return finalDestination(new DataView(Uint8Array.from(octets).buffer), 0, octets.length, HEADER);
}

describe('where a packet with IPv4 options is bound for', () => {
  it.each([131, 137])('is the last address of a source route (%i)', (kind) => {
    expect(boundFor(kind, 11, 4, ...NEXT, ...LAST, 0)).toBe(0x05060708);
    expect(boundFor(1, 1, 1, kind, 11, 8, ...NEXT, ...LAST)).toBe(0x05060708);
    expect(boundFor(130, 4, 0, 0, kind, 7, 4, ...LAST)).toBe(0x05060708);
  });

  it('is what the header says where there is no route, or it is used up, or makes no sense', () => {
    expect(boundFor(7, 3, 4, 0)).toBe(HEADER);
    expect(boundFor(0, 131, 7, 4, ...LAST)).toBe(HEADER);
    expect(boundFor(131, 11, 12, ...NEXT, ...LAST, 0)).toBe(HEADER);
    expect(boundFor(131, 3, 4, 0)).toBe(HEADER);
    expect(boundFor(131, 11, 4, ...NEXT)).toBe(HEADER);
    expect(boundFor(131)).toBe(HEADER);
  });

  it('may be read of anything', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => void boundFor(...octets)));
  });
});
