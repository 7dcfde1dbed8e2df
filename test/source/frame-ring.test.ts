import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameRing } from '../../src/source/frame-ring.ts';
import { batchOf, type Frame, frame, framesOf } from './file-builders.ts';

const octetsOf = (one: Frame): number => 16 + one.octets.length;

describe('frame ring', () => {
  it('finds each record at the position that append gave', () => {
    const ring = new FrameRing(4096);
    const frames = [frame(1), frame(2), frame(3)];
    expect(ring.append(batchOf(frames.slice(0, 2)), 7)).toBe(0);
    const second = octetsOf(frames[0]);
    const third = second + octetsOf(frames[1]);
    expect(ring.append(batchOf(frames.slice(2)), 9)).toBe(third);
    expect(ring.end).toBe(third + octetsOf(frames[2]));
    const found = [0, second, third].map((position) => framesOf(ring.frame(position)!)[0]);
    expect(found).toEqual(frames.map((one, index) => ({ ...one, interfaceIndex: index === 2 ? 9 : 7 })));
  });

  it('has nothing before the first frame, behind the last one and between records', () => {
    const ring = new FrameRing(4096);
    expect([ring.oldest, ring.end, ring.frame(0)]).toEqual([0, 0, null]);
    ring.append(batchOf([frame(1)]), 0);
    expect([ring.frame(-1), ring.frame(ring.end), ring.frame(ring.end - 1)]).toEqual([null, null, null]);
  });

  it('counts a frame that has no room in it, and keeps those after it', () => {
    const ring = new FrameRing(1000);
    const large = frame(1, { octets: new Array(600).fill(1) });
    ring.append(batchOf([frame(0), large, frame(2)]), 0);
    const position = octetsOf(frame(0)) + octetsOf(large);
    expect(ring.frame(octetsOf(frame(0)))).toBeNull();
    expect(framesOf(ring.frame(position)!)).toEqual([frame(2)]);
  });

  it('keeps the newest frames, whatever comes, and forgets the oldest', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 30 });
    const batches = fc.array(fc.record({ lengths, interfaceIndex: fc.integer({ min: 0, max: 3 }) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(batches, fc.integer({ min: 450, max: 3000 }), (appended, capacity) => {
        const ring = new FrameRing(capacity);
        const all = new Map<number, Frame>();
        let end = 0;
        for (const { lengths, interfaceIndex } of appended) {
          const frames = lengths.map((length, index) =>
            frame(index, { octets: new Array(length).fill(index) }),
          );
          expect(ring.append(batchOf(frames), interfaceIndex)).toBe(end);
          for (const one of frames) {
            all.set(end, { ...one, interfaceIndex });
            end += octetsOf(one);
          }
        }
        expect(ring.end).toBe(end);
        // A slab's last record may leave room behind it, as long as the longest one.
        expect(ring.oldest).toBeLessThanOrEqual(Math.max(0, end - capacity / 2 + 216));
        expect(ring.oldest).toBeGreaterThanOrEqual(end - capacity);
        for (const [position, one] of all) {
          const found = ring.frame(position);
          if (position < ring.oldest) expect(found).toBeNull();
          else expect(framesOf(found!)).toEqual([one]);
        }
      }),
    );
  });
});
