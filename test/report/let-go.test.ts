import { expect, test } from 'vitest';
import type { Analysis } from '../../src/core/analysis.ts';
import { DEFAULT_LIMITS } from '../../src/core/limits.ts';
import { LET_GO, LET_GO_KINDS } from '../../src/core/view/let-go.ts';
import { faultsText } from '../../src/report/faults.ts';
import { writeSummary } from '../../src/report/json/summary.ts';
import { letGoOf, letGoText } from '../../src/report/let-go.ts';
import { analyse } from '../support/analyse.ts';
import { written } from '../support/octet-text.ts';

const ALL = { messages: true, segments: true };
const ENDED = { drops: null, recorded: null, fileError: null };
const NEITHER = { messages: false, segments: false };

test('where no limit was reached there is nothing to say', () => {
  const analysis = analyse('http-keepalive-session');
  expect(letGoOf(analysis, ALL)).toBeNull();
  expect(letGoText(analysis, ALL)).toBeNull();
  expect(JSON.parse(written((text) => writeSummary(analysis, ALL, ENDED, text)))).not.toHaveProperty('letGo');
});

test('what was let go is told by kind, if it was asked for', () => {
  const limits = { ...DEFAULT_LIMITS, connections: 2, messages: 3 };
  const analysis = analyse('ajax', { limits, keepDialogues: true });
  const { connectionsLetGo: connections, messagesLetGo: messages } = analysis.counters;
  expect(Math.min(connections, messages)).toBeGreaterThan(0);
  expect(letGoOf(analysis, ALL)).toEqual({ connections, messages });
  expect(letGoOf(analysis, NEITHER)).toEqual({ connections });
  expect(letGoText(analysis, ALL)).toBe(
    `limits were reached, so not everything is shown: ${connections} connections, ${messages} messages let go (see --max-connections, --max-messages)`,
  );
  const summary = JSON.parse(written((text) => writeSummary(analysis, NEITHER, ENDED, text)));
  expect(summary.letGo).toEqual({ connections });
});

/** As where no limit was reached, but for these. */
const counting = (more: Partial<Analysis['counters']>) => ({
  counters: { ...analyse('http-close').counters, ...more },
});

test('of what one connection had too many of, no option is named', () => {
  const long = counting({ segmentsLetGo: 8, segmentsPerConnectionLetGo: 8, messagesLetGo: 2 });
  expect(letGoText(long, ALL)).toBe(
    'limits were reached, so not everything is shown: 8 segments, 2 messages let go (see --max-messages; of one connection at most 20000 segments are kept)',
  );
  const both = counting({ segmentsLetGo: 9, segmentsPerConnectionLetGo: 8 });
  expect(letGoText(both, ALL)).toBe(
    'limits were reached, so not everything is shown: 9 segments let go (see --max-segments; of one connection at most 20000 segments are kept)',
  );
});

test('where memory was short, more of it is what helps', () => {
  expect(letGoText(counting({ connectionsLetGo: 5, memoryWasShort: true }), ALL)).toBe(
    'limits were reached, so not everything is shown: 5 connections let go (see NODE_OPTIONS=--max-old-space-size)',
  );
});

test('each kind that a limit can let go is told', () => {
  for (const kind of LET_GO_KINDS) {
    const analysis = counting({ [LET_GO[kind]]: 7 });
    expect(letGoOf(analysis, ALL)).toEqual({ [kind]: 7 });
    expect(letGoText(analysis, ALL)).toMatch(/: [a-z ]*7 [^()]+ let go/);
  }
});

test('which of them a real connection had too many of is counted', () => {
  const limits = { ...DEFAULT_LIMITS, segmentsPerConnection: 100, messagesPerConnection: 50 };
  const { counters } = analyse('wrk-keepalive', { limits, keepDialogues: true });
  expect(counters.segmentsLetGo).toBeGreaterThan(0);
  expect(counters.segmentsPerConnectionLetGo).toBe(counters.segmentsLetGo);
  expect(counters.messagesLetGo).toBeGreaterThan(0);
  expect(counters.messagesPerConnectionLetGo).toBe(counters.messagesLetGo);
});

test('a fault of our own is told', () => {
  expect(faultsText(counting({}))).toBeNull();
  const faulty = counting({ dissectorFailures: 2 });
  expect(faultsText(faulty)).toMatch(/^a bug in this program: 2 dialogues were not followed to the end: /);
});

test('names of hosts that a file has too many of are told', () => {
  const named = counting({ namesLetGo: 3 });
  expect(letGoOf(named, NEITHER)).toEqual({ names: 3 });
  expect(letGoText(named, NEITHER)).toBe(
    'limits were reached, so not everything is shown: 3 names of hosts let go',
  );
});
