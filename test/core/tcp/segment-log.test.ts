import { expect, test } from 'vitest';
import { NO_CHUNK } from '../../../src/core/tcp/chunk-arena.ts';
import {
  type LoggedSegment,
  SEGMENTS_KEPT_IN_FRONT,
  type SegmentList,
  SegmentLog,
} from '../../../src/core/tcp/segment-log.ts';

const emptyList = (): SegmentList => ({
  segmentsHead: NO_CHUNK,
  segmentsTail: NO_CHUNK,
  segmentsInTail: 0,
  segmentsKept: 0,
  segmentsFirstOrdinal: 0,
  segmentsOmitted: 0,
  firstSeconds: 4_000_000_000,
});
const append = (log: SegmentLog, list: SegmentList, i: number) =>
  log.append(
    list,
    4_000_000_000 + i,
    i,
    i % 2 === 1,
    i & 0x1ff,
    i & 15,
    -i,
    (i * 7) | 0,
    3_000_000_000,
    i & 0xffff,
    i * 3,
    255 - i,
    i * 2 ** 33 + i,
  );
const all = (log: SegmentLog, list: SegmentList) => {
  const segments: LoggedSegment[] = [];
  log.forEach(list, (s) => segments.push({ ...s }));
  return segments;
};

test('every field comes back as it was, unsigned where it counts and signed where it wraps', () => {
  const log = new SegmentLog(1000, 1000);
  const list = emptyList();
  for (let i = 0; i < 30; i++) expect(append(log, list, i)).toBe(0);
  expect(all(log, list)).toEqual(
    Array.from({ length: 30 }, (_, i) => ({
      ordinal: i,
      seconds: 4_000_000_000 + i,
      nanoseconds: i,
      fromSecond: i % 2 === 1,
      controlBits: i,
      marks: i & 15,
      sequenceNumber: -i | 0,
      acknowledgmentNumber: i * 7,
      payloadLength: 3_000_000_000,
      window: i,
      stamp: i * 3,
      hopLimit: 255 - i,
      position: i * 2 ** 33 + i,
    })),
  );
});

test('of a long connection the first segments stay, then the newest, and the rest is counted', () => {
  const log = new SegmentLog(10_000, 64);
  const list = emptyList();
  let released = 0;
  for (let i = 0; i < 1000; i++) released += append(log, list, i);
  const segments = all(log, list);
  expect(segments.length + released).toBe(1000);
  expect(list.segmentsOmitted).toBe(released);
  expect(segments.length).toBeLessThanOrEqual(64 + 8);
  const ordinals = segments.map((s) => s.ordinal);
  expect(ordinals.slice(0, SEGMENTS_KEPT_IN_FRONT)).toEqual(
    Array.from({ length: SEGMENTS_KEPT_IN_FRONT }, (_, i) => i),
  );
  expect(ordinals.at(-1)).toBe(999);
  for (const s of segments) expect(s.nanoseconds).toBe(s.ordinal);
});

test('without room it says so, and a freed list goes on with its later segments', () => {
  const log = new SegmentLog(32, 1000);
  const [one, two] = [emptyList(), emptyList()];
  for (let i = 0; i < 32; i++) append(log, one, i);
  expect(append(log, two, 0)).toBe(-1);
  expect(log.fill).toBe(1);
  expect(log.free(one)).toBe(32);
  expect(append(log, two, 0)).toBe(0);
  expect(append(log, one, 32)).toBe(0);
  expect(all(log, one).map((s) => [s.ordinal, s.nanoseconds])).toEqual([[32, 32]]);
});

test('the newest segments alone have the same ordinals', () => {
  const log = new SegmentLog(10_000, 64);
  const list = emptyList();
  for (let i = 0; i < 500; i++) append(log, list, i);
  const newest: number[] = [];
  log.forEachNewest(list, 20, (s) => newest.push(s.ordinal));
  expect(newest.length).toBeGreaterThanOrEqual(20);
  expect(newest).toEqual(
    all(log, list)
      .slice(-newest.length)
      .map((s) => s.ordinal),
  );
});

test.each([0, 4_294_967_290, 18_446_744_073_204, -100])('times next to %d come back whole', (seconds) => {
  const log = new SegmentLog(1000, 1000);
  const list = { ...emptyList(), firstSeconds: seconds };
  const times = [0, 1, 20, -5, 86_400].map((after) => seconds + after);
  for (const time of times) log.append(list, time, 0, false, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  expect(all(log, list).map((segment) => segment.seconds)).toEqual(times);
});
