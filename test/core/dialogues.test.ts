import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../src/core/analysis.ts';
import type { Connection } from '../../src/core/tcp/connection.ts';
import type { Endpoint } from '../../src/core/tcp/endpoint.ts';
import { endpointName } from '../../src/core/view/row.ts';
import { FIN, RST } from '../../src/core/wire/control-bits.ts';
import { analyse } from '../support/analyse.ts';

// streams.tsv says of every stream of the fixtures what tshark says (scripts/stream-facts.mjs). Protocols are not held here,
// and notes in tcp/analysis/fixtures.test.ts.
const expected = new Map<string, string[][]>();
for (const line of readFileSync(new URL('../fixtures/streams.tsv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)) {
  const [capture, ...rest] = line.split('\t');
  expected.set(capture, [...(expected.get(capture) ?? []), rest]);
}

const name = (c: Connection, end: Endpoint) => {
  const { address, port } = endpointName(c.ipVersion, end);
  return `${address}:${port}`;
};

/** Every FIN and RST of a connection as the table writes them, the first six: `S:FIN@0.000 C:FIN@0.001`. */
function ends(analysis: Analysis, c: Connection): string {
  const { first } = analysis.span;
  const told: string[] = [];
  analysis.tracker.segments.forEach(c, (s) => {
    if (!(s.controlBits & (FIN | RST))) return;
    const seconds = s.seconds - first.seconds + (s.nanoseconds - first.nanoseconds) / 1e9;
    const side = c.sideOf(s.fromSecond ? c.second : c.first) === 0 ? 'C' : 'S';
    told.push(`${side}:${s.controlBits & RST ? 'RST' : 'FIN'}@${seconds.toFixed(3)}`);
  });
  return `end=${told.slice(0, 6).join(' ') || 'none'}${told.length > 6 ? ' ...' : ''}`;
}

/** Its 910 connections are alike. */
const WITHOUT_ROWS = ['wrk-close.pcap'];

test('every capture has rows: node scripts/stream-facts.mjs NAME writes them', () => {
  const captures = readdirSync(new URL('../fixtures', import.meta.url)).filter(
    (file) => file.endsWith('.pcap') && !WITHOUT_ROWS.includes(file),
  );
  expect([...expected.keys()].map((name) => `${name}.pcap`).sort()).toEqual(captures.sort());
});

describe.each([...expected.keys()])('%s', (capture) => {
  const analysis = analyse(capture);
  const connections = analysis.tracker.table.list();

  test('streams, ends, packets, payload and completeness are what tshark says', () => {
    const told = connections.map((c) => [
      String(c.id),
      `${name(c, c.client)} -> ${name(c, c.server)}${c.basis === 'syn' ? '' : ' (no SYN)'}`,
      `C ${c.client.packets}p ${c.client.payloadBytes}B  S ${c.server.packets}p ${c.server.payloadBytes}B`,
      `completeness=${c.completeness}`,
      ends(analysis, c),
    ]);
    expect(told).toEqual((expected.get(capture) ?? []).map((fields) => fields.slice(0, 5)));
  });

  test('who closed first is who sent the first FIN or RST', () => {
    for (const c of connections) {
      if (c.closedByBoth) continue;
      const told = ends(analysis, c).replace('end=', '').split(' ');
      const heeded = told.filter((end) => capture !== 'reset-ignored' || !end.includes('RST'));
      // Of several connections between the same ports, the last one: here all of those were closed by FINs.
      const [first = 'none'] = c.renewed ? heeded.slice(-2) : heeded;
      expect(c.closer === null ? 'none' : `${c.closer === c.client ? 'C' : 'S'}:`).toBe(
        first === 'none' ? 'none' : first.slice(0, 2),
      );
    }
  });
});
