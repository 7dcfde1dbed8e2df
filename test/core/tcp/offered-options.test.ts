import { describe, expect, it } from 'vitest';
import { offeredOptions } from '../../../src/core/tcp/offered-options.ts';
import { Segment } from '../../../src/core/wire/segment.ts';

function offered(...octets: readonly number[]) {
  const segment = new Segment();
  segment.optionsEnd = octets.length;
  return offeredOptions(new DataView(Uint8Array.from(octets).buffer), segment);
}

const timestamps = (value: number) => [8, 10, 0, 0, 0, value, 0, 0, 0, 0];

describe('what a SYN offers', () => {
  it('is one object for all that offer the same, whatever their timestamps are', () => {
    const one = offered(2, 4, 0x05, 0xb4, 3, 3, 7, 4, 2, ...timestamps(1));
    expect(one).toMatchObject({ maximumSegmentSize: 1460, windowShift: 7, sackPermitted: true });
    expect(one).toMatchObject({ hasTimestamps: true, timestampValue: 0, timestampEcho: 0 });
    expect(offered(2, 4, 0x05, 0xb4, 3, 3, 7, 4, 2, ...timestamps(2))).toBe(one);
  });

  it('is another object wherever anything else is different', () => {
    const all = [
      offered(),
      offered(2, 4, 0x05, 0xb4),
      offered(2, 4, 0x05, 0xb5),
      offered(3, 3, 0),
      offered(3, 3, 1),
      offered(4, 2),
      offered(5, 10, 0, 0, 0, 0, 0, 0, 0, 0),
      offered(...timestamps(1)),
      offered(34, 2),
      offered(34, 6, 1, 2, 3, 4),
      offered(30, 4, 0, 0),
      offered(77, 2),
      offered(77, 2, 78, 2),
      offered(2, 3, 0),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('stays right when more is offered than is remembered', () => {
    for (let size = 0; size < 5000; size++)
      expect(offered(2, 4, size >> 8, size & 0xff).maximumSegmentSize).toBe(size);
    expect(offered(2, 4, 0, 1).maximumSegmentSize).toBe(1);
  });
});
