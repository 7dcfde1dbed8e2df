import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../../src/core/tcp/connection.ts';
import { analyse } from '../../../support/analyse.ts';
import { connectionJson } from '../../../support/json.ts';

/** Name in the notes of streams.tsv, where tshark's counts stand as sums of both sides, and our pair. */
const COUNTS = {
  retrans: 'retransmissions',
  ooo: 'outOfOrder',
  dupack: 'duplicateAcks',
  zerowin: 'zeroWindows',
  keepalive: 'keepAlives',
  winfull: 'windowFull',
} as const;

const streams = readFileSync(new URL('../../../fixtures/streams.tsv', import.meta.url), 'utf8')
  .split('\n')
  .slice(1)
  .filter((line) => line !== '')
  .map((line) => {
    const [capture = '', stream, , , , , , notes = ''] = line.split('\t');
    return { capture, stream: Number(stream), notes };
  });

describe('counts are those of tshark', () => {
  const analyses = new Map<string, { connections: Connection[]; analysis: ReturnType<typeof analyse> }>();
  const read = (capture: string) => {
    let held = analyses.get(capture);
    if (held === undefined) {
      const analysis = analyse(capture);
      held = { analysis, connections: analysis.tracker.table.list() };
      analyses.set(capture, held);
    }
    return held;
  };

  test.each(streams)('$capture $stream', ({ capture, stream, notes }) => {
    const { analysis, connections } = read(capture);
    const connection = connections[stream] as Connection;
    const report = connectionJson(analysis, connection);
    const told = new Map(notes.split(' ').map((note) => note.split('=') as [string, string]));
    const expected: Record<string, number> = {};
    const counted: Record<string, number> = {};
    for (const [name, field] of Object.entries(COUNTS)) {
      const [client, server] = report.analysis[field];
      expected[name] = Number(told.get(name) ?? 0);
      counted[name] = client + server;
    }
    expect(counted).toEqual(expected);
  });
});

describe('what was never seen', () => {
  test('on a lossy path everything came in the end', () => {
    for (const capture of ['loss', 'loss-server']) {
      const [connection] = analyse(capture).tracker.table.list();
      expect([connection?.client.gaps, connection?.server.gaps]).toEqual([0, 0]);
    }
  });
});
