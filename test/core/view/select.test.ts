import { describe, expect, test } from 'vitest';
import { Analysis } from '../../../src/core/analysis.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import type { LadderAnchor, Query } from '../../../src/core/view/query.ts';
import { analyse } from '../../support/analyse.ts';
import { DialogueBuilder } from '../../support/dialogue-builder.ts';

const query = (q: Partial<Query> = {}): Query => ({
  sequence: 1,
  filter: '',
  sort: 'id',
  descending: false,
  offset: 0,
  rows: 10,
  keep: null,
  follow: false,
  stripLength: 40,
  open: null,
  ...q,
});

describe('rows of a real capture', () => {
  const analysis = analyse('portscan');

  test('the first rows, and how many there are', () => {
    const snapshot = analysis.select(query());
    expect(snapshot.matching).toBe(212);
    expect(snapshot.rows.map((row) => row.id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(snapshot.rows[0]).toMatchObject({
      server: { address: '127.0.0.1' },
      basis: 'syn',
      packets: [expect.any(Number), expect.any(Number)],
    });
  });

  test('a filter, and the last good one while another is wrong', () => {
    const good = analysis.select(query({ filter: '!state:refused flag:P' }));
    expect(good.matching).toBeGreaterThan(0);
    expect(good.matching).toBeLessThan(212);
    const wrong = analysis.select(query({ filter: 'prot:x' }));
    expect(wrong.filterError).toMatch(/prot/);
    expect(wrong.matching).toBe(good.matching);
    expect(analysis.select(query()).filterError).toBeNull();
  });

  test('what the count of bad ones counts can be filtered', () => {
    const { matching, rows, counters } = analysis.select(query({ filter: 'is:bad', rows: 300 }));
    expect(matching).toBe(counters.connectionsInTrouble);
    expect(matching).toBeGreaterThan(0);
    expect(rows.every(({ trouble }) => trouble)).toBe(true);
    expect(analysis.select(query({ filter: '!is:bad' })).matching).toBe(212 - matching);
  });

  test('sorted by packets, most first, and the kept connection is on the screen', () => {
    const { rows } = analysis.select(query({ sort: 'packets', descending: true }));
    const counts = rows.map(({ packets: [c, s] }) => c + s);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    const kept = analysis.select(query({ keep: 150 }));
    expect(kept.rows.map((row) => row.id)).toContain(150);
    expect(kept.offset).toBe(141);
    const newest = analysis.select(query({ follow: true }));
    expect(newest.rows.at(-1)?.id).toBe(211);
  });

  test('past the end there are the last rows', () => {
    expect(analysis.select(query({ offset: 5000 })).rows.map((row) => row.id)).toEqual([
      202, 203, 204, 205, 206, 207, 208, 209, 210, 211,
    ]);
  });
});

test('a strip reads as a sentence, with silences and what was sent again', () => {
  const d = new DialogueBuilder()
    .handshake()
    .c('PA', { payload: 'ab' })
    .c('PA', { payload: 'ab', sequence: 1 })
    .s('A', { window: 0 });
  d.s('PA', { payload: 'b', after: 2e9 }).c('FPA', { payload: 'c' }).s('RA').s('');
  const strip = (stripLength: number) => d.analysis.select(query({ stripLength })).rows[0].strip;
  expect(strip(40)).toBe('SsAPP!az·pPFr-');
  expect(strip(6)).toBe('…pPFr-');
  expect(strip(5)).toBe('…PFr-');
});

test('a strip has the control bits of segments that were let go', () => {
  const d = new DialogueBuilder().handshake();
  for (let i = 0; i < 20; i++) d.c('PA', { payload: 'ab' }).s('A');
  const strip = (stripLength: number) => d.analysis.select(query({ stripLength })).rows[0].strip;
  const whole = `SsA${'Pa'.repeat(20)}`;
  expect(strip(60)).toBe(whole);
  d.analysis.tracker.segments.free(d.connection);
  expect(strip(60)).toBe(whole);
  expect(strip(10)).toBe('…aPaPaPaPa');
  d.s('FA').c('FA', { after: 2e9 });
  expect(strip(60)).toBe(`${whole}f·F`);
  expect(strip(3)).toBe('…·F');
});

test('whoever follows the newest connection gets its dialogue, though he asks for the one that was newest', () => {
  const analysis = analyse('portscan');
  const open = { id: 3, offset: 2, entries: 5, fold: true };
  const follow = analysis.select(query({ follow: true, open }));
  expect(follow.rows.at(-1)?.id).toBe(211);
  expect(follow.dialogue).toMatchObject({ row: { id: 211 }, offset: 0 });
  expect(analysis.select(query({ follow: true, open, filter: 'nowhere' })).dialogue?.row.id).toBe(3);
  expect(analysis.select(query({ follow: true })).dialogue).toBeNull();
  expect(analysis.select(query({ open })).dialogue?.row.id).toBe(3);
});

test('the open dialogue comes with the rows: a part, or its end', () => {
  const analysis = analyse('http-keepalive-session');
  const open = (offset: number | null, entries: number) =>
    analysis.select(query({ open: { id: 0, offset, entries, fold: true } })).dialogue;
  const whole = open(0, 1000);
  expect(whole).toMatchObject({
    protocols: ['HTTP'],
    offset: 0,
    clientState: 'CLOSED',
    serverState: 'TIME-WAIT',
    row: { requests: 5, responses: 5 },
  });
  expect(open(null, 4)).toMatchObject({ offset: (whole?.total ?? 0) - 4, entries: whole?.entries.slice(-4) });
  expect(open(3, 2)?.entries).toEqual(whole?.entries.slice(3, 5));
  expect(analysis.select(query({ open: { id: 77, offset: 0, entries: 1, fold: true } })).dialogue).toBeNull();
});

test('a known place is found again, whatever was let go or folded before it', () => {
  const d = new DialogueBuilder({ limits: { ...DEFAULT_LIMITS, segmentsPerConnection: 100 } }).handshake();
  const talk = (times: number) => {
    for (let i = 0; i < times; i++) d.c('PA', { payload: 'ab' }).s('A');
  };
  talk(40);
  const open = (offset: number, anchor: LadderAnchor | null, fold = false) =>
    d.analysis.select(query({ open: { id: 0, offset, entries: 5, fold, anchor } })).dialogue;
  const before = open(60, null);
  const [first] = before?.entries ?? [];
  expect(first).toMatchObject({ kind: 'segment', ordinal: 60 });
  expect(before?.anchor).toBeUndefined();
  talk(20);
  const after = open(60, { ordinal: 60, index: 60 });
  expect(after?.entries[0]).toEqual(first);
  expect(after).toMatchObject({ anchor: { ordinal: 60, index: after?.offset } });
  expect(after?.offset).toBeLessThan(60);
  const folded = open(60, { ordinal: 60, index: 60 }, true);
  expect(folded?.anchor?.index).toBeLessThan(after?.offset ?? 0);
  talk(200);
  // It is gone itself: the last one before it that is kept.
  const gone = open(60, { ordinal: 60, index: 60 });
  expect(gone?.entries.slice(0, 2)).toMatchObject([{ kind: 'segment' }, { kind: 'omitted' }]);
  expect(gone?.anchor?.index).toBe(gone?.offset);
});

test('ages count to the clock of a live capture, and to the newest frame of a file', () => {
  const { analysis } = new DialogueBuilder().handshake();
  expect(analysis.select(query()).nowNanoseconds).toBe(2000);
  const { first } = analysis.span;
  expect(
    analysis.select(query(), { seconds: first.seconds + 7, nanoseconds: first.nanoseconds }).nowNanoseconds,
  ).toBe(7e9);
});

test('before the first frame there is nothing, and no time', () => {
  const snapshot = new Analysis({ limits: DEFAULT_LIMITS, keepDialogues: true }).select(
    query({ keep: 3, follow: true }),
  );
  expect(snapshot).toMatchObject({
    matching: 0,
    rows: [],
    startSeconds: null,
    counters: { frames: 0, connectionsOpen: 0 },
  });
});
