import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/core/limits.ts';
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
    `limits were reached and not all is shown: ${connections} connections, ${messages} messages let go (see --max-connections)`,
  );
  const summary = JSON.parse(written((text) => writeSummary(analysis, NEITHER, ENDED, text)));
  expect(summary.letGo).toEqual({ connections });
});
