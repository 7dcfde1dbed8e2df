import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Analysis } from '../../../src/core/analysis.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import type { Connection } from '../../../src/core/tcp/connection.ts';
import { parseFilter } from '../../../src/core/view/filter.ts';
import { ConnectionSubject } from '../../../src/core/view/filter-subject.ts';
import { isInTrouble } from '../../../src/core/view/row.ts';
import { SORT_COLUMNS, SORT_KEYS, type SortColumn } from '../../../src/core/view/sort.ts';
import { DialogueBuilder } from '../../support/dialogue-builder.ts';

const FILTERS = ['', 'state:open', 'packets:>4', 'port:80 idle:>1s', 'age:<3s', '!state:reset'];
const PORTS = 6;

interface Asked {
  readonly filter: string;
  readonly sort: SortColumn;
  readonly descending: boolean;
}

const asked = fc.record({
  filter: fc.constantFrom(...FILTERS),
  sort: fc.constantFrom(...SORT_COLUMNS),
  descending: fc.boolean(),
});
const step = fc.oneof(
  fc.record({ kind: fc.constant('begin' as const), port: fc.nat(PORTS - 1) }),
  fc.record({
    kind: fc.constant('send' as const),
    port: fc.nat(PORTS - 1),
    bits: fc.constantFrom('A', 'PA', 'FA', 'R'),
  }),
  fc.record({ kind: fc.constant('release' as const), port: fc.nat(PORTS - 1) }),
  fc.record({ kind: fc.constant('ask' as const), asked }),
);

/** Looked for among all connections anew. */
function expected(analysis: Analysis, { filter, sort, descending }: Asked) {
  const parsed = parseFilter(filter);
  if (!parsed.ok) throw new Error(parsed.what);
  const all = analysis.tracker.table.list();
  const keyOf = (c: Connection) => (descending ? -1 : 1) * SORT_KEYS[sort](c);
  const matching = all.filter((c) =>
    parsed.filter.matches(new ConnectionSubject().of(c, analysis.span.last)),
  );
  return {
    ids: matching.sort((a, b) => keyOf(a) - keyOf(b) || a.id - b.id).map(({ id }) => id),
    open: all.filter((c) => !c.over).length,
    inTrouble: all.filter(isInTrouble).length,
  };
}

function answered(analysis: Analysis, query: Asked) {
  const { rows, counters } = analysis.select({
    ...query,
    sequence: 1,
    offset: 0,
    rows: 1000,
    keep: null,
    follow: false,
    stripLength: 0,
    open: null,
  });
  return {
    ids: rows.map(({ id }) => id),
    open: counters.connectionsOpen,
    inTrouble: counters.connectionsInTrouble,
  };
}

test('whatever happens between queries, an answer is what looking at all connections anew would give', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const analysis = new Analysis({ limits: DEFAULT_LIMITS, keepDialogues: true });
      const talks = Array.from(
        { length: PORTS },
        (_, i) => new DialogueBuilder({ analysis, clientPort: 1000 + i }),
      );
      let initial = 1;
      for (const one of steps) {
        if (one.kind === 'ask') {
          expect(answered(analysis, one.asked)).toEqual(expected(analysis, one.asked));
          continue;
        }
        const talk = talks[one.port] as DialogueBuilder;
        if (one.kind === 'begin') talk.again([initial++ * 1000, initial++ * 1000]).handshake();
        else if (one.kind === 'send') talk.c(one.bits, { payload: 'x', after: 700_000_000 });
        else {
          const c = analysis.tracker.table.list().at(one.port);
          if (c !== undefined) analysis.tracker.release(c);
        }
      }
    }),
  );
});

test('who does not ask for long is answered from all connections, and nothing that has left is remembered', () => {
  const analysis = new Analysis({ limits: { ...DEFAULT_LIMITS, connections: 10 }, keepDialogues: false });
  const query: Asked = { filter: 'packets:>1', sort: 'id', descending: true };
  for (const connections of [5, 12_000, 3]) {
    for (let i = 0; i < connections; i++)
      new DialogueBuilder({ analysis, clientPort: 1 + i, initial: [connections, i] }).c('S').s('SA');
    expect(answered(analysis, query)).toEqual(expected(analysis, query));
  }
});
