import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONNECTION_STATES } from '../../src/core/tcp/state.ts';
import { SORT_COLUMNS } from '../../src/core/view/sort.ts';
import { TABLE_COLUMNS } from '../../src/draw/columns.ts';
import { ASCII, BARE, COLOUR, UNICODE } from '../../src/draw/style.ts';
import { drawTableHeader, drawTableRow, layoutColumns, stripColumns } from '../../src/draw/table.ts';
import { columnsOf } from '../../src/draw/text.ts';
import { connectionRow } from './entries.ts';
import { wireText } from './wire-text.ts';

const bare = { paint: BARE, glyphs: UNICODE };
const context = { selected: false, marked: false, nowNanoseconds: 312e9 };
const rows = [
  connectionRow(),
  connectionRow({
    id: 19,
    client: { address: '127.0.0.1', port: 51_234 },
    server: { address: '127.0.0.1', port: 8000 },
    protocol: 'HTTP',
    state: 'closed',
    closedBy: 'server',
    closedHow: 'FIN',
    strip: 'SsAPapAfFa',
  }),
  connectionRow({
    id: 21,
    client: { address: '2001:db8::1111:2222', port: 55_555 },
    protocol: null,
    state: 'syn',
    strip: 'S·S!·S!',
    payloadBytes: [0, 0],
    handshakeRttNanoseconds: null,
    trouble: true,
  }),
];

function drawn(width: number): string[] {
  const layout = layoutColumns(width);
  const header = drawTableHeader(layout, 'age', false, bare);
  return [
    header,
    ...rows.map((row, index) => drawTableRow(layout, row, { ...context, selected: index === 1 }, bare)),
  ];
}

describe('the connection table', () => {
  it('has endpoints, protocol, state and flags at 80 columns', () => {
    expect(drawn(80)).toMatchInlineSnapshot(`
      [
        "  CLIENT            SERVER            PROTO      STATE     FLAGS C=UPPER s=lower",
        "  10.0.0.12:51546   10.0.3.7:5432     PostgreSQL OPEN      …APpPpPpPpA          ",
        "▸ 127.0.0.1:51234   127.0.0.1:8000    HTTP       CLOSED S  SsAPapAfFa           ",
        " ![2001…2222]:55555 10.0.3.7:5432     -          SYN       S·S!·S!              ",
      ]
    `);
  });

  it('adds number, bytes, round-trip time and age at 120', () => {
    expect(drawn(120)).toMatchInlineSnapshot(`
      [
        "       # CLIENT                SERVER               PROTO          STATE       FLAGS C=UP s=low    C→S   S→C   RTT  AGE▲",
        "      18 10.0.0.12:51546       10.0.3.7:5432        PostgreSQL     OPEN        …APpPpPpPpA       48.2K  912K  35us  5m12",
        "▸     19 127.0.0.1:51234       127.0.0.1:8000       HTTP           CLOSED by S SsAPapAfFa        48.2K  912K  35us  5m12",
        " !    21 [2001:d…1:2222]:55555 10.0.3.7:5432        -              SYN         S·S!·S!               0     0     -  5m12",
      ]
    `);
  });

  it('shows IPv4 endpoints whole before the flags get more than their legend', () => {
    const longest = connectionRow({
      client: { address: '203.113.121.208', port: 50_008 },
      server: { address: '192.168.100.200', port: 54_321 },
    });
    const shown = (width: number) => drawTableRow(layoutColumns(width), longest, context, bare);
    for (let width = 121; width <= 320; width++) {
      expect(shown(width)).toMatch(/ 203\.113\.121\.208:50008 +192\.168\.100\.200:54321 /u);
    }
    expect(shown(120)).toContain(' 203.113.121.208:50008 ');
    expect(shown(90)).toContain('203.113.121.208:50008 192.168.100.200:54321 ');
  });

  it('shows whole what TLS carries, where the flags need not stand for all that there is to read', () => {
    const carried = connectionRow({ protocol: 'TLS PostgreSQL' });
    const shown = (width: number) => drawTableRow(layoutColumns(width), carried, context, bare);
    expect(shown(80)).toContain(' TLS Postg… ');
    for (let width = 108; width <= 320; width++) expect(shown(width)).toContain(' TLS PostgreSQL ');
  });

  it('shows every column at 200', () => {
    expect(layoutColumns(200).columns).toHaveLength(TABLE_COLUMNS.length);
    expect(drawn(200)).toMatchInlineSnapshot(`
      [
        "       # CLIENT                       SERVER                       PROTO          STATE       FLAGS C=UPPER s=lower             C→S   S→C     PKTS  RETX   REQ   RTT  TTFB LASTED  IDLE  AGE▲ IF        ",
        "      18 10.0.0.12:51546              10.0.3.7:5432                PostgreSQL     OPEN        …APpPpPpPpA                     48.2K  912K       50     0     4  35us   1ms   5.0s  5m07  5m12 lo        ",
        "▸     19 127.0.0.1:51234              127.0.0.1:8000               HTTP           CLOSED by S SsAPapAfFa                      48.2K  912K       50     0     4  35us   1ms   5.0s  5m07  5m12 lo        ",
        " !    21 [2001:db8::1111:2222]:55555  10.0.3.7:5432                -              SYN         S·S!·S!                             0     0       50     0     4     -   1ms   5.0s  5m07  5m12 lo        ",
      ]
    `);
  });

  it('says who closed in words where there is room, else by letter', () => {
    const state = (width: number, changes: Parameters<typeof connectionRow>[0]) =>
      drawTableRow(layoutColumns(width), connectionRow({ strip: '', ...changes }), context, bare);
    expect(state(120, { state: 'closed', closedBy: 'server' })).toContain('CLOSED by S');
    expect(state(60, { state: 'closed', closedBy: 'both' })).toContain('CLOSED CS');
    expect(state(60, { state: 'closing', closedBy: 'both' })).toContain('CLOSING ');
    expect(state(60, { state: 'half-closed', closedBy: 'client' })).toContain('HALF by C');
    expect(state(60, { state: 'reset', closedBy: 'client' })).toContain('RESET C');
  });

  it('marks the sorted column', () => {
    expect(drawTableHeader(layoutColumns(120), 'server', true, bare)).toContain('SERVER▼');
    expect(drawTableHeader(layoutColumns(120), 'bytes', false, { paint: BARE, glyphs: ASCII })).toContain(
      'C->S^',
    );
  });

  it('offers each sort column at most once', () => {
    const sorts = TABLE_COLUMNS.flatMap(({ sort }) => sort ?? []);
    expect(new Set(sorts).size).toBe(sorts.length);
    expect(SORT_COLUMNS.filter((sort) => !sorts.includes(sort))).toEqual([]);
  });

  it('takes the colours of a selected row away and inverts it', () => {
    const style = { paint: COLOUR, glyphs: UNICODE };
    const row = drawTableRow(layoutColumns(80), rows[1]!, { ...context, selected: true }, style);
    expect(row).toBe(`\u001b[7m${drawn(80)[2]}\u001b[27m`);
  });

  it('shows marks and trouble beside the row', () => {
    const layout = layoutColumns(80);
    expect(drawTableRow(layout, rows[2]!, context, bare).slice(0, 2)).toBe(' !');
    expect(
      drawTableRow(layout, rows[2]!, { ...context, marked: true, selected: true }, bare).slice(0, 2),
    ).toBe('▸*');
  });

  it('tells how much of a strip can be seen', () => {
    expect(stripColumns(layoutColumns(80))).toBeGreaterThanOrEqual(20);
    expect(stripColumns(layoutColumns(200))).toBeGreaterThanOrEqual(30);
    expect(stripColumns(layoutColumns(40))).toBe(0);
  });

  it('has exactly the width of the terminal, whatever it shows', () => {
    const anyRow = fc
      .record({
        address: fc.oneof(fc.ipV4(), fc.ipV6()),
        protocol: fc.option(wireText()),
        interfaceName: wireText(),
        state: fc.constantFrom(...CONNECTION_STATES),
        closedBy: fc.constantFrom('client', 'server', 'both', null),
        bytes: fc.maxSafeNat(),
        id: fc.nat(10_000_000),
        last: fc.maxSafeNat(),
      })
      .map(({ address, bytes, last, ...rest }) =>
        connectionRow({
          ...rest,
          client: { address, port: 65_535 },
          server: { address, port: 1 },
          payloadBytes: [bytes, 0],
          packets: [bytes, 1],
          retransmissions: [bytes, 1],
          lastNanoseconds: last,
        }),
      );
    const styles = [bare, { paint: COLOUR, glyphs: UNICODE }, { paint: BARE, glyphs: ASCII }];
    fc.assert(
      fc.property(anyRow, fc.integer({ min: 1, max: 320 }), fc.boolean(), (row, width, selected) => {
        const layout = layoutColumns(width);
        for (const style of styles) {
          expect(columnsOf(drawTableRow(layout, row, { ...context, selected }, style))).toBe(width);
          expect(columnsOf(drawTableHeader(layout, 'age', true, style))).toBe(width);
        }
      }),
    );
  });
});
